import { z } from 'zod';
import { aggregate, type EventOf } from './event.ts';
import { addedTier, attendanceCategory, date, domain, id, instant, locationKind, minutes, sealed } from './fields.ts';
import { CANCELLED_BY, MODALITIES } from './words.ts';

const provider = aggregate('sessions', 'provider');
const session = aggregate('sessions', 'session');
const submission = aggregate('sessions', 'submission');

const byProvider = { key: (data: { providerId: string }) => data.providerId };
export const ProviderRegistered = provider('ProviderRegistered', z.object({ providerId: id, name: z.string() }), byProvider);
/** The key itself is shown once and never stored: `hash` is the SHA-256 of it, in hex. */
export const ProviderKeyIssued = provider('ProviderKeyIssued', z.object({ providerId: id, keyId: id, kind: z.enum(['live', 'test']), hash: z.string(), expiresAt: instant.optional(), label: z.string().optional() }), byProvider);
export const ProviderKeyRevoked = provider('ProviderKeyRevoked', z.object({ providerId: id, keyId: id, reason: z.string() }), byProvider);

/** Which students a provider works with, in what, and at which tier: the provider itself never sees the tier. */
const agreementStudent = z.object({ studentId: id, providerStudentId: z.string().max(64).optional(), tier: addedTier.optional() });
export const AgreementActivated = provider('AgreementActivated', z.object({ providerId: id, agreementId: id, purposes: z.array(z.object({ domain, tier: addedTier })).min(1), students: z.array(agreementStudent), begin: date, end: date.optional().meta({ description: 'The first day on which it no longer holds.' }), timeZone: z.string() }), { ...byProvider, effectiveDate: (data) => data.begin });
export const AgreementStudentsChanged = provider('AgreementStudentsChanged', z.object({ providerId: id, agreementId: id, added: z.array(agreementStudent), removed: z.array(id) }), byProvider);
export const AgreementEnded = provider('AgreementEnded', z.object({ providerId: id, agreementId: id, date, reason: z.string() }), { ...byProvider, effectiveDate: (data) => data.date });

/** What every record of a session says of it. A session without `providerId` is the school's own. */
const about = {
  sessionId: id, providerId: id.optional(), providerSessionId: z.string().optional(), domain, tier: addedTier, locationKind, modality: z.enum(MODALITIES).optional(),
  groupId: z.string().optional(), interventionCode: z.string().optional(), staffIds: z.array(z.string()), scheduledStart: instant.optional(), scheduledEnd: instant.optional(),
};
const bySession = { key: (data: { sessionId: string }) => data.sessionId };
export const SessionScheduled = session('SessionScheduled', z.object({ ...about, scheduledStart: instant, scheduledEnd: instant, studentIds: z.array(id) }), { ...bySession, effectiveDate: (data) => data.scheduledStart.slice(0, 10) });
export const SessionRescheduled = session('SessionRescheduled', z.object({ sessionId: id, scheduledStart: instant, scheduledEnd: instant, before: z.object({ scheduledStart: instant, scheduledEnd: instant }) }), bySession);
export const SessionHeld = session('SessionHeld', z.object({ ...about, actualStart: instant, actualEnd: instant, substitute: z.boolean() }), { ...bySession, occurredAt: (data) => data.actualStart });
export const SessionCancelled = session('SessionCancelled', z.object({ ...about, status: z.enum(['cancelled', 'no_show']), reason: z.string(), cancelledBy: z.enum(CANCELLED_BY), studentIds: z.array(id) }), { ...bySession, occurredAt: (data) => data.scheduledStart });
export const SessionVoided = session('SessionVoided', z.object({ sessionId: id, providerId: id.optional(), reason: z.string(), start: instant.optional() }), bySession);

const presence = { category: attendanceCategory, minutesPresent: minutes, softwareMinutes: minutes, absenceReason: z.string().optional() };
const was = z.object({ category: attendanceCategory, minutesPresent: minutes, softwareMinutes: minutes });
const attendance = { sessionId: id, studentId: id, providerId: id.optional(), tutorId: z.string().optional(), tier: addedTier, domain, locationKind, start: instant, end: instant };
/** Keyed by student. `start` and `end` are the session's actual times. */
const byAttendance = { key: (data: { studentId: string }) => data.studentId, occurredAt: (data: { start: string }) => data.start, effectiveDate: (data: { start: string }) => data.start.slice(0, 10) };
export const StudentAttendanceRecorded = session('StudentAttendanceRecorded', z.object({ ...attendance, ...presence, skills: z.array(z.string()).optional(), exitTicket: z.object({ score: z.number(), max: z.number() }).optional(), note: sealed.optional() }), byAttendance);
/** Carries the start of what it corrects, so that it lands where the original did. */
export const AttendanceCorrected = session('AttendanceCorrected', z.object({ ...attendance, ...presence, before: was, reason: z.string() }), byAttendance);
export const AttendanceVoided = session('AttendanceVoided', z.object({ ...attendance, before: was, reason: z.string() }), byAttendance);

/** One per batch that a provider posted and that held at least one readable event. */
export const SubmissionAccepted = submission('SubmissionAccepted', z.object({ batchId: id, providerId: id, door: z.enum(['events', 'csv']), received: z.int(), accepted: z.int(), duplicates: z.int(), rejected: z.int(), requestHash: z.string().optional(), answer: z.record(z.string(), z.unknown()).optional() }), byProvider);
/** One per rejected event. `problem` names field and rule, never a person's data. */
export const SubmissionRejected = submission('SubmissionRejected', z.object({ batchId: id, providerId: id, index: z.int(), source: z.string().optional(), eventId: z.string().optional(), eventType: z.string().optional(), problem: z.object({ code: z.string(), detail: z.string(), errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional() }) }), byProvider);

export const SESSION_EVENTS = [
  ProviderRegistered, ProviderKeyIssued, ProviderKeyRevoked, AgreementActivated, AgreementStudentsChanged, AgreementEnded,
  SessionScheduled, SessionRescheduled, SessionHeld, SessionCancelled, SessionVoided,
  StudentAttendanceRecorded, AttendanceCorrected, AttendanceVoided, SubmissionAccepted, SubmissionRejected,
] as const;
/** Any event of the sessions service. */
export type SessionEvent = EventOf<(typeof SESSION_EVENTS)[number]>;
