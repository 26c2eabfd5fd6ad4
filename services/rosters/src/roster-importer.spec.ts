import { afterEach, describe, expect, test } from '@jest/globals';
import type { ImportReport } from '@strata/contracts';
import type { EventEnvelope } from '@strata/kernel';
import { rosterId } from './roster-id.ts';
import { added, bundle, changed, smallSchool, type Tables } from './testing/oneroster-bundle.ts';
import { startRosters, type RostersApp } from './testing/rosters-app.ts';
import { editing, packed, school, studentId, without, withoutPeople } from './testing/school-tables.ts';

const apps: RostersApp[] = [];
const start = async (options: Parameters<typeof startRosters>[0] = {}): Promise<RostersApp> => {
  const app = await startRosters(options);
  apps.push(app);
  return app;
};
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

const told = (events: readonly EventEnvelope[]): string[] => events.map(({ type, data }) => `${type} ${Object.values(data)[0] as string}`);
const counts = ({ created, changed: altered, ended, unresolved, events }: ImportReport) => ({ created, changed: altered, ended, unresolved, events });

describe('The first roster of a district', () => {
  test.each(['1.1', '1.2'] as const)('of OneRoster %s brings schools, sessions, classes, staff and students', async (version) => {
    const app = await start();
    const report = await app.import(bundle(version, smallSchool(version)));
    expect(report).toMatchObject({ status: 'completed', version, created: 16, changed: 0, ended: 0, unresolved: 0, errors: [], held: null });
    expect(report.events).toBe(app.rosterEvents().length);
    expect(told(app.rosterEvents().filter(({ key }) => key === studentId('ana')))).toEqual([
      'StudentRegistered', 'StudentEnrolled', 'ClassEnrollmentStarted', 'ClassEnrollmentStarted', 'GuardianLinked',
    ].map((type) => `${type} ${studentId('ana')}`));
    expect(report.files.map(({ file, created }) => [file, created]).filter(([, created]) => created !== 0)).toEqual([
      ['orgs.csv', 2], ['academicSessions.csv', 3], ['classes.csv', 2], ['users.csv', 5], ['enrollments.csv', 4],
    ]);
  });

  test('keeps staff without a section, and says so', async () => {
    const app = await start();
    const report = await app.import(bundle('1.1', smallSchool('1.1')));
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: 'STAFF_WITHOUT_SECTION', file: 'users.csv', row: 6 }));
    expect(app.rosterEvents().find(({ key }) => key === rosterId('staff', 'sue'))).toMatchObject({ type: 'StaffRegistered', data: { roles: ['aide'], classIds: [] } });
  });

  test('leaves no name, birth date, password or mail address in the log', async () => {
    const app = await start();
    await app.import(bundle('1.2', smallSchool('1.2')));
    const log = JSON.stringify(app.events());
    for (const secret of ['Okafor', 'Nguyen', 'Reed', '2018-03-09', 'hunter2', 'ana@example.org']) expect(log).not.toContain(secret);
  });

  test('opens to those who may: the sealed profile holds what the roster told', async () => {
    const app = await start();
    await app.import(bundle('1.2', smallSchool('1.2')));
    const { data } = app.rosterEvents().find(({ type, key }) => type === 'StudentRegistered' && key === studentId('ana')) as EventEnvelope<{ type: string; data: { profile: string } }>;
    expect(await app.engine.vault.open([{ subjectId: studentId('ana'), sealed: data.profile }])).toEqual([
      { givenName: 'Ana', familyName: 'Okafor', birthDate: '2018-03-09', sex: 'female', email: 'ana@example.org' },
    ]);
  });

  test('says who sent it: every event carries the owner and the import', async () => {
    const app = await start();
    const { importId } = await app.import(packed(school(2)));
    expect(new Set(app.rosterEvents().map(({ actor, source, correlationId }) => `${actor} ${source} ${correlationId}`))).toEqual(new Set([`owner import ${importId}`]));
  });

  test('is read by the convention of its end dates: the first day after by the standard, the last day where somebody says so', async () => {
    const ends = async (query?: string) => {
      const app = await start();
      await app.import(packed(school(1)), query);
      return new Set(app.rosterEvents().filter(({ type }) => type === 'ClassEnrollmentStarted').map(({ data }) => (data as { end: string }).end));
    };
    expect(await ends()).toEqual(new Set(['2027-01-16']));
    expect(await ends('endDates=inclusive')).toEqual(new Set(['2027-01-17']));
  });

  test('dates places that nobody dated by the first day of a class there', async () => {
    const app = await start();
    await app.import(packed(school(1)));
    expect(app.rosterEvents().find(({ type }) => type === 'StudentEnrolled')!.data).toHaveProperty('begin', '2026-08-17');
  });
});

describe('The same roster again', () => {
  test.each(['1.1', '1.2'] as const)('of OneRoster %s changes 0 records and appends no event', async (version) => {
    const app = await start();
    await app.import(bundle(version, smallSchool(version)));
    const before = app.rosterEvents().length;
    const again = await app.import(bundle(version, smallSchool(version)));
    expect(again.status).toBe('completed');
    expect(counts(again)).toEqual({ created: 0, changed: 0, ended: 0, unresolved: 0, events: 0 });
    expect(app.rosterEvents().length).toBe(before);
  });

  test('with its rows and columns in another order appends no event', async () => {
    const app = await start();
    const tables = school(5);
    await app.import(packed(tables));
    const before = app.rosterEvents().length;
    const mixed = Object.fromEntries(Object.entries(tables).map(([file, rows]) => [file, [...rows].reverse()])) as Tables;
    await app.import(bundle('1.1', mixed, {}, { columns: (names) => [...names].reverse(), bom: true, eol: '\r\n', quoteAll: true }));
    expect(app.rosterEvents().length).toBe(before);
  });

  test('on a later day appends no event, although enrolments are over by then', async () => {
    const app = await start();
    await app.import(packed(school(3)));
    const before = app.rosterEvents().length;
    app.clock.advance(200 * 24 * 3_600_000);
    await app.import(packed(school(3)));
    expect(app.rosterEvents().length).toBe(before);
  });

  test('is only a roster with other words for the same grade: 3 for 03', async () => {
    const app = await start();
    await app.import(packed(school(2)));
    const before = app.rosterEvents().length;
    const report = await app.import(packed(editing(school(2), 'users', 's0', { grades: '3' })));
    expect(report.warnings.map(({ code }) => code)).toContain('GRADE_FORM');
    expect(app.rosterEvents().length).toBe(before);
  });
});

describe('A changed roster', () => {
  const after = async (tables: Tables, next: Tables): Promise<{ app: RostersApp; report: ImportReport; events: readonly EventEnvelope[] }> => {
    const app = await start();
    await app.import(packed(tables));
    const before = app.rosterEvents().length;
    app.clock.advance(7 * 24 * 3_600_000);
    const report = await app.import(packed(next));
    return { app, report, events: app.rosterEvents().slice(before) };
  };

  test('writes only what changed: a name', async () => {
    const { events, report } = await after(school(20), editing(school(20), 'users', 's3', { familyName: 'Married' }));
    expect(told(events)).toEqual([`StudentProfileChanged ${studentId('s3')}`]);
    expect(counts(report)).toEqual({ created: 0, changed: 1, ended: 0, unresolved: 0, events: 1 });
  });

  test('tells a new student from one who was there before: enrolled from that day', async () => {
    const { events } = await after(school(20), school(21));
    expect(told(events)).toEqual(['StudentRegistered', 'StudentEnrolled', 'ClassEnrollmentStarted', 'ClassEnrollmentStarted'].map((type) => `${type} ${studentId('s20')}`));
    expect(events[1]!.data).toMatchObject({ begin: '2026-10-12', gradeLevel: '03' });
  });

  test('without a student withdraws that student and ends the enrolments, from that day in the district', async () => {
    const { events, report } = await after(school(20), withoutPeople(school(20), 's7'));
    expect(told(events)).toEqual(['StudentWithdrawn', 'ClassEnrollmentEnded', 'ClassEnrollmentEnded'].map((type) => `${type} ${studentId('s7')}`));
    expect(events.map(({ data }) => (data as { date: string }).date)).toEqual(['2026-10-12', '2026-10-12', '2026-10-12']);
    expect(counts(report)).toEqual({ created: 0, changed: 0, ended: 3, unresolved: 0, events: 3 });
  });

  test('without an enrolment ends that enrolment', async () => {
    const { events } = await after(school(20), without(school(20), 'enrollments', 'e-s2-m3b'));
    expect(told(events)).toEqual([`ClassEnrollmentEnded ${studentId('s2')}`]);
  });

  test('without a class ends it, and changes of a class and a school are told', async () => {
    const all = added(school(20), 'classes', { ...school(20).classes![1]!, sourcedId: 'art', title: 'Art', subjects: 'Art' });
    const next = editing(editing(without(all, 'classes', 'art'), 'classes', 'm3a', { title: 'Math 3 Alpha' }), 'orgs', 'school', { name: 'Oak Hill' });
    const { events } = await after(all, next);
    expect(told(events)).toEqual([`SchoolDefined ${rosterId('school', 'school')}`, `ClassChanged ${rosterId('class', 'm3a')}`, `ClassEnded ${rosterId('class', 'art')}`]);
  });

  test('without a teacher: the staff member left; with another class: changed', async () => {
    const next = editing(without(school(20), 'users', 'sue'), 'enrollments', 'e5', { classSourcedId: 'm3a', primary: 'false' });
    const { events } = await after(school(20), next);
    expect(told(events).sort()).toEqual([`StaffChanged ${rosterId('staff', 'tom')}`, `StaffLeft ${rosterId('staff', 'sue')}`]);
  });

  test('in which a record could not be read leaves that record as it was', async () => {
    const { events, report } = await after(school(40), editing(editing(school(40), 'users', 's1', { role: '', familyName: 'Other' }), 'enrollments', 'e-s2-m3a', { beginDate: '1/7/2026' }));
    expect(report.status).toBe('completed');
    expect(report.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['MISSING_VALUE', 'ENROLLMENT_DATE_NOT_ISO']));
    expect(events).toEqual([]);
  });

  test('compares content, never dateLastModified', async () => {
    const stamped = (tables: Tables) => changed(tables, 'users', (row) => ({ ...row, status: 'active', dateLastModified: '2026-09-01T00:00:00.000Z' }));
    const { events } = await after(stamped(school(20)), stamped(editing(school(20), 'users', 's3', { grades: '04' })));
    expect(told(events)).toEqual([`StudentProfileChanged ${studentId('s3')}`]);
  });

  test('without demographics keeps what is known of birth dates', async () => {
    const { demographics: _absent, ...rest } = editing(school(20), 'users', 's3', { familyName: 'Married' });
    const { app, events } = await after(school(20), rest);
    expect(told(events)).toEqual([`StudentProfileChanged ${studentId('s3')}`]);
    const [profile] = await app.engine.vault.open([{ subjectId: studentId('s3'), sealed: (events[0]!.data as { profile: string }).profile }]);
    expect(profile).toMatchObject({ familyName: 'Married', birthDate: '2018-01-01' });
  });

  test('does not bring back a student whose data was destroyed', async () => {
    const app = await start();
    await app.import(packed(school(20)));
    await app.engine.vault.shred(studentId('s3'));
    const before = app.rosterEvents().length;
    const report = await app.import(packed(editing(school(20), 'users', 's3', { familyName: 'Again' })));
    expect(report).toMatchObject({ status: 'completed', events: 0 });
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: 'PROFILE_DESTROYED', count: 1 }));
    expect(app.rosterEvents().length).toBe(before);
  });
});
