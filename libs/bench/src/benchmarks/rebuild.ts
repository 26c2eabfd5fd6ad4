import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedViews, SqliteEventStore, SqliteVault } from '@strata/engine-embedded';
import { inMemoryLiveFeed, systemClock } from '@strata/kernel';
import { readAndParse } from '../baselines/rebuild.ts';
import { everyView } from '../every-view.ts';
import { rates, spread, type Figure } from '../figures.ts';
import { fillLog } from '../fill-log.ts';
import { pupils, rosterCommits, sessionCommits, supportCommits } from '../history.ts';
import type { BenchRun } from './bench-run.ts';

const DAY = 24 * 60 * 60_000;

/** All views from nothing, in the thread that runs them. Beside it: reading the same log in order and parsing it. */
export const benchRebuild = async ({ folder, quick, say }: BenchRun): Promise<Figure> => {
  const logPath = join(folder, 'rebuild.db');
  const store = new SqliteEventStore(logPath);
  const started = performance.now();
  const events = await fill(store, folder, quick);
  say(`rebuild: a log of ${events} events made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const [ours, raw]: [number[], number[]] = [[], [events / readAndParse(logPath)]];
  for (let repeat = 0; repeat < (quick ? 2 : 3); repeat++) {
    ours.push(events / (await rebuild(store, logPath, join(folder, `rebuild-views-${repeat}.db`))));
    raw.push(events / readAndParse(logPath));
  }
  store.close();
  say(`rebuild: ours ${spread(ours)}, baseline ${spread(raw)} events/s (lowest / median / highest)`);
  return rates(ours, raw, 'events/s');
};

/** 20,000 students and half a million events of them; a fifth of that for a quick look. */
const fill = async (store: SqliteEventStore, folder: string, quick: boolean): Promise<number> => {
  const all = pupils(quick ? 4000 : 20_000);
  const vault = new SqliteVault(join(folder, 'rebuild-vault.db'), join(folder, 'rebuild-master.key'));
  const requests = all.map(({ studentId }, number) => ({
    subjectId: studentId,
    data: { givenName: 'Ada', familyName: `Example-${number}`, birthDate: '2016-04-03' },
  }));
  const profiles = await vault.seal(requests);
  vault.close();
  const now = Date.now();
  const parts = [
    rosterCommits(all, profiles, now - 90 * DAY),
    supportCommits(all, now - 80 * DAY),
    sessionCommits(all, { count: quick ? 10_000 : 50_000, until: now }),
  ];
  let events = 0;
  for (const part of parts) events += await fillLog(store, part);
  return events;
};

/** Seconds from an open, empty file to views that show the whole log. */
const rebuild = async (store: SqliteEventStore, logPath: string, viewsPath: string): Promise<number> => {
  let trouble = '';
  const views = await EmbeddedViews.start({
    worker: new URL('../views-worker.ts', import.meta.url),
    logPath,
    viewsPath,
    views: everyView,
    log: store,
    clock: systemClock,
    liveFeed: inMemoryLiveFeed(),
    onTrouble: message => (trouble += message),
  });
  const started = performance.now();
  await views.whenCaughtUp(store.head(), 300_000);
  const seconds = (performance.now() - started) / 1000;
  const parked = await views.parked();
  await views.close();
  if (trouble !== '' || parked.length > 0) throw new Error(`The rebuild had trouble: ${trouble || parked[0]!.reason}`);
  for (const end of ['', '-wal', '-shm']) rmSync(viewsPath + end, { force: true });
  return seconds;
};
