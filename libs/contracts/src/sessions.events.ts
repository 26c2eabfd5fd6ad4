import { z } from 'zod';
import { aggregate, type EventOf } from './event.ts';
import { addedTier, attendanceCategory, date, domain, id, instant, locationKind, minutes, sealed } from './fields.ts';
import { CANCELLED_BY, MODALITIES } from './words.ts';

const provider = aggregate('sessions', 'provider');
const session = aggregate('sessions', 'session');
const submission = aggregate('sessions', 'submission');

const byProvider = { key: (data: { providerId: string }) => data.providerId };
/** How many requests a minute the provider door takes from it; without it, the door's default. */
const requestsPerMinute = z.int().min(1).optional();
export const ProviderRegistered = provider('ProviderRegistered', z.object({ providerId: id, name: z.string(), requestsPerMinute }), byProvider);
export const ProviderChanged = provider('ProviderChanged', z.object({ providerId: id, name: z.string(), requestsPerMinute }), byProvider);
/** The key itself is shown once and never stored: `hash` is the SHA-256 of it, in hex. */
export const ProviderKeyIssued = provider('ProviderKeyIssued', z.object({ providerId: id, keyId: id, kind: z.enum(['live', 'test']), hash: z.string(), expiresAt: instant.optional(), label: z.string().optional() }), byProvider);
export const ProviderKeyRevoked = provider('ProviderKeyRevoked', z.object({ providerId: id, keyId: id, reason: z.string() }), byProvider);

/** Which students a provider works with, in what, and at which tier: the provider itself never sees the tier. */
const agreementStudent = z.object({ studentId: id, providerStudentId: z.string().max(64).optional(), tier: addedTier.optional() });
export const AgreementActivated = provider('AgreementActivated', z.object({ providerId: id, agreementId: id, purposes: z.array(z.object({ domain, tier: addedTier })).min(1), students: z.array(agreementStudent), begin: date, end: date.optional().meta({ description: 'The first day on which it no longer holds.' }), timeZone: z.string(), locationKind: locationKind.optional().meta({ description: 'Where its sessions take place unless one says otherwise.' }) }), { ...byProvider, effectiveDate: (data) => data.begin });
export const AgreementStudentsChanged = provider('AgreementStudentsChanged', z.object({ providerId: id, agreementId: id, added: z.array(agreementStudent), removed: z.array(id) }), byProvider);
export const AgreementEnded = provider('AgreementEnded', z.object({ providerId: id, agreementId: id, date, reason: z.string() }), { ...byProvider, effectiveDate: (data) => data.date });

/** What every record of a session says of it. A session without `providerId` is the school's own. */
const about = {
  sessionId: id, providerId: id.optional(), providerSessionId: z.string().optional(), domain, tier: addedTier, locationKind, modality: z.enum(MODALITIES).optional(),
  groupId: z.string().optional(), interventionCode: z.string().optional(), staffIds: z.array(z.string()), scheduledStart: instant.optional(), scheduledEnd: instant.optional(),
};
const bySession = { key: (data: { sessionId: string }) => data.sessionId };
/** A plan may arrive after what came of it: it never changes the status of a session that was held, cancelled or voided. */
export const SessionScheduled = session('SessionScheduled', z.object({ ...about, scheduledStart: instant, scheduledEnd: instant, studentIds: z.array(id) }), { ...bySession, effectiveDate: (data) => data.scheduledStart.slice(0, 10) });
/** `studentIds` and `staffIds` are those of the new plan. */
export const SessionRescheduled = session('SessionRescheduled', z.object({ sessionId: id, providerId: id.optional(), scheduledStart: instant, scheduledEnd: instant, before: z.object({ scheduledStart: instant, scheduledEnd: instant }), studentIds: z.array(id).optional(), staffIds: z.array(z.string()).optional() }), { ...bySession, effectiveDate: (data) => data.scheduledStart.slice(0, 10) });
/** `ratio` is what the provider says of student to tutor, as text: the group's size is derived from who was present. */
export const SessionHeld = session('SessionHeld', z.object({ ...about, actualStart: instant, actualEnd: instant, substitute: z.boolean(), ratio: z.string().optional() }), { ...bySession, occurredAt: (data) => data.actualStart, effectiveDate: (data) => data.actualStart.slice(0, 10) });
export const SessionCancelled = session('SessionCancelled', z.object({ ...about, status: z.enum(['cancelled', 'no_show']), reason: z.string(), cancelledBy: z.enum(CANCELLED_BY), studentIds: z.array(id) }), { ...bySession, occurredAt: (data) => data.scheduledStart, effectiveDate: (data) => data.scheduledStart?.slice(0, 10) });
export const SessionVoided = session('SessionVoided', z.object({ sessionId: id, providerId: id.optional(), reason: z.string(), start: instant.optional() }), bySession);

/** Why somebody was absent is about a child's life: sealed like a note. */
const presence = { category: attendanceCategory, minutesPresent: minutes, softwareMinutes: minutes, absenceReason: sealed.optional() };
const was = z.object({ category: attendanceCategory, minutesPresent: minutes, softwareMinutes: minutes });
const attendance = { sessionId: id, studentId: id, providerId: id.optional(), tutorId: z.string().optional(), tier: addedTier, domain, locationKind, start: instant, end: instant };
/** Keyed by student. `start` and `end` are the session's actual times. */
const byAttendance = { key: (data: { studentId: string }) => data.studentId, occurredAt: (data: { start: string }) => data.start, effectiveDate: (data: { start: string }) => data.start.slice(0, 10) };
export const StudentAttendanceRecorded = session('StudentAttendanceRecorded', z.object({ ...attendance, ...presence, skills: z.array(z.string()).optional(), exitTicket: z.object({ score: z.number(), max: z.number() }).optional(), note: sealed.optional() }), byAttendance);
/** Carries the start of what it corrects, so that it lands where the original did. */
export const AttendanceCorrected = session('AttendanceCorrected', z.object({ ...attendance, ...presence, before: was, reason: z.string() }), byAttendance);
export const AttendanceVoided = session('AttendanceVoided', z.object({ ...attendance, before: was, reason: z.string() }), byAttendance);

/** One per batch that a provider posted and that held at least one readable event. */
export const SubmissionAccepted = submission('SubmissionAccepted', z.object({ batchId: id, providerId: id, door: z.enum(['events', 'csv']), received: z.int(), accepted: z.int(), duplicates: z.int(), rejected: z.int() }), byProvider);
/**
 * An event under an id not seen before that said what was known already, so that nothing new was recorded. Its own
 * commit, so that its id is taken like that of any accepted event. `eventKey` stands for provider, source and id.
 */
export const SubmissionRepeated = submission('SubmissionRepeated', z.object({ batchId: id, providerId: id, eventKey: z.string(), sessionId: id }), byProvider);
/** One per rejected event. `problem` names field and rule, never a person's data. */
export const SubmissionRejected = submission('SubmissionRejected', z.object({ batchId: id, providerId: id, index: z.int(), eventKey: z.string().optional(), source: z.string().optional(), eventId: z.string().optional(), eventType: z.string().optional(), problem: z.object({ code: z.string(), status: z.int().optional(), detail: z.string(), errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional() }) }), byProvider);

export const SESSION_EVENTS = [
  ProviderRegistered, ProviderChanged, ProviderKeyIssued, ProviderKeyRevoked, AgreementActivated, AgreementStudentsChanged, AgreementEnded,
  SessionScheduled, SessionRescheduled, SessionHeld, SessionCancelled, SessionVoided,
  StudentAttendanceRecorded, AttendanceCorrected, AttendanceVoided, SubmissionAccepted, SubmissionRepeated, SubmissionRejected,
] as const;
/** Any event of the sessions service. */
export type SessionEvent = EventOf<(typeof SESSION_EVENTS)[number]>;
