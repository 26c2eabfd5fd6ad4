import { catalogue, type StrataEvent } from '@strata/contracts';
import type { Catalogue } from '@strata/kernel';
import { recorded, viewLaws, type Fact } from '@strata/kernel/testing';
import * as fc from 'fast-check';
import { rostersViews } from './views.ts';

const studentId = fc.constantFrom('ann', 'ben');
const schoolId = fc.constantFrom('north', 'south');
const classId = fc.constantFrom('math', 'art');
const staffId = fc.constantFrom('tom', 'sue');
const importId = fc.constantFrom('i1', 'i2');
const enrollmentId = fc.constantFrom('e1', 'e2', 'e3');
const day = fc.constantFrom('2026-08-17', '2026-10-05', '2027-01-11');
const text = fc.constantFrom('a', 'b');
const issues = { errors: [], errorCount: 0, warnings: [], warningCount: 0 };

type Type = StrataEvent['type'];
/** A fact that its own schema accepts: a generator that drifts from the contracts fails here. */
const fact = <T extends Type>(type: T, data: fc.Arbitrary<Extract<StrataEvent, { type: T }>['data']>): fc.Arbitrary<Fact> =>
  data.map((made) => ({ type, data: catalogue.spec(type).schema.parse(made) as object }));

const klass = fc.record({ classId, schoolId, title: text, homeroom: fc.boolean() }).map((over) => ({ ...over, sourcedId: over.classId, periodNames: ['1'], sessionIds: ['fall'], supportUse: 'core' as const }));
const staff = fc.record({ staffId, profileFingerprint: text }).map((over) => ({ ...over, sourcedId: over.staffId, roles: ['teacher'], schoolIds: ['north'], classIds: ['math'], profile: 'sealed', enrollments: { e9: 'math' } }));
const profile = { profile: 'sealed', gradeLevel: '04' as const };
const seat = fc.record({ studentId, enrollmentId, classId, schoolId, begin: day });

const facts = fc.oneof(
  fact('SchoolDefined', fc.record({ schoolId, name: text }).map((over) => ({ ...over, sourcedId: over.schoolId, kind: 'school' as const }))),
  fact('SchoolClosed', fc.record({ schoolId })),
  fact('BellScheduleDefined', fc.record({ schoolId, name: text }).map((over) => ({ ...over, days: ['mon' as const], periods: [{ name: '1', start: '08:00', end: '09:00' }] }))),
  fact('CalendarDateSet', fc.record({ schoolId, date: day, instructional: fc.boolean() })),
  fact('AcademicSessionDefined', fc.record({ sessionId: text, title: text }).map((over) => ({ ...over, sourcedId: over.sessionId, kind: 'term' as const, begin: '2026-08-17', end: '2027-01-16', schoolYear: '2027' }))),
  fact('ClassScheduled', klass),
  fact('ClassChanged', klass),
  fact('ClassEnded', fc.record({ classId })),
  fact('StaffRegistered', staff),
  fact('StaffChanged', staff),
  fact('StaffLeft', fc.record({ staffId })),
  fact('StudentRegistered', fc.record({ studentId, profileFingerprint: text }).map((over) => ({ ...over, ...profile, sourcedId: over.studentId }))),
  fact('StudentProfileChanged', fc.record({ studentId, profileFingerprint: text }).map((over) => ({ ...over, ...profile }))),
  fact('StudentEnrolled', fc.record({ studentId, schoolId, begin: day })),
  fact('StudentWithdrawn', fc.record({ studentId, schoolId, date: day })),
  fact('ClassEnrollmentStarted', seat),
  fact('ClassEnrollmentChanged', seat),
  fact('ClassEnrollmentEnded', fc.record({ studentId, enrollmentId, classId, date: day })),
  fact('GuardianLinked', fc.record({ studentId, guardianSourcedId: text })),
  fact('GuardianUnlinked', fc.record({ studentId, guardianSourcedId: text })),
  fact('RosterImportStarted', fc.record({ importId, bytes: fc.nat() }).map((over) => ({ ...over, mode: 'lenient' as const, sha256: 'x' }))),
  fact('BulkDropHeld', fc.record({ importId, reason: text }).map((over) => ({ ...over, activeEnrollments: 10, endingEnrollments: 5, percentEnding: 50, limitPercent: 10, files: [], warnings: [] }))),
  fact('BulkDropConfirmed', fc.record({ importId })),
  fact('RosterImportCompleted', fc.record({ importId, created: fc.nat() }).map((over) => ({ ...over, version: '1.2', changed: 0, ended: 0, unresolved: 0, events: 0, files: [], warnings: [], warningCount: 0 }))),
  fact('RosterImportRejected', fc.record({ importId }).map((over) => ({ ...over, ...issues }))),
);

const histories = fc.array(facts, { minLength: 20, maxLength: 60 }).map((made) => recorded(catalogue as unknown as Catalogue, made));

for (const view of rostersViews) viewLaws(view, histories, { runs: 25 });
