import { afterEach, describe, expect, test } from '@jest/globals';
import type { ImportReport } from '@strata/contracts';
import type { EventEnvelope } from '@strata/kernel';
import { rosterId } from './roster-id.ts';
import { bundle, type Files, type Row, type Tables } from './testing/oneroster-bundle.ts';
import { startRosters, type RostersApp } from './testing/rosters-app.ts';
import { school, studentId } from './testing/school-tables.ts';

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

describe('A delta', () => {
  const modified = { dateLastModified: '2026-10-06T00:00:00.000Z' };
  const delta = (version: '1.1' | '1.2', tables: Tables, modes: Parameters<typeof bundle>[2] = {}): Files =>
    bundle(version, Object.fromEntries(Object.entries(tables).map(([file, rows]) => [file, rows.map((row) => ({ status: 'active', ...modified, ...row }))])) as Tables, {
      ...Object.fromEntries(Object.keys(tables).map((file) => [file, 'delta'])), ...modes,
    });
  const then = async (version: '1.1' | '1.2', files: (all: Tables) => Files): Promise<{ app: RostersApp; report: ImportReport; events: readonly EventEnvelope[] }> => {
    const app = await start();
    const all = school(20, version);
    await app.import(bundle(version, all));
    const before = app.rosterEvents().length;
    const report = await app.import(files(all));
    return { app, report, events: app.rosterEvents().slice(before) };
  };
  const row = (tables: Tables, file: keyof Tables, id: string): Row => tables[file]!.find(({ sourcedId }) => sourcedId === id)!;

  test('changes what it names and leaves the rest alone', async () => {
    const { report, events } = await then('1.1', (all) => delta('1.1', { users: [{ ...row(all, 'users', 's4'), grades: '04' }] }));
    expect(report.status).toBe('completed');
    expect(told(events)).toEqual([`StudentProfileChanged ${studentId('s4')}`]);
  });

  test('ends what it marks as deleted: an enrolment by its id alone, of a student and of a teacher', async () => {
    const { events } = await then('1.1', (all) => delta('1.1', {
      enrollments: ['e-s4-m3a', 'e5'].map((id) => ({ ...row(all, 'enrollments', id), status: 'tobedeleted' })),
    }));
    expect(told(events).sort()).toEqual([`ClassEnrollmentEnded ${studentId('s4')}`, `StaffChanged ${rosterId('staff', 'tom')}`]);
    expect(events.find(({ type }) => type === 'StaffChanged')!.data).toMatchObject({ classIds: [rosterId('class', 'm3a')] });
  });

  test('withdraws a student whom it marks as deleted', async () => {
    const { events } = await then('1.1', (all) => delta('1.1', { users: [{ ...row(all, 'users', 's4'), status: 'tobedeleted' }] }));
    expect(told(events)).toEqual(['StudentWithdrawn', 'ClassEnrollmentEnded', 'ClassEnrollmentEnded'].map((type) => `${type} ${studentId('s4')}`));
  });

  test('adds an enrolment of a student whom it does not repeat', async () => {
    const { events } = await then('1.1', (all) => delta('1.1', { enrollments: [{ ...row(all, 'enrollments', 'e-s4-m3a'), sourcedId: 'e-new', beginDate: '2026-10-06' }] }));
    expect(told(events)).toEqual([`ClassEnrollmentStarted ${studentId('s4')}`]);
  });

  test('of demographics alone changes the birth date under the same name', async () => {
    const { app, events } = await then('1.2', () => delta('1.2', { demographics: [{ sourcedId: 's4', birthDate: '2017-05-05' }] }));
    expect(told(events)).toEqual([`StudentProfileChanged ${studentId('s4')}`]);
    const [profile] = await app.engine.vault.open([{ subjectId: studentId('s4'), sealed: (events[0]!.data as { profile: string }).profile }]);
    expect(profile).toMatchObject({ familyName: 'Family4', birthDate: '2017-05-05' });
  });

  test('of a class without its course keeps the title of the course', async () => {
    const { events } = await then('1.1', (all) => delta('1.1', { classes: [{ ...row(all, 'classes', 'm3a'), title: 'Math 3 Alpha' }] }));
    expect(events[0]).toMatchObject({ type: 'ClassChanged', data: { title: 'Math 3 Alpha', courseTitle: 'Mathematics 3' } });
  });

  test('again appends no event', async () => {
    const { app } = await then('1.1', (all) => delta('1.1', { users: [{ ...row(all, 'users', 's4'), grades: '04' }] }));
    const before = app.rosterEvents().length;
    await app.import(delta('1.1', { users: [{ ...row(school(20), 'users', 's4'), grades: '04' }] }));
    expect(app.rosterEvents().length).toBe(before);
  });

  test('of users beside a complete list of enrolments ends what that list no longer has', async () => {
    const { events } = await then('1.1', (all) => bundle('1.1', {
      users: [{ ...row(all, 'users', 's4'), status: 'active', ...modified, grades: '04' }], enrollments: all.enrollments!.filter(({ sourcedId }) => sourcedId !== 'e-s9-m3b'),
    }, { users: 'delta' }));
    expect(told(events).sort()).toEqual([`ClassEnrollmentEnded ${studentId('s9')}`, `StudentProfileChanged ${studentId('s4')}`]);
  });
});
