import { statSync } from 'node:fs';
import { join } from 'node:path';
import { rates, spread, type Figure } from '../figures.ts';
import type { Load, LoadResult } from '../load-generator.ts';
import { startProgram } from '../program.ts';
import { registerProvider } from '../provider-access.ts';
import { importZip, madeUpDistrict, studentIds, writeZip } from '../roster-import.ts';
import { caughtUp, startServer, type Server } from '../server.ts';
import type { BenchRun } from './bench-run.ts';

const STUDENTS = 5000;
const BATCH = 50;
const CONNECTIONS = 8;

/**
 * Batches of 50 held sessions with three students each, answered when they are on disk. Beside it a straight line from
 * Fastify over zod to the same rows. Both are posted to by the same generator, a process of its own.
 */
export const benchIngest = async ({ folder, quick, say }: BenchRun): Promise<Figure> => {
  const server = await startServer(join(folder, 'ingest'));
  const straightFile = join(folder, 'ingest-straight.db');
  const straight = await startProgram({
    file: 'libs/bench/src/baselines/ingest.ts',
    args: [straightFile],
    ready: /http:\S+/,
  });
  try {
    const { key, students } = await prepare(server, join(folder, 'ingest-roster.zip'));
    const load = {
      students,
      batch: BATCH,
      connections: CONNECTIONS,
      warmUpSeconds: quick ? 1 : 2,
      seconds: quick ? 3 : 6,
    };
    const [ours, theirs]: [LoadResult[], LoadResult[]] = [[], []];
    for (let repeat = 0; repeat < (quick ? 2 : 4); repeat++) {
      theirs.push(await measure({ ...load, url: straight.output().trim(), key: 'none', run: `straight-${repeat}` }));
      ours.push(await measure({ ...load, url: server.url, key, run: `ours-${repeat}` }));
      const started = performance.now();
      await caughtUp(server.owner); // the views' backlog must not fall on the other's turn
      say(`ingest: the views caught up ${((performance.now() - started) / 1000).toFixed(1)} s after the load`);
    }
    const of = (results: readonly LoadResult[], measure: keyof LoadResult) => results.map(result => result[measure]);
    say(
      `ingest: sessions/s ours ${spread(of(ours, 'perSecond'))}, baseline ${spread(of(theirs, 'perSecond'))} (lowest / median / highest)`,
    );
    say(
      `ingest: a batch took ms p50 ${spread(of(ours, 'p50'))}, p99 ${spread(of(ours, 'p99'))}; baseline p50 ${spread(of(theirs, 'p50'))}, p99 ${spread(of(theirs, 'p99'))}`,
    );
    say(`ingest: log ${megabytes(join(folder, 'ingest/log.db'))} MB, baseline ${megabytes(straightFile)} MB`);
    return rates(of(ours, 'perSecond'), of(theirs, 'perSecond'), 'sessions/s');
  } finally {
    await server.owner.close();
    await Promise.all([server.stop(), straight.kill()]);
  }
};

const prepare = async ({ owner }: Server, zip: string): Promise<{ key: string; students: string[] }> => {
  await writeZip(madeUpDistrict(STUDENTS), zip);
  await importZip(owner, zip);
  await caughtUp(owner);
  const students = await studentIds(owner, STUDENTS);
  const { key } = await registerProvider(owner, students);
  return { key, students };
};

const measure = async (load: Load): Promise<LoadResult> => {
  const generator = await startProgram({ file: 'libs/bench/src/load-generator.ts', args: [JSON.stringify(load)] });
  if ((await generator.ended) !== 0) throw new Error('The load generator failed.');
  return JSON.parse(generator.output()) as LoadResult;
};

const megabytes = (path: string): string => (statSync(path).size / 1e6).toFixed(0);
