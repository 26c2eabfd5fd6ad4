// `npm run bench -- [--json] [--only append,rebuild] [--quick]`: what Strata reaches on this machine, beside the plainest
// program that does the same, or beside its goal. See docs/benchmarks.md.
import { parseArgs } from 'node:util';
import { benchAppend } from './benchmarks/append.ts';
import { benchBoard } from './benchmarks/board.ts';
import { benchImport } from './benchmarks/import.ts';
import { benchIngest } from './benchmarks/ingest.ts';
import { LargeDistrict } from './benchmarks/large-district.ts';
import { benchLive } from './benchmarks/live.ts';
import { benchMemory } from './benchmarks/memory.ts';
import { benchRebuild } from './benchmarks/rebuild.ts';
import { benchStart } from './benchmarks/start.ts';
import { tableOf, type Figure } from './figures.ts';
import { withScratchFolder } from './scratch-folder.ts';

const NAMES = ['append', 'ingest', 'rebuild', 'import', 'board', 'live', 'memory', 'start'] as const;
type Name = (typeof NAMES)[number];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const only = values.only?.split(',');
for (const name of only ?? []) {
  if (!NAMES.includes(name as Name)) throw new Error(`--only takes names out of ${NAMES.join(', ')}; not ${name}.`);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const figures = await withScratchFolder(async folder => {
  const run = { folder, quick: values.quick, say };
  const large = new LargeDistrict(run);
  const benchmarks: Readonly<Record<Name, () => Promise<Figure>>> = {
    append: () => benchAppend(run),
    ingest: () => benchIngest(run),
    rebuild: () => benchRebuild(run),
    import: () => benchImport(large),
    board: () => benchBoard(large),
    live: () => benchLive(large),
    memory: () => benchMemory(large),
    start: () => benchStart(large),
  };
  const found: Partial<Record<Name, Figure>> = {};
  try {
    for (const name of NAMES) if (!only || only.includes(name)) found[name] = await benchmarks[name]();
  } finally {
    await large.stop();
  }
  return found as Record<string, Figure>;
});
process.stdout.write(`${values.json ? JSON.stringify(figures) : tableOf(figures)}\n`);
