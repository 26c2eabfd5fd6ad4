import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteEventStore } from '@strata/engine-embedded';
import type { Commit } from '@strata/kernel';
import { appendRaw } from '../baselines/append.ts';
import { openRaw, rowsOf, type LogRow } from '../baselines/raw-log.ts';
import { rates, spread, type Figure } from '../figures.ts';
import { pupils, supportCommits } from '../history.ts';
import type { BenchRun } from './bench-run.ts';

const WRITERS = 64;

/**
 * 64 writers, each waiting for its commit of one event before it brings the next, through the port. Beside it the very
 * same rows, ready made, inserted in transactions of 64.
 */
export const benchAppend = async ({ folder, quick, say }: BenchRun): Promise<Figure> => {
  const repeats = quick ? 3 : 7;
  const commits = [...supportCommits(pupils(quick ? 10_000 : 30_000), Date.now())];
  const [ours, raw]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const files = [join(folder, `append-${repeat}.db`), join(folder, `append-raw-${repeat}.db`)] as const;
    const seconds = await appendOurs(files[0], commits);
    const rows = storedRows(files[0]);
    const rawSeconds = appendRaw(files[1], rows, WRITERS);
    for (const file of files) for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    if (repeat === 0) continue; // warming up
    ours.push(rows.length / seconds);
    raw.push(rows.length / rawSeconds);
  }
  say(
    `append: ${commits.length} commits of one event; ours ${spread(ours)}, baseline ${spread(raw)} (lowest / median / highest)`,
  );
  return rates(ours, raw, 'events/s');
};

const appendOurs = async (path: string, commits: readonly Commit[]): Promise<number> => {
  const store = new SqliteEventStore(path);
  let next = 0;
  const write = async () => {
    for (let index = next++; index < commits.length; index = next++) {
      const [outcome] = await store.append([commits[index]!]);
      if (outcome?.status !== 'appended') throw new Error(`A commit was not appended: ${outcome?.status}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: WRITERS }, write));
  const seconds = (performance.now() - started) / 1000;
  store.close();
  return seconds;
};

const storedRows = (path: string): LogRow[] => {
  const db = openRaw(path);
  const rows = rowsOf(
    db,
    'SELECT position, id, stream, expected_version, version, types, body FROM commits ORDER BY position',
  ).all();
  db.close();
  return rows as unknown as LogRow[];
};
