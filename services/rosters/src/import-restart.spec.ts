import { afterEach, describe, expect, test } from '@jest/globals';
import type { ImportReport } from '@strata/contracts';
import { DomainError } from '@strata/kernel';
import { changed } from './testing/oneroster-bundle.ts';
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
  /** Stops the server as soon as so many more events are in the log; the import is not over then. */
  const stoppedAfter = async (app: RostersApp, events: number, importId: Promise<string>): Promise<string> => {
    const stopAt = app.engine.log.head() + events;
    const stopped = new Promise<void>((resolve) => {
      const silence = app.engine.log.onAppended((head) => {
        if (head < stopAt) return;
        silence();
        resolve(app.close());
      });
    });
    const id = await importId;
    await stopped;
    expect(app.events().filter(({ type, key }) => key === id && type !== 'RosterImportStarted')).toEqual([]);
    return id;
  };
  const state = (app: RostersApp) => app.rosterEvents().map(({ type, data }) => [type, { ...data, profile: undefined, profileFingerprint: undefined }]);

  test.each([5, 1200])('goes on with the first roster after %d events, and ends with the same records and counts', async (events) => {
    const whole = await start();
    const expected = await whole.import(packed(school(700)));
    const app = await start();
    const importId = await stoppedAfter(app, events, app.upload(packed(school(700))));
    expect(app.rosterEvents().length).toBeLessThan(whole.rosterEvents().length);
    const again = await start({ engine: app.engine });
    expect(counts(await again.settled(importId))).toEqual(counts(expected));
    expect(state(app)).toEqual(state(whole));
  });

  test('goes on with a later roster on the day on which it began', async () => {
    const app = await start();
    await app.import(packed(school(700)));
    const next = changed(school(700), 'users', (row) => ({ ...row, grades: '04' }));
    const importId = await stoppedAfter(app, 200, app.upload(packed(withoutPeople(next, 's699'))));
    app.clock.advance(3 * 24 * 3_600_000);
    const again = await start({ engine: app.engine });
    expect(await again.settled(importId)).toMatchObject({ status: 'completed', changed: 699, ended: 3, events: 702 });
    expect(app.rosterEvents().at(-1)).toMatchObject({ type: 'ClassEnrollmentEnded', data: { date: '2026-10-05' } });
  });

  test('leaves its import to another one of the same installation', async () => {
    const app = await start();
    const other = await start({ engine: app.engine });
    const importId = await stoppedAfter(app, 200, app.upload(packed(school(700))));
    expect(await other.settled(importId)).toMatchObject({ status: 'completed', created: 2109 });
  });

  test('before the work began takes it up after the restart', async () => {
    const app = await start();
    const importId = await app.upload(packed(school(3)));
    await app.close();
    const again = await start({ engine: app.engine });
    expect(await again.settled(importId)).toMatchObject({ status: 'completed', created: 18 });
  });

  test('tries again when the disk refuses for a while', async () => {
    const before = await start();
    await before.close();
    let refusals = 0;
    const { store } = before.engine;
    const append: typeof store.append = (commits) => {
      const isRoster = commits.some(({ streamId }) => streamId.startsWith('student-'));
      if (isRoster && refusals++ === 1) return Promise.reject(new DomainError('STORE_UNAVAILABLE', 'unavailable'));
      return store.append(commits);
    };
    const refusing = { append, read: store.read.bind(store), readMany: store.readMany.bind(store), findCommits: store.findCommits.bind(store) };
    const app = await start({ engine: { ...before.engine, store: refusing } });
    const whole = await (await start()).import(packed(school(700)));
    const report = await app.import(packed(school(700)));
    expect(refusals).toBeGreaterThan(2);
    expect(counts(report)).toEqual(counts(whole));
  });
});
