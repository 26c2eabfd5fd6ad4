import { afterEach, describe, expect, test } from '@jest/globals';
import type { ImportReport } from '@strata/contracts';
import { DomainError } from '@strata/kernel';
import type { TestEngine } from '@strata/runtime/testing';
import { changed, type Files } from './testing/oneroster-bundle.ts';
import { startRosters, type RostersApp } from './testing/rosters-app.ts';
import { packed, school, withoutPeople } from './testing/school-tables.ts';

const apps: RostersApp[] = [];
const start = async (options: Parameters<typeof startRosters>[0] = {}): Promise<RostersApp> => {
  const app = await startRosters(options);
  apps.push(app);
  return app;
};
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

const counts = ({ created, changed: altered, ended, unresolved, events }: ImportReport) => ({ created, changed: altered, ended, unresolved, events });

describe('Imports in a row', () => {
  test('are worked on one after another, each seeing what the one before wrote', async () => {
    const app = await start();
    const ids = [await app.upload(packed(school(30))), await app.upload(packed(school(32))), await app.upload(packed(school(32)))];
    const reports = [];
    for (const importId of ids) reports.push(await app.settled(importId));
    expect(reports.map(counts)).toEqual([
      { created: 99, changed: 0, ended: 0, unresolved: 0, events: 129 },
      { created: 6, changed: 0, ended: 0, unresolved: 0, events: 8 },
      { created: 0, changed: 0, ended: 0, unresolved: 0, events: 0 },
    ]);
  });
});

describe('A server that stops in the middle of an import', () => {
  /** An engine of its own whose disk takes so many roster events and then refuses, until it is told otherwise. */
  const engineTaking = async (events: number, on?: TestEngine) => {
    const before = on ? undefined : await start();
    await before?.close();
    const engine = on ?? before!.engine;
    const { store } = engine;
    const stopAt = engine.log.head() + events;
    const disk = { refusals: 0 };
    const append: typeof store.append = (commits) => {
      if (engine.log.head() < stopAt || commits.some(({ streamId }) => streamId.startsWith('import-'))) return store.append(commits);
      disk.refusals += 1;
      return Promise.reject(new DomainError('STORE_UNAVAILABLE', 'unavailable'));
    };
    const refusing = { append, read: store.read.bind(store), readMany: store.readMany.bind(store), findCommits: store.findCommits.bind(store) };
    return { engine, disk, refusing: { ...engine, store: refusing } };
  };

  /** Stops a server in the middle of this import, on the day on which it began. */
  const stoppedAfter = async (events: number, files: Files, on?: TestEngine): Promise<{ engine: TestEngine; importId: string; written: number }> => {
    const { engine, disk, refusing } = await engineTaking(events, on);
    const app = await start({ engine: refusing });
    const importId = await app.upload(files);
    await app.until(() => disk.refusals > 0);
    await app.close();
    return { engine, importId, written: app.rosterEvents().length };
  };
  const state = (app: RostersApp) => app.rosterEvents().map(({ type, data }) => [type, { ...data, profile: undefined, profileFingerprint: undefined }]);

  test.each([5, 600])('goes on with the first roster after %d events, and ends with the same records and counts', async (events) => {
    const whole = await start();
    const expected = await whole.import(packed(school(300)));
    const { engine, importId, written } = await stoppedAfter(events, packed(school(300)));
    expect([written >= events, written < whole.rosterEvents().length]).toEqual([true, true]);
    const again = await start({ engine });
    expect(counts(await again.settled(importId))).toEqual(counts(expected));
    expect(state(again)).toEqual(state(whole));
  });

  test('goes on with a later roster on the day on which it began', async () => {
    const first = await start();
    await first.import(packed(school(300)));
    await first.close();
    const next = changed(school(300), 'users', (row) => ({ ...row, grades: '04' }));
    const { engine, importId } = await stoppedAfter(200, packed(withoutPeople(next, 's299')), first.engine);
    engine.clock.advance(3 * 24 * 3_600_000);
    const again = await start({ engine });
    expect(await again.settled(importId)).toMatchObject({ status: 'completed', changed: 299, ended: 3, events: 302 });
    expect(again.rosterEvents().at(-1)).toMatchObject({ type: 'ClassEnrollmentEnded', data: { date: '2026-10-05' } });
  });

  test('leaves its import to another one of the same installation', async () => {
    const { engine, disk, refusing } = await engineTaking(200);
    const app = await start({ engine: refusing });
    const importId = await app.upload(packed(school(300)));
    await app.until(() => disk.refusals > 0);
    const other = await start({ engine });
    expect(await other.settled(importId)).toMatchObject({ status: 'completed', created: 909 });
  });

  test('before the work began takes it up after the restart', async () => {
    const app = await start();
    const importId = await app.upload(packed(school(3)));
    await app.close();
    const again = await start({ engine: app.engine });
    expect(await again.settled(importId)).toMatchObject({ status: 'completed', created: 18 });
  });

  test('tries again when the disk refuses for a while', async () => {
    const whole = await (await start()).import(packed(school(300)));
    const { disk, refusing, engine } = await engineTaking(200);
    const app = await start({ engine: refusing });
    const importId = await app.upload(packed(school(300)));
    await app.until(() => disk.refusals > 0);
    refusing.store.append = engine.store.append.bind(engine.store);
    expect(counts(await app.settled(importId))).toEqual(counts(whole));
  });
});
