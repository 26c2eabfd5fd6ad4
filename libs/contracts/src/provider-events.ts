import { z } from 'zod';
import { attendanceCategory, domain, instant, locationKind, minutes, text } from './fields.ts';
import { ATTENDED, CANCELLED_BY, MODALITIES } from './words.ts';

/** What the provider door takes at once. The body's limit counts after decompression. */
export const PROVIDER_LIMITS = { bodyBytes: 1024 * 1024, events: 500, eventBytes: 64 * 1024 } as const;

/** An identifier of the provider's own: kept as it is, never read. */
const theirs = (max: number) => z.string().regex(/^[^\p{Cc}\p{Cs}]+$/u, 'text without control characters').max(max);
const providerSessionId = theirs(128).meta({ description: 'The provider’s own id of the session, the same in every event about it.' });
const studentRef = theirs(64).meta({ description: 'The student’s id as the agreement names it: the district’s, or the provider’s own.' });
const reason = text(200).meta({ description: 'A code or a short phrase, without names: it is not sealed.' });

const planned = {
  providerSessionId,
  scheduledStart: instant.optional(),
  scheduledEnd: instant.optional(),
  groupId: theirs(64).optional(),
  interventionCode: theirs(64).optional(),
  domain: domain.optional().meta({ description: 'May be left out where the agreement is about one domain only.' }),
  modality: z.enum(MODALITIES).optional(),
  locationKind: locationKind.optional().meta({ description: 'May be left out: the agreement’s holds.' }),
  tutorId: theirs(64).optional(),
};
const MAX_STUDENTS = 200;
const who = z.array(z.object({ studentId: studentRef })).min(1).max(MAX_STUDENTS);

export const exitTicket = z.object({ score: z.number().min(0), max: z.number().positive() }).refine(({ score, max }) => score <= max, { error: 'score is at most max', path: ['score'] });
const presence = {
  attendance: attendanceCategory,
  minutesPresent: minutes.optional().meta({ description: 'Minutes with the tutor. Required of whoever was there.' }),
  softwareMinutes: minutes.optional().meta({ description: 'Minutes on software, counted apart from minutesPresent.' }),
  absenceReason: text(200).optional().meta({ description: 'Sealed under the student’s key.' }),
};
export type Presence = { readonly attendance: (typeof ATTENDED)[number]; readonly minutesPresent?: number | undefined; readonly softwareMinutes?: number | undefined };
const attended = ({ attendance }: Presence) => ATTENDED.includes(attendance);
const toldMinutes = (student: Presence) => !attended(student) || student.minutesPresent !== undefined;
export const noMinutesAbsent = (student: Presence) => attended(student) || (!student.minutesPresent && !student.softwareMinutes);
const MINUTES_MISSING = { error: 'whoever was there needs minutesPresent, 0 to 1440', path: ['minutesPresent'] };
export const MINUTES_ABSENT = { error: 'an absent student has 0 minutes', path: ['minutesPresent'] };

const heldStudent = z.object({
  studentId: studentRef,
  ...presence,
  skills: z.array(text(64)).max(50).optional(),
  exitTicket: exitTicket.optional(),
  note: text(2000).optional().meta({ description: 'Sealed under the student’s key.' }),
}).refine(toldMinutes, MINUTES_MISSING).refine(noMinutesAbsent, MINUTES_ABSENT);
const correctedStudent = z.object({
  studentId: studentRef,
  remove: z.literal(true).optional().meta({ description: 'This student does not belong to the session: the record is voided.' }),
  ...presence,
  attendance: attendanceCategory.optional().meta({ description: 'What was right. Required unless remove.' }),
})
  .refine(({ remove, attendance }) => remove ?? attendance !== undefined, { error: 'needed unless remove is true', path: ['attendance'] })
  .refine((student) => student.attendance === undefined || toldMinutes({ ...student, attendance: student.attendance }), MINUTES_MISSING)
  .refine((student) => student.attendance === undefined || noMinutesAbsent({ ...student, attendance: student.attendance }), MINUTES_ABSENT);

export const sessionScheduled = z.object({ ...planned, scheduledStart: instant, scheduledEnd: instant, students: who }).meta({ id: 'ProviderSessionScheduled' });
export const sessionHeld = z.object({
  ...planned,
  status: z.literal('held').optional(),
  actualStart: instant,
  actualEnd: instant,
  isSubstituteTutor: z.boolean().optional(),
  ratio: text(20).optional().meta({ description: 'Student to tutor as the provider states it, kept as text; the real size follows from students.' }),
  students: z.array(heldStudent).min(1).max(MAX_STUDENTS),
}).meta({ id: 'ProviderSessionHeld' });
/** Without `students`, the session must have been scheduled before. */
export const sessionCancelled = z.object({
  ...planned,
  status: z.enum(['cancelled', 'no_show']).optional(),
  cancelReason: reason.optional(),
  cancelledBy: z.enum(CANCELLED_BY).optional(),
  students: who.optional(),
}).refine(({ students, scheduledStart }) => !students || scheduledStart !== undefined, { error: 'needed with students', path: ['scheduledStart'] }).meta({ id: 'ProviderSessionCancelled' });
export const attendanceCorrected = z.object({ providerSessionId, reason, students: z.array(correctedStudent).min(1).max(MAX_STUDENTS) }).meta({ id: 'ProviderAttendanceCorrected' });
export const sessionVoided = z.object({ providerSessionId, reason }).meta({ id: 'ProviderSessionVoided' });

/** What a provider may tell us: CloudEvents type -> schema of `data`. Unknown fields are ignored. */
export const PROVIDER_EVENTS = {
  'org.strata.session.scheduled.v1': sessionScheduled,
  'org.strata.session.held.v1': sessionHeld,
  'org.strata.session.cancelled.v1': sessionCancelled,
  'org.strata.attendance.corrected.v1': attendanceCorrected,
  'org.strata.session.voided.v1': sessionVoided,
} as const;
export type ProviderEventType = keyof typeof PROVIDER_EVENTS;
export const PROVIDER_EVENT_TYPES = Object.keys(PROVIDER_EVENTS) as ProviderEventType[];
/** A provider's event after its schema, told apart by `type`. */
export type ProviderEvent = { [Type in ProviderEventType]: { readonly type: Type; readonly data: z.output<(typeof PROVIDER_EVENTS)[Type]> } }[ProviderEventType];

const envelope = {
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(255).meta({ description: 'Unique within `source`: the same two again are a repeat.' }),
  source: z.string().min(1).max(512).meta({ description: 'URI-reference of the system that sends.' }),
  subject: z.string().min(1).optional(),
  time: instant.optional().meta({ description: 'Orders events about one session within a batch.' }),
  datacontenttype: z.string().optional().meta({ description: 'JSON only.' }),
  dataschema: z.url().optional(),
};
const [first, ...others] = PROVIDER_EVENT_TYPES.map((type) => z.object({ ...envelope, type: z.literal(type), data: PROVIDER_EVENTS[type] }));
/** CloudEvents 1.0 as the door takes it: for documents and senders. The door itself checks attributes one by one. */
export const cloudEvent = z.union([first!, ...others]).meta({ id: 'CloudEvent' });
export const cloudEvents = z.array(cloudEvent).max(PROVIDER_LIMITS.events);

const fault = z.object({ pointer: z.string(), code: z.string(), detail: z.string() });
export const eventProblem = z.object({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string(), instance: z.string(), requestId: z.string(), errors: z.array(fault).optional() }).meta({ id: 'Problem' });
const counts = { batchId: z.string(), accepted: z.int(), duplicates: z.int() };
const trial = { dryRun: z.literal(true).optional().meta({ description: 'Nothing was stored: asked for with ?dryRun=true, or sent with a test key.' }) };
/** A verdict on every event of a batch: those not named under `rejected` are in. */
export const batchAnswer = z.object({ ...counts, ...trial, rejected: z.array(z.object({ index: z.int(), id: z.string().optional(), problem: eventProblem })) }).meta({ id: 'BatchAnswer' });
export type BatchAnswer = z.output<typeof batchAnswer>;
/** `GET /v1/batches/{id}` */
export const batchStatus = batchAnswer.extend({ door: z.enum(['events', 'csv']), received: z.int(), receivedAt: instant }).meta({ id: 'BatchStatus' });
export type BatchStatus = z.output<typeof batchStatus>;
/** `GET /v1/events/{source}/{id}` */
export const eventStatus = z.object({ source: z.string(), id: z.string(), status: z.enum(['accepted', 'rejected']), batchId: z.string().optional(), receivedAt: instant, sessionId: z.string().optional(), problem: eventProblem.optional() }).meta({ id: 'EventStatus' });
export type EventStatus = z.output<typeof eventStatus>;

const rowReport = z.object({ row: z.int(), code: z.string(), detail: z.string() });
/** Row 1 is the header, as in a spreadsheet. */
export const csvReport = z.object({
  ...counts, ...trial, rows: z.int(), sessions: z.int(),
  rejected: z.array(z.object({ rows: z.array(z.int()), id: z.string().optional(), problem: eventProblem })),
  warnings: z.array(rowReport),
}).meta({ id: 'CsvReport' });
export type CsvReport = z.output<typeof csvReport>;
