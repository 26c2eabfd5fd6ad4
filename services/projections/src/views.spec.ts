import { catalogue, DOMAINS, type Domain, type StrataEvent } from '@strata/contracts';
import type { Catalogue } from '@strata/kernel';
import { recorded, viewLaws, type Fact } from '@strata/kernel/testing';
import * as fc from 'fast-check';
import { projectionsViews } from './views.ts';

const student = fc.constantFrom('ann', 'ben', 'cid');
const day = fc.constantFrom('2026-09-28', '2026-09-30', '2026-10-01', '2026-10-05', '2026-11-02');
const domain = fc.constantFrom<Domain>('ela', 'math');
const tier = fc.constantFrom('more' as const, 'specialized' as const);
const sessionId = fc.constantFrom('s1', 's2', 's3');
const providerId = fc.constantFrom('p1', 'p2');
const minutesPresent = fc.integer({ min: 0, max: 60 });

type Type = StrataEvent['type'];
/** A fact that its own schema accepts: a generator that drifts from the contracts fails here. */
const fact = <T extends Type>(type: T, data: fc.Arbitrary<Extract<StrataEvent, { type: T }>['data']>): fc.Arbitrary<Fact> =>
  data.map((made) => ({ type, data: catalogue.spec(type).schema.parse(made) as object }));

const decided = fc.record({ studentId: student, domain, effectiveDate: day, toTier: tier }).map((over) => ({
  ...over, placementId: `${over.studentId}-${over.domain}-${over.effectiveDate}`, fromTier: 'core' as const, direction: 'intensify' as const, reasonCode: 'screening' as const, decidedBy: 'team',
}));
const about = fc.record({ sessionId, domain, tier, day }).map(({ sessionId: id, day: on, ...rest }) => ({
  // one session keeps its time: another time would be another session
  ...rest, sessionId: `${id}-${on}`, providerId: 'p1', locationKind: 'pull_out' as const, start: `${on}T09:00:00-05:00`, end: `${on}T09:30:00-05:00`,
}));
const presence = fc.record({ about, studentId: student, minutesPresent, category: fc.constantFrom('present' as const, 'unexcused_absence' as const) })
  .map(({ about: session, ...rest }) => ({ ...session, ...rest, softwareMinutes: 0 }));
const before = { category: 'present', minutesPresent: 30, softwareMinutes: 0 } as const;

const facts = fc.oneof(
  fact('SchoolDefined', fc.constantFrom('north', 'south').map((schoolId) => ({ schoolId, sourcedId: schoolId, name: schoolId, kind: 'school' as const }))),
  fact('StudentRegistered', student.map((studentId) => ({ studentId, sourcedId: studentId, gradeLevel: '03' as const, profile: 'sealed', profileFingerprint: 'f' }))),
  fact('StudentEnrolled', fc.record({ studentId: student, schoolId: fc.constantFrom('north', 'south'), begin: day })),
  fact('StudentWithdrawn', fc.record({ studentId: student, schoolId: fc.constantFrom('north', 'south'), date: day })),
  fact('TierAssigned', decided),
  fact('TierChanged', decided),
  fact('TierCorrected', fc.tuple(decided, day).map(([to, was]) => ({ ...to, before: { toTier: 'more' as const, effectiveDate: was, reasonCode: 'other' as const }, correctionReason: 'typed wrongly' }))),
  fact('TierEnded', decided.map(({ placementId, studentId, domain: of, effectiveDate }) => ({ placementId, studentId, domain: of, fromTier: 'more' as const, effectiveDate, reasonCode: 'exit_criteria_met' as const, decidedBy: 'team' }))),
  fact('StudentAssignedToIntervention', fc.record({ studentId: student, begin: day, domain, tier }).map((over) => ({ ...over, interventionId: 'i1', name: 'Fluency', dosage: { minutesPerSession: 30, sessionsPerWeek: 3, weeks: 10, maxGroupSize: 4, mayDisplaceCore: false } }))),
  fact('AssignmentEnded', fc.record({ studentId: student, date: day }).map((over) => ({ ...over, interventionId: 'i1', reason: 'done' }))),
  fact('SessionHeld', about.map(({ start, end, ...session }) => ({ ...session, staffIds: ['t'], actualStart: start, actualEnd: end, substitute: false }))),
  fact('SessionCancelled', fc.tuple(about, fc.uniqueArray(student)).map(([{ start, end, ...session }, studentIds]) => ({ ...session, staffIds: [], scheduledStart: start, scheduledEnd: end, status: 'cancelled' as const, reason: 'ill', cancelledBy: 'provider' as const, studentIds }))),
  fact('SessionVoided', about.map((session) => ({ sessionId: session.sessionId, providerId: 'p1', reason: 'typed twice' }))),
  fact('StudentAttendanceRecorded', presence),
  fact('AttendanceCorrected', presence.map((made) => ({ ...made, before, reason: 'left early' }))),
  fact('AttendanceVoided', presence.map(({ category: _c, minutesPresent: _m, softwareMinutes: _s, ...made }) => ({ ...made, before, reason: 'wrong student' }))),
  fact('ProviderRegistered', providerId.map((id) => ({ providerId: id, name: id }))),
  fact('AgreementActivated', fc.record({ providerId, begin: day }).map((over) => ({ ...over, agreementId: `a-${over.providerId}`, purposes: [{ domain: 'math' as const, tier: 'more' as const }], students: [{ studentId: 'ann' }], timeZone: 'America/Chicago' }))),
  fact('AgreementStudentsChanged', providerId.map((id) => ({ providerId: id, agreementId: `a-${id}`, added: [{ studentId: 'ben' }], removed: ['ann'] }))),
  fact('SubmissionAccepted', providerId.map((id) => ({ batchId: `b-${id}`, providerId: id, door: 'events' as const, received: 2, accepted: 1, duplicates: 0, rejected: 1 }))),
  fact('SubmissionRejected', fc.record({ providerId, index: fc.integer({ min: 0, max: 2 }) }).map(({ providerId: id, index }) => ({ batchId: `b-${id}`, providerId: id, index, problem: { code: 'STUDENT_NOT_FOUND', detail: 'x' } }))),
  fact('RuleSetPublished', fc.record({ domain: fc.constantFrom(...DOMAINS), version: fc.integer({ min: 1, max: 3 }) }).map((over) => ({ ...over, cutScores: [], minimumScreenings: 1, classWideBenchmarkPercent: 80, publishedBy: 'owner' }))),
  fact('StaffRegistered', fc.constantFrom('t1', 't2').map((staffId) => ({ staffId, sourcedId: staffId, roles: ['teacher'], schoolIds: [], classIds: [], profile: 'sealed', profileFingerprint: 'f' }))),
  fact('RosterImportStarted', fc.constant({ importId: 'm1', mode: 'lenient' as const, bytes: 1, sha256: 'x' })),
  fact('RosterImportRejected', fc.constant({ importId: 'm1', errors: [], errorCount: 1, warnings: [], warningCount: 0 })),
);

const histories = fc.array(facts, { minLength: 20, maxLength: 60 }).map((made) => recorded(catalogue as unknown as Catalogue, made));

for (const view of projectionsViews) viewLaws(view, histories, { runs: 25 });
