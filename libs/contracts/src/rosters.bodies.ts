import { z } from 'zod';
import { attendanceCategory, date, grade, id, minutes, text, timeOfDay } from './fields.ts';
import { IMPORT_STATUSES, SUPPORT_USES } from './words.ts';

export const importQuery = z.object({
  mode: z.enum(['lenient', 'strict']).default('lenient').meta({ description: 'lenient takes what is certain and warns; strict takes the standard alone.' }),
  endDates: z.enum(['exclusive', 'inclusive']).default('exclusive').meta({ description: 'exclusive: an end date is the first day on which something no longer holds, as the standard says; inclusive: the last day on which it does.' }),
  fileName: z.string().max(200).optional().meta({ description: 'Shown with the import.' }),
});
/** `{importId}` of a 202. */
export const importAccepted = z.object({ importId: id }).meta({ id: 'ImportAccepted' });
export const importsFilter = z.object({ status: z.enum(IMPORT_STATUSES).optional() });

const issue = z.object({
  file: z.string(),
  row: z.int().optional().meta({ description: 'As a spreadsheet counts: the header is row 1.' }),
  field: z.string().optional(),
  code: z.string(),
  message: z.string().meta({ description: 'What is wrong and what would be accepted; never a value of a person.' }),
  count: z.int().optional().meta({ description: 'Findings of this kind in this column, of which this is the first.' }),
}).meta({ id: 'ImportIssue' });
const fileReport = z.object({
  file: z.string(), mode: z.enum(['bulk', 'delta', 'absent']), rows: z.int(), created: z.int(), changed: z.int(), ended: z.int(), unresolved: z.int(),
}).meta({ id: 'ImportFileReport' });
const progress = z.object({
  phase: z.enum(['waiting', 'checking', 'comparing', 'writing']),
  done: z.int().meta({ description: 'Records of this phase that are done.' }),
  total: z.int().meta({ description: '0 while it is not known.' }),
  files: z.array(z.object({ file: z.string(), rows: z.int() })).meta({ description: 'Rows read so far, by file.' }),
}).meta({ id: 'ImportProgress' });
export type ImportProgress = z.output<typeof progress>;

export const importReport = z.object({
  importId: id, status: z.enum(IMPORT_STATUSES), mode: z.enum(['lenient', 'strict']), fileName: z.string(), bytes: z.int(), sha256: z.string(),
  startedAt: z.string(), endedAt: z.string().meta({ description: 'Empty while it is not over.' }), confirmedAt: z.string(),
  version: z.string().meta({ description: 'OneRoster version of the package.' }),
  created: z.int(), changed: z.int(), ended: z.int(), unresolved: z.int(), events: z.int(),
  files: z.array(fileReport), errors: z.array(issue), errorCount: z.int(), warnings: z.array(issue), warningCount: z.int(),
  held: z.object({ activeEnrollments: z.int(), endingEnrollments: z.int(), percentEnding: z.number(), limitPercent: z.number(), reason: z.string() }).nullable(),
  progress: progress.optional().meta({ description: 'While it runs in this process.' }),
}).meta({ id: 'Import' });
export type ImportReport = z.output<typeof importReport>;

const fresh = { asOf: z.string(), lagSeconds: z.number() };
const list = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().optional(), ...fresh });
export const importList = list(importReport);

export const schoolFilter = z.object({ kind: z.enum(['school', 'district', 'department', 'local', 'state', 'national']).optional() });
const schoolItem = z.object({
  schoolId: id, sourcedId: z.string(), name: z.string(), kind: z.string(), identifier: z.string().optional(), parentId: id.optional(), timeZone: z.string().optional(),
  students: z.int().meta({ description: 'Students enrolled now.' }),
  bellSchedules: z.array(z.string()), calendarDates: z.int().meta({ description: 'Dates on which its calendar says something.' }),
}).meta({ id: 'School' });
export const schoolList = list(schoolItem);
export type SchoolItem = z.output<typeof schoolItem>;

export const classFilter = z.object({ school: id.optional(), supportUse: z.enum(SUPPORT_USES).optional() });
const classItem = z.object({
  classId: id, sourcedId: z.string(), schoolId: id, title: z.string(), courseTitle: z.string().optional(), subject: z.string().optional(), subjectCodes: z.array(z.string()).optional(),
  grades: z.array(grade).optional(), periodNames: z.array(z.string()), sessionIds: z.array(id), homeroom: z.boolean(), supportUse: z.enum(SUPPORT_USES),
}).meta({ id: 'Class' });
export const classList = list(classItem);
export type ClassItem = z.output<typeof classItem>;

const academicSessionItem = z.object({
  sessionId: id, sourcedId: z.string(), title: z.string(), kind: z.enum(['gradingPeriod', 'semester', 'schoolYear', 'term']), begin: date,
  end: date.meta({ description: 'The first day after it.' }), parentId: id.optional(), schoolYear: z.string(),
}).meta({ id: 'AcademicSession' });
export const academicSessionList = list(academicSessionItem);

const search = text(100).optional().meta({ description: 'Beginnings of names, in any order; case and accents do not matter. Or the whole sourcedId.' });
export const staffFilter = z.object({ search, school: id.optional(), role: text(64).optional() });
export const studentFilter = z.object({ search, school: id.optional(), grade: grade.optional() });
const names = { givenName: z.string(), familyName: z.string(), preferredName: z.string().optional() };
const staffItem = z.object({
  staffId: id, sourcedId: z.string(), ...names, email: z.string().optional(), roles: z.array(z.string()), schoolIds: z.array(id), classIds: z.array(id),
}).meta({ id: 'StaffMember' });
export const staffList = list(staffItem).extend({ total: z.int() });
export type StaffItem = z.output<typeof staffItem>;
const studentItem = z.object({
  studentId: id, sourcedId: z.string(), studentUniqueId: z.string().optional(), ...names, gradeLevel: grade.optional(), schoolIds: z.array(id),
}).meta({ id: 'Student' });
export const rosterStudentList = list(studentItem).extend({ total: z.int().meta({ description: 'Students that fit, on all pages.' }) });
export type RosterStudent = z.output<typeof studentItem>;

/** Presence of a student on one day, or in one class of that day. */
export const classAttendanceItem = z.object({
  studentId: id, schoolId: id, date,
  classId: id.optional().meta({ description: 'Attendance of one class; without it, of the day.' }),
  category: attendanceCategory,
  minutesPresent: minutes.optional(),
}).meta({ id: 'AttendanceFact' });
/** One fact or up to 500. */
export const classAttendanceBody = z.union([classAttendanceItem, z.array(classAttendanceItem).min(1).max(500)]);
export const classAttendanceAnswer = z.object({ recorded: z.int(), unchanged: z.int() }).meta({ id: 'AttendanceRecorded' });

export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const bellPeriod = z.object({ name: text(64), start: timeOfDay, end: timeOfDay });
const schedule = {
  days: z.array(weekday).max(7).optional().meta({ description: 'Weekdays on which it holds; without days and dates, Monday to Friday.' }),
  dates: z.array(date).max(400).optional().meta({ description: 'Dates on which it holds instead of those of the weekday.' }),
  periods: z.array(bellPeriod).min(1).max(100).meta({ description: 'Half-open: the minute of `end` is no longer part. A name may appear twice.' }),
};
export const bellScheduleName = text(64).meta({ description: 'Name of the schedule within its school.' });
export const bellScheduleBody = z.object(schedule).meta({ id: 'BellSchedule' });
export const bellSchedulesBody = z.object({
  schedules: z.array(z.object({ school: text(255).meta({ description: 'Our id, the sourcedId or the national identifier.' }), name: bellScheduleName, ...schedule })).min(1).max(500),
}).meta({ id: 'BellSchedules' });
export type BellSchedulesBody = z.output<typeof bellSchedulesBody>;

export const schoolBellSchedules = z.object({ items: z.array(z.object({ name: z.string(), days: z.array(weekday), dates: z.array(date), periods: z.array(z.object({ name: z.string(), start: timeOfDay, end: timeOfDay })) })), ...fresh });
export type SchoolBellSchedules = z.output<typeof schoolBellSchedules>;

const edFiTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'a time of day as HH:MM or HH:MM:SS');
const edFiSchool = z.object({ schoolId: z.union([z.int(), z.string()]) });
/** Resources of the Ed-Fi ODS API, as they come from it; fields that are not read here are let through. */
export const edFiBellSchedulesBody = z.object({
  bellSchedules: z.array(z.object({
    bellScheduleName: text(64),
    schoolReference: edFiSchool,
    classPeriods: z.array(z.object({ classPeriodReference: z.object({ classPeriodName: text(64) }) })).min(1),
    dates: z.array(z.object({ date })).optional(),
  })).min(1).max(500),
  classPeriods: z.array(z.object({
    classPeriodName: text(64),
    schoolReference: edFiSchool,
    meetingTimes: z.array(z.object({ startTime: edFiTime, endTime: edFiTime })).optional(),
  })).min(1).max(10_000),
}).meta({ id: 'EdFiBellSchedules' });
export type EdFiBellSchedulesBody = z.output<typeof edFiBellSchedulesBody>;
export const schedulesAnswer = z.object({ schools: z.int(), changed: z.int(), unchanged: z.int() }).meta({ id: 'SchedulesDefined' });

export const calendarDateBody = z.object({ instructional: z.boolean(), note: text(200).optional() }).meta({ id: 'CalendarDate' });
export const schoolCalendar = z.object({ items: z.array(calendarDateBody.extend({ date })), ...fresh });
export type SchoolCalendar = z.output<typeof schoolCalendar>;
export const calendarBody = z.object({
  dates: z.array(calendarDateBody.extend({ school: text(255), date })).min(1).max(5000),
}).meta({ id: 'Calendar' });
export type CalendarBody = z.output<typeof calendarBody>;
export const edFiCalendarBody = z.object({
  calendarDates: z.array(z.object({
    calendarReference: z.object({ schoolId: z.union([z.int(), z.string()]) }),
    date,
    calendarEvents: z.array(z.object({ calendarEventDescriptor: z.string() })).min(1),
  })).min(1).max(5000),
}).meta({ id: 'EdFiCalendarDates' });
export type EdFiCalendarBody = z.output<typeof edFiCalendarBody>;
