import { z } from 'zod';
import { aggregate, type EventOf } from './event.ts';
import { date, grade, id, sealed, timeOfDay } from './fields.ts';
import { SUPPORT_USES } from './words.ts';

const rosterImport = aggregate('rosters', 'import');
const school = aggregate('rosters', 'school');
const klass = aggregate('rosters', 'class');
const student = aggregate('rosters', 'student');
const staff = aggregate('rosters', 'staff');

const fileReport = z.object({ file: z.string(), mode: z.enum(['bulk', 'delta', 'absent']), rows: z.int(), created: z.int(), changed: z.int(), ended: z.int(), unresolved: z.int() });
const issue = z.object({ file: z.string(), row: z.int().optional(), field: z.string().optional(), code: z.string(), message: z.string(), count: z.int().optional() });
const byImport = { key: (data: { importId: string }) => data.importId };

export const RosterImportStarted = rosterImport('RosterImportStarted', z.object({ importId: id, mode: z.enum(['lenient', 'strict']), bytes: z.int(), sha256: z.string(), fileName: z.string().optional(), endDates: z.enum(['exclusive', 'inclusive']).optional() }), byImport);
export const BulkDropHeld = rosterImport('BulkDropHeld', z.object({ importId: id, activeEnrollments: z.int(), endingEnrollments: z.int(), percentEnding: z.number(), limitPercent: z.number(), files: z.array(fileReport), warnings: z.array(issue), reason: z.string() }), byImport);
export const BulkDropConfirmed = rosterImport('BulkDropConfirmed', z.object({ importId: id }), byImport);
export const RosterImportCompleted = rosterImport('RosterImportCompleted', z.object({ importId: id, version: z.string(), created: z.int(), changed: z.int(), ended: z.int(), unresolved: z.int(), events: z.int(), files: z.array(fileReport), warnings: z.array(issue), warningCount: z.int() }), byImport);
export const RosterImportRejected = rosterImport('RosterImportRejected', z.object({ importId: id, errors: z.array(issue), errorCount: z.int(), warnings: z.array(issue), warningCount: z.int() }), byImport);

const bySchool = { key: (data: { schoolId: string }) => data.schoolId };
export const SchoolDefined = school('SchoolDefined', z.object({ schoolId: id, sourcedId: z.string(), name: z.string(), kind: z.enum(['school', 'district', 'department', 'local', 'state', 'national']), identifier: z.string().optional(), parentId: id.optional(), timeZone: z.string().optional() }), bySchool);
export const SchoolClosed = school('SchoolClosed', z.object({ schoolId: id }), bySchool);
export const AcademicSessionDefined = school('AcademicSessionDefined', z.object({ sessionId: id, sourcedId: z.string(), title: z.string(), kind: z.enum(['gradingPeriod', 'semester', 'schoolYear', 'term']), begin: date, end: date, parentId: id.optional(), schoolYear: z.string() }), { key: (data) => data.sessionId });
export const period = z.object({ name: z.string().min(1).max(64), start: timeOfDay, end: timeOfDay }).meta({ id: 'Period', description: 'Half-open: the minute of `end` is no longer part of it.' });
export const BellScheduleDefined = school('BellScheduleDefined', z.object({ schoolId: id, name: z.string(), dates: z.array(date).optional(), days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).optional(), periods: z.array(period) }), bySchool);
export const CalendarDateSet = school('CalendarDateSet', z.object({ schoolId: id, date, instructional: z.boolean(), note: z.string().optional() }), { ...bySchool, effectiveDate: (data) => data.date });

const classData = z.object({ classId: id, sourcedId: z.string(), schoolId: id, title: z.string(), courseTitle: z.string().optional(), subject: z.string().optional(), subjectCodes: z.array(z.string()).optional(), grades: z.array(grade).optional(), periodNames: z.array(z.string()), sessionIds: z.array(id), homeroom: z.boolean(), supportUse: z.enum(SUPPORT_USES) });
const byClass = { key: (data: { classId: string }) => data.classId };
export const ClassScheduled = klass('ClassScheduled', classData, byClass);
export const ClassChanged = klass('ClassChanged', classData, byClass);
export const ClassEnded = klass('ClassEnded', z.object({ classId: id }), byClass);

const byStudent = { key: (data: { studentId: string }) => data.studentId };
const profile = { gradeLevel: grade.optional(), profile: sealed, profileFingerprint: z.string() };
/** `profile` is sealed; `domain.md`'s sealed profile: {givenName, familyName, preferredName?, middleName?, birthDate?, sex?, email?}. */
export const StudentRegistered = student('StudentRegistered', z.object({ studentId: id, sourcedId: z.string(), studentUniqueId: z.string().optional(), ...profile }), byStudent);
export const StudentProfileChanged = student('StudentProfileChanged', z.object({ studentId: id, studentUniqueId: z.string().optional(), ...profile }), byStudent);
export const StudentEnrolled = student('StudentEnrolled', z.object({ studentId: id, schoolId: id, begin: date.optional(), gradeLevel: grade.optional() }), { ...byStudent, effectiveDate: (data) => data.begin });
export const StudentWithdrawn = student('StudentWithdrawn', z.object({ studentId: id, schoolId: id, date }), { ...byStudent, effectiveDate: (data) => data.date });
const classEnrollment = z.object({ studentId: id, enrollmentId: z.string(), classId: id, schoolId: id, begin: date.optional(), end: date.optional().meta({ description: 'The first day on which it no longer holds.' }) });
export const ClassEnrollmentStarted = student('ClassEnrollmentStarted', classEnrollment, { ...byStudent, effectiveDate: (data) => data.begin });
export const ClassEnrollmentChanged = student('ClassEnrollmentChanged', classEnrollment, { ...byStudent, effectiveDate: (data) => data.begin });
export const ClassEnrollmentEnded = student('ClassEnrollmentEnded', z.object({ studentId: id, enrollmentId: z.string(), classId: id, date }), { ...byStudent, effectiveDate: (data) => data.date });
export const GuardianLinked = student('GuardianLinked', z.object({ studentId: id, guardianSourcedId: z.string(), contact: sealed.optional() }), byStudent);
export const GuardianUnlinked = student('GuardianUnlinked', z.object({ studentId: id, guardianSourcedId: z.string() }), byStudent);
export const ClassAttendanceRecorded = student('ClassAttendanceRecorded', z.object({ studentId: id, schoolId: id, date, classId: id.optional(), category: z.enum(['present', 'tardy', 'partial', 'early_departure', 'excused_absence', 'unexcused_absence']), minutesPresent: z.int().min(0).max(1440).optional() }), { ...byStudent, effectiveDate: (data) => data.date });

const byStaff = { key: (data: { staffId: string }) => data.staffId };
const staffData = z.object({
  staffId: id, sourcedId: z.string(), roles: z.array(z.string()), schoolIds: z.array(id), classIds: z.array(id), profile: sealed, profileFingerprint: z.string(),
  enrollments: z.record(z.string(), id).optional().meta({ description: 'The roster enrollments behind classIds: enrollment -> class. A delta ends one by its id alone.' }),
});
export const StaffRegistered = staff('StaffRegistered', staffData, byStaff);
export const StaffChanged = staff('StaffChanged', staffData, byStaff);
export const StaffLeft = staff('StaffLeft', z.object({ staffId: id }), byStaff);

export const ROSTER_EVENTS = [
  RosterImportStarted, BulkDropHeld, BulkDropConfirmed, RosterImportCompleted, RosterImportRejected,
  SchoolDefined, SchoolClosed, AcademicSessionDefined, BellScheduleDefined, CalendarDateSet,
  ClassScheduled, ClassChanged, ClassEnded,
  StudentRegistered, StudentProfileChanged, StudentEnrolled, StudentWithdrawn,
  ClassEnrollmentStarted, ClassEnrollmentChanged, ClassEnrollmentEnded, GuardianLinked, GuardianUnlinked, ClassAttendanceRecorded,
  StaffRegistered, StaffChanged, StaffLeft,
] as const;
/** Any event of the rosters service. */
export type RosterEvent = EventOf<(typeof ROSTER_EVENTS)[number]>;
/** What a person would look at to mend a file: where, which rule, and what would be accepted. Never a name. */
export type ImportIssue = z.output<typeof issue>;
export type ImportFileReport = z.output<typeof fileReport>;
