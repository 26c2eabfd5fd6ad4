import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isFaultless, killRun, type KillOptions, type KillReport } from './faults/kill-run.ts';
import { withScratchFolder } from './scratch-folder.ts';

const PATIENCE = 300_000;

const run = (options: Partial<KillOptions>): Promise<KillReport> =>
  withScratchFolder(async scratch => {
    const folder = join(scratch, 'run');
    mkdirSync(folder);
    return killRun({ folder, kills: 3, seed: 7, say: () => undefined, ...options });
  });

test(
  'a server that is killed while a provider posts keeps all that it acknowledged, and no view counts any of it twice',
  async () => {
    const report = await run({});
    expect(report).toMatchObject({ kills: 3, restarts: 3, lost: 0, countedTwice: 0, wrongFigures: 0 });
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.figures).toBeGreaterThan(100);
  },
  PATIENCE,
);

test(
  'a server that acknowledges before it writes is caught losing events',
  async () => {
    const report = await run({ kills: 2, file: 'libs/bench/src/faults/hasty-server.ts', heldOnly: true });
    expect(report.lost).toBeGreaterThan(0);
    expect(isFaultless(report)).toBe(false);
  },
  PATIENCE,
);
