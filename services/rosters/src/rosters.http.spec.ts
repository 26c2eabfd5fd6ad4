import { afterEach, describe, expect, test } from '@jest/globals';
import type { ImportReport } from '@strata/contracts';
import { rosterId } from './roster-id.ts';
import { bundle, smallSchool } from './testing/oneroster-bundle.ts';
import { startRosters, zipOf, type RostersApp } from './testing/rosters-app.ts';
import { packed, school, studentId, withoutPeople } from './testing/school-tables.ts';

const apps: RostersApp[] = [];
const start = async (options: Parameters<typeof startRosters>[0] = {}): Promise<RostersApp> => {
  const app = await startRosters(options);
  apps.push(app);
  return app;
};
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});
const imported = async (): Promise<RostersApp> => {
  const app = await start();
  await app.import(bundle('1.1', smallSchool('1.1')));
  return app;
};

describe('Sending a roster', () => {
  test('is answered once the file is stored, with where to look', async () => {
    const app = await start();
    const answer = await app.http('POST', '/v1/imports?mode=strict&fileName=roster.zip', { body: await zipOf(packed(school(2))), headers: { 'content-type': 'application/zip' } });
    const { importId } = answer.body as { importId: string };
    expect(answer).toMatchObject({ status: 202, headers: { location: `/v1/imports/${importId}` } });
    expect(await app.settled(importId)).toMatchObject({ importId, mode: 'strict', fileName: 'roster.zip', status: 'completed', bytes: (await zipOf(packed(school(2)))).length });
  });

  test('is answered with the import at once, however far the views are behind, and with how far it is', async () => {
    const app = await start();
    const lease = await app.engine.leases.acquire('rosters-importer', 60_000); // as if another server imported
    const importId = await app.upload(packed(school(2)));
    expect((await app.http('GET', `/v1/imports/${importId}`)).body).toMatchObject({ status: 'running', progress: { phase: 'waiting', done: 0, total: 0, files: [] } });
    await lease!.release();
    expect(await app.settled(importId)).toMatchObject({ status: 'completed' });
    expect((await app.http('GET', `/v1/imports/${importId}`)).body).not.toHaveProperty('progress');
  });

  test.each([
    ['without a body', { headers: { 'content-type': 'application/zip' }, body: '' }, 400, 'BODY_MISSING'],
    ['as something else than a file', { body: { roster: [] } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['as CSV', { body: 'sourcedId\n1\n', headers: { 'content-type': 'text/csv' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s is refused', async (_, sent, status, code) => {
    const app = await start();
    expect(await app.http('POST', '/v1/imports', sent)).toMatchObject({ status, body: { code } });
    expect(app.events()).toEqual([]);
  });

  test('in a mode that is none is refused', async () => {
    const app = await start();
    expect(await app.http('POST', '/v1/imports?mode=sloppy', { body: Buffer.from('x'), headers: { 'content-type': 'application/zip' } })).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  test.each([['POST', '/v1/imports'], ['GET', '/v1/imports'], ['GET', '/v1/students'], ['GET', '/v1/staff'], ['GET', '/v1/schools'], ['POST', '/v1/attendance'], ['POST', '/v1/bell-schedules']])(
    '%s %s is for the owner alone',
    async (method, path) => {
      const app = await start();
      expect((await app.http(method, path, { as: 'nobody' })).status).toBe(401);
      expect((await app.http(method, path, { as: 'strata_live_wrong' })).status).toBe(401);
    },
  );
});

describe('Imports', () => {
  test('are listed with the latest first, and by status', async () => {
    const app = await start();
    const first = await app.import(packed(school(20)));
    app.clock.advance(1000);
    const second = await app.import(packed(withoutPeople(school(20), 's1', 's2', 's3')));
    const list = async (query = '') => ((await app.http('GET', `/v1/imports${query}`)).body as { items: ImportReport[] }).items.map(({ importId, status }) => [importId, status]);
    expect(await list()).toEqual([[second.importId, 'held'], [first.importId, 'completed']]);
    expect(await list('?status=held')).toEqual([[second.importId, 'held']]);
    expect(await list('?limit=1')).toEqual([[second.importId, 'held']]);
  });

  test('that nobody started are not found; only a held one is confirmed', async () => {
    const app = await start();
    expect(await app.http('GET', '/v1/imports/none')).toMatchObject({ status: 404, body: { code: 'IMPORT_NOT_FOUND' } });
    expect(await app.http('POST', '/v1/imports/none/confirm')).toMatchObject({ status: 404 });
    const { importId } = await app.import(packed(school(2)));
    expect(await app.http('POST', `/v1/imports/${importId}/confirm`)).toMatchObject({ status: 409, body: { code: 'IMPORT_NOT_HELD' } });
    expect(await app.http('POST', `/v1/imports/${importId}/reject`)).toMatchObject({ status: 409, body: { code: 'IMPORT_NOT_HELD' } });
  });

  test('tell open browsers how far they are and when they are over', async () => {
    const app = await start();
    const scopes = new Set<string>();
    await app.engine.live.subscribe(undefined, ({ invalidations }) => invalidations.forEach(({ view, scope }) => scopes.add(`${view} ${scope}`)));
    const { importId } = await app.import(packed(school(20)));
    await app.until(() => scopes.has(`imports import/${importId}`) && scopes.has(`rosters_import import/${importId}`));
  });
});

describe('Lists', () => {
  test('of schools say how many are enrolled', async () => {
    const app = await imported();
    const { items } = (await app.http('GET', '/v1/schools')).body as { items: object[] };
    expect(items).toEqual([
      expect.objectContaining({ sourcedId: 'district', name: 'North District', kind: 'district', students: 0, timeZone: 'America/Chicago' }),
      expect.objectContaining({ schoolId: rosterId('school', 'school'), name: 'Oak Elementary', kind: 'school', identifier: '0042', parentId: rosterId('school', 'district'), students: 3, bellSchedules: [], calendarDates: 0 }),
    ]);
    expect((await app.http('GET', '/v1/schools?kind=school')).body).toMatchObject({ items: [{ sourcedId: 'school' }] });
  });

  test('of classes say what their time counts for, and are kept to a school or a use', async () => {
    const app = await imported();
    expect((await app.http('GET', '/v1/classes')).body).toMatchObject({ items: [
      { sourcedId: 'm3a', title: 'Math 3 A', courseTitle: 'Mathematics 3', subject: 'Mathematics', grades: ['03'], periodNames: ['1', '3'], homeroom: false, supportUse: 'core' },
      { sourcedId: 'm3b', homeroom: true, periodNames: [], supportUse: 'core' },
    ] });
    expect((await app.http('GET', `/v1/classes?school=${rosterId('school', 'district')}`)).body).toMatchObject({ items: [] });
    expect((await app.http('GET', `/v1/classes?school=${rosterId('school', 'school')}&supportUse=core&limit=1`)).body).toMatchObject({ items: [{ sourcedId: 'm3a' }], next: expect.any(String) });
  });

  test('of academic sessions end on the first day after', async () => {
    const app = await imported();
    const { items } = (await app.http('GET', '/v1/academic-sessions')).body as { items: object[] };
    expect(items).toContainEqual({ sessionId: rosterId('session', 'year'), sourcedId: 'year', title: '2026-27', kind: 'schoolYear', begin: '2026-08-17', end: '2027-06-12', schoolYear: '2027' });
    expect(items.at(-1)).toMatchObject({ sourcedId: 'spring', parentId: rosterId('session', 'year') });
  });

  test('of staff name roles and classes, and whoever teaches none', async () => {
    const app = await imported();
    const items = await app.list('/v1/staff', 2);
    expect(items).toMatchObject([
      { sourcedId: 'sue', familyName: 'Park', roles: ['aide'], classIds: [] },
      { sourcedId: 'tom', familyName: 'Reed', roles: ['teacher'], classIds: [rosterId('class', 'm3a'), rosterId('class', 'm3b')].sort() },
    ]);
    expect(await app.list('/v1/staff?role=aide', 1)).toMatchObject([{ givenName: 'Sue' }]);
    expect(await app.list('/v1/staff?search=ree', 1)).toMatchObject([{ givenName: 'Tom' }]);
  });

  test('of students open names for the owner, by family name, page by page', async () => {
    const app = await imported();
    expect(await app.list('/v1/students', 3)).toMatchObject([
      { sourcedId: 'bao', givenName: 'Bao', familyName: 'Nguyen', studentUniqueId: '900002', gradeLevel: '03', schoolIds: [rosterId('school', 'school')] },
      { sourcedId: 'ana', studentId: studentId('ana'), familyName: 'Okafor' },
      { sourcedId: 'chi' },
    ]);
    const first = (await app.http('GET', '/v1/students?limit=2')).body as { items: object[]; next: string; total: number };
    const second = (await app.http('GET', `/v1/students?limit=2&cursor=${first.next}`)).body as { items: object[]; next?: string; total: number };
    expect([first.items.length, first.total, second.items.length, second.next]).toEqual([2, 3, 1, undefined]);
    expect(first.next).not.toMatch(/Okafor|okafor/);
    expect(await app.http('GET', '/v1/students?cursor=nobody')).toMatchObject({ status: 422, body: { code: 'INVALID_CURSOR' } });
  });

  test('of students find by the beginnings of names, without accents, and by sourcedId', async () => {
    const app = await imported();
    expect(await app.list('/v1/students?search=OTA', 1)).toMatchObject([{ sourcedId: 'chi' }]);
    expect(await app.list('/v1/students?search=oka%20an', 1)).toMatchObject([{ sourcedId: 'ana' }]);
    expect(await app.list('/v1/students?search=bao', 1)).toMatchObject([{ sourcedId: 'bao' }]);
    expect(await app.list('/v1/students?search=bao&grade=05', 0)).toEqual([]);
  });

  test('of students follow the roster, and start anew with the server', async () => {
    const app = await start();
    await app.import(packed(school(20)));
    await app.list('/v1/students', 20);
    await app.import(packed({ ...withoutPeople(school(20), 's7'), users: withoutPeople(school(20), 's7').users!.map((row) => (row['sourcedId'] === 's3' ? { ...row, familyName: 'Renamed' } : row)) }));
    await app.list('/v1/students', 19);
    expect(await app.list('/v1/students?search=renamed', 1)).toMatchObject([{ sourcedId: 's3' }]);
    expect(await app.list('/v1/students?search=Family3', 0)).toEqual([]);
    await app.close();
    const again = await start({ engine: app.engine });
    expect(await again.list('/v1/students?search=renamed', 1)).toMatchObject([{ sourcedId: 's3' }]);
  });

  test('show no name of a student whose data was destroyed', async () => {
    const app = await imported();
    await app.list('/v1/students', 3);
    await app.engine.vault.shred(studentId('ana'));
    expect(await app.list('/v1/students?search=ana', 1)).toMatchObject([{ sourcedId: 'ana', givenName: '', familyName: '' }]);
  });
});

describe('Attendance', () => {
  const day = { studentId: studentId('ana'), schoolId: rosterId('school', 'school'), date: '2026-10-05', category: 'excused_absence' };
  const inClass = { ...day, classId: rosterId('class', 'm3a'), category: 'tardy', minutesPresent: 31 };

  test('of a day and of a class is recorded once, and keyed by the student', async () => {
    const app = await imported();
    const before = app.rosterEvents().length;
    expect((await app.http('POST', '/v1/attendance', { body: day })).body).toEqual({ recorded: 1, unchanged: 0 });
    expect((await app.http('POST', '/v1/attendance', { body: [day, inClass] })).body).toEqual({ recorded: 1, unchanged: 1 });
    expect(app.rosterEvents().slice(before)).toMatchObject([
      { type: 'ClassAttendanceRecorded', key: studentId('ana'), effectiveDate: '2026-10-05', data: day, source: 'http' }, { type: 'ClassAttendanceRecorded', data: inClass },
    ]);
  });

  test.each([
    ['an unknown student', [inClass, { ...day, studentId: 'nobody' }], 'ATTENDANCE_UNKNOWN_RECORD', '/1/studentId'],
    ['an unknown class', { ...inClass, classId: 'none' }, 'ATTENDANCE_UNKNOWN_RECORD', '/classId'],
    ['a category that is none', [day, { ...day, category: 'asleep' }], 'VALIDATION_FAILED', '/1/category'],
    ['a day that is none', { ...day, date: '2026-02-30' }, 'VALIDATION_FAILED', '/date'],
    ['minutes below nothing', { ...inClass, minutesPresent: -1 }, 'VALIDATION_FAILED', '/minutesPresent'],
  ])('of %s is refused, and nothing is recorded', async (_, body, code, pointer) => {
    const app = await imported();
    const before = app.events().length;
    expect(await app.http('POST', '/v1/attendance', { body })).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } });
    expect(app.events().length).toBe(before);
  });

  test('of somebody absent with minutes is refused', async () => {
    const app = await imported();
    expect(await app.http('POST', '/v1/attendance', { body: { ...day, minutesPresent: 5 } })).toMatchObject({ status: 422, body: { code: 'ABSENT_WITH_MINUTES' } });
  });
});
