import { catalogue, type Grade, type RosterEvent } from '@strata/contracts';
import { instant, toNewEvent, type Catalogue } from '@strata/kernel';
import { startApp, type TestApp } from '@strata/runtime/testing';
import { TiersModule } from '../tiers.module.ts';
import { tiersViews } from '../views.ts';

/** Tiers on in-memory ports, with a roster: school-1, and whom the test adds. */
export const startTiers = async (imports: NonNullable<Parameters<typeof startApp>[0]['imports']> = []): Promise<TestApp> => {
  const app = await startApp({ imports: [TiersModule, ...imports], views: tiersViews, at: '2026-10-05T14:00:00.000Z' });
  await roster(app, 'school-1', [{ type: 'SchoolDefined', data: { schoolId: 'school-1', sourcedId: 'sis-school-1', name: 'Lincoln', kind: 'school' } }]);
  return app;
};

/** Puts events of the rosters service into the log, as if an import had. */
export const roster = async ({ engine, caughtUp }: TestApp, stream: string, events: readonly RosterEvent[]): Promise<void> => {
  const on = { catalogue: catalogue as unknown as Catalogue, ids: engine.ids };
  const { version } = await engine.store.read(stream);
  const recordedAt = instant(engine.clock);
  const [outcome] = await engine.store.append([
    {
      commitId: engine.ids.next(), streamId: stream, expectedVersion: version, events: events.map((event) => toNewEvent(on, event, recordedAt)),
      metadata: { tenant: 'test', actor: 'import', source: 'rosters', recordedAt, correlationId: 'import-1' },
    },
  ]);
  if (outcome?.status !== 'appended') throw new Error(`The roster was not stored: ${outcome?.status}`);
  await caughtUp();
};

/** Students of school-1, all in the class `class-1` that teaches reading. */
export const enrol = async (app: TestApp, ids: readonly string[], gradeLevel: Grade = '03'): Promise<void> => {
  await roster(app, 'class-class-1', [
    { type: 'ClassScheduled', data: { classId: 'class-1', sourcedId: 'sis-class-1', schoolId: 'school-1', title: 'Reading', subject: 'English Language Arts', periodNames: [], sessionIds: [], homeroom: false, supportUse: 'core' } },
  ]);
  for (const studentId of ids)
    await roster(app, `student-${studentId}`, [
      { type: 'StudentRegistered', data: { studentId, sourcedId: `sis-${studentId}`, gradeLevel, profile: 'sealed', profileFingerprint: 'f' } },
      { type: 'StudentEnrolled', data: { studentId, schoolId: 'school-1', begin: '2026-08-17' } },
      { type: 'ClassEnrollmentStarted', data: { studentId, enrollmentId: `e-${studentId}`, classId: 'class-1', schoolId: 'school-1', begin: '2026-08-17' } },
    ]);
};
