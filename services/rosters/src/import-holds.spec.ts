import { afterEach, describe, expect, test } from '@jest/globals';
import type { ImportReport } from '@strata/contracts';
import { added, changed, type Files, type Tables } from './testing/oneroster-bundle.ts';
import { startRosters, type RostersApp } from './testing/rosters-app.ts';
import { editing, packed, school, withoutPeople } from './testing/school-tables.ts';

const apps: RostersApp[] = [];
const start = async (options: Parameters<typeof startRosters>[0] = {}): Promise<RostersApp> => {
  const app = await startRosters(options);
  apps.push(app);
  return app;
};
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

describe('A roster that would end too much', () => {
  const half = (): Tables => withoutPeople(school(20), ...Array.from({ length: 10 }, (_, n) => `s${n}`));
  const held = async (tables: Tables): Promise<{ app: RostersApp; report: ImportReport; before: number }> => {
    const app = await start();
    await app.import(packed(school(20)));
    const before = app.rosterEvents().length;
    return { app, report: await app.import(packed(tables)), before };
  };

  test('is held, says why, and writes nothing', async () => {
    const { app, report, before } = await held(half());
    expect(report).toMatchObject({ status: 'held', held: { activeEnrollments: 40, endingEnrollments: 20, percentEnding: 50, limitPercent: 10 } });
    expect(report.held!.reason).toBe("20 of 40 class enrollments would end; 10 of 20 students would leave. More than 10 % asks for a person's word.");
    expect(app.rosterEvents().length).toBe(before);
  });

  test('goes through when a person confirms it', async () => {
    const { app, report, before } = await held(half());
    expect((await app.http('POST', `/v1/imports/${report.importId}/confirm`)).status).toBe(200);
    const done = await app.settled(report.importId);
    expect(done).toMatchObject({ status: 'completed', ended: 30, events: 30 });
    expect(app.rosterEvents().length).toBe(before + 30);
  });

  test('is forgotten when a person discards it', async () => {
    const { app, report, before } = await held(half());
    const answer = await app.http('POST', `/v1/imports/${report.importId}/reject`);
    expect(answer).toMatchObject({ status: 200, body: { status: 'rejected', errors: [{ code: 'DISCARDED' }] } });
    expect(app.rosterEvents().length).toBe(before);
    expect((await app.http('POST', `/v1/imports/${report.importId}/confirm`)).status).toBe(409);
    await app.until(async () => (await app.engine.uploads.withFile(report.importId, () => Promise.resolve(true))) === undefined);
  });

  test('is compared anew when it is confirmed after another roster came in', async () => {
    const { app, report } = await held(half());
    await app.import(packed(editing(school(20), 'users', 's15', { grades: '05' })));
    await app.http('POST', `/v1/imports/${report.importId}/confirm`);
    expect(await app.settled(report.importId)).toMatchObject({ status: 'completed', changed: 1, ended: 30 });
  });

  test('is not held at exactly the limit', async () => {
    const { report } = await held(withoutPeople(school(20), 's0', 's1'));
    expect(report).toMatchObject({ status: 'completed', ended: 6 });
  });

  test('is held when a bulk file has no rows at all: that never means that everybody left', async () => {
    const { app, report, before } = await held({ ...school(20), enrollments: [] });
    expect(report).toMatchObject({ status: 'held' });
    expect(report.held!.reason).toContain('enrollments.csv has no rows');
    expect(app.rosterEvents().length).toBe(before);
  });

  test('is held when its ids mean other people now', async () => {
    const others = changed(school(20), 'users', (row) => (row['sourcedId']!.startsWith('s') && row['sourcedId'] !== 'sue' ? { ...row, givenName: `New${row['givenName']!}`, familyName: `New${row['familyName']!}` } : row));
    const { report } = await held({ ...others, demographics: changed(others, 'demographics', (row) => ({ ...row, birthDate: '2017-02-02' })).demographics! });
    expect(report.status).toBe('held');
    expect(report.held!.reason).toContain('20 of 20 students would become other people: ids changed their meaning');
  });

  test('is not held when everybody merely gets another grade, or a birth date', async () => {
    const next = changed(changed(school(20), 'users', (row) => ({ ...row, grades: '04' })), 'demographics', (row) => ({ ...row, birthDate: '2017-02-02' }));
    const { report } = await held(next);
    expect(report).toMatchObject({ status: 'completed', changed: 20, ended: 0 });
  });
});

describe('A faulty roster', () => {
  const refused = async (files: Files, query?: string): Promise<ImportReport> => {
    const app = await start();
    await app.import(packed(school(20)));
    const before = app.rosterEvents().length;
    const report = await app.import(files, query);
    expect(app.rosterEvents().length).toBe(before);
    expect(report.status).toBe('rejected');
    await app.until(async () => (await app.engine.uploads.withFile(report.importId, () => Promise.resolve(true))) === undefined);
    return report;
  };

  test('is rejected as a whole and names file, row, field and code', async () => {
    const report = await refused(packed(added(school(20), 'users', { ...school(20).users![3]! })));
    expect(report.errors).toContainEqual(expect.objectContaining({ file: 'users.csv', row: 24, field: 'sourcedId', code: 'DUPLICATE_SOURCED_ID' }));
    expect(report.errorCount).toBe(1);
  });

  test('with one row of twenty broken is too broken: nothing is imported', async () => {
    const report = await refused(packed(changed(school(20), 'enrollments', (row, n) => (n % 15 === 0 ? { ...row, classSourcedId: 'nowhere' } : row))));
    expect(report.errors.map(({ code }) => code)).toContain('TOO_MANY_BROKEN_ROWS');
  });

  test('in strict mode is rejected for what lenient mode only warns of', async () => {
    const form = editing(school(20), 'users', 's1', { grades: '3' });
    const report = await refused(packed(form), 'mode=strict');
    expect(report).toMatchObject({ mode: 'strict' });
    expect(report.errors.map(({ code }) => code)).toContain('GRADE_FORM');
  });

  test('without a manifest, and one that is no ZIP, are rejected by name', async () => {
    expect((await refused({ 'notes.txt': 'hello' })).errors.map(({ code }) => code)).toEqual(['MISSING_MANIFEST']);
    const app = await start();
    const sent = await app.http('POST', '/v1/imports', { body: Buffer.from('sourcedId,name\n1,x\n'), headers: { 'content-type': 'application/zip' } });
    const report = await app.settled((sent.body as { importId: string }).importId);
    expect(report).toMatchObject({ status: 'rejected', errors: [expect.objectContaining({ code: 'NOT_A_ZIP' })] });
  });

  test('never shows a name in an error', async () => {
    const report = await refused(packed(changed(school(20), 'users', (row) => ({ ...row, grades: `Family ${row['familyName']!}`, role: 'Okafor' }))));
    expect(JSON.stringify(report)).not.toMatch(/Family\d|Okafor/);
  });
});
