import { z } from 'zod';
import { addedTier, attendanceCategory, date, domain, id, instant, locationKind, minutes, text } from './fields.ts';
import { exitTicket, MINUTES_ABSENT, noMinutesAbsent } from './provider-events.ts';
import { CANCELLED_BY, MODALITIES } from './words.ts';

const isTimeZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  } catch {
    return false;
  }
};
/** IANA name. */
export const timeZone = z.string().refine(isTimeZone, 'an IANA time zone such as America/New_York').meta({ id: 'TimeZone' });

/** `POST /v1/providers`, `PUT /v1/providers/{id}` */
export const providerBody = z.object({
  name: text(100),
  requestsPerMinute: z.int().min(1).max(10_000_000).optional().meta({ description: 'What the provider door takes from it; 6,000 without it.' }),
}).meta({ id: 'ProviderBody' });

/** `POST /v1/providers/{id}/keys` */
export const keyBody = z.object({
  kind: z.enum(['live', 'test']).default('live').meta({ description: 'A test key is for the sandbox: everything is checked, nothing is stored.' }),
  label: text(60).optional(),
  expiresAt: instant.optional(),
}).meta({ id: 'ProviderKeyBody' });
export const keyRevocationBody = z.object({ reason: text(200).default('revoked') });

const agreementStudent = z.object({
  studentId: id,
  providerStudentId: text(64).optional().meta({ description: 'The provider’s own id of the student; it may send either.' }),
  tier: addedTier.optional().meta({ description: 'Where this student’s support differs from the purpose’s.' }),
}).meta({ id: 'AgreementStudent' });
const MAX_AGREEMENT_STUDENTS = 5000;
/** `POST /v1/providers/{id}/agreements` */
export const agreementBody = z.object({
  purposes: z.array(z.object({ domain, tier: addedTier })).min(1).max(10),
  students: z.array(agreementStudent).max(MAX_AGREEMENT_STUDENTS),
  begin: date,
  end: date.optional().meta({ description: 'The first day on which it no longer holds.' }),
  timeZone,
  locationKind: locationKind.optional().meta({ description: 'Where its sessions take place unless one says otherwise; pull_out without it.' }),
}).meta({ id: 'AgreementBody' });
/** `POST /v1/providers/{id}/agreements/{agreementId}/students` */
export const agreementStudentsBody = z.object({
  add: z.array(agreementStudent).max(MAX_AGREEMENT_STUDENTS).default([]),
  remove: z.array(id).max(MAX_AGREEMENT_STUDENTS).default([]),
}).meta({ id: 'AgreementStudentsBody' });
/** `POST /v1/providers/{id}/agreements/{agreementId}/end` */
export const agreementEndBody = z.object({ date: date.meta({ description: 'The first day on which it no longer holds.' }), reason: text(200) }).meta({ id: 'AgreementEndBody' });

const presence = z.object({
  studentId: id,
  attendance: attendanceCategory,
  minutesPresent: minutes.default(0),
  softwareMinutes: minutes.default(0),
  absenceReason: text(200).optional(),
  skills: z.array(text(64)).max(50).optional(),
  exitTicket: exitTicket.optional(),
  note: text(2000).optional(),
}).refine(noMinutesAbsent, MINUTES_ABSENT);
/** `POST /v1/sessions`: a session that the school's own staff plan. */
export const sessionBody = z.object({
  domain,
  tier: addedTier,
  locationKind,
  modality: z.enum(MODALITIES).optional(),
  groupId: text(64).optional(),
  interventionCode: text(64).optional(),
  staffIds: z.array(id).min(1).max(20),
  scheduledStart: instant,
  scheduledEnd: instant,
  studentIds: z.array(id).min(1).max(200),
}).meta({ id: 'SessionBody' });
/** `POST /v1/sessions/{id}/attendance`: who was there; once recorded, a change needs a reason. */
export const attendanceBody = z.object({
  actualStart: instant.optional().meta({ description: 'Without it, as planned.' }),
  actualEnd: instant.optional(),
  substitute: z.boolean().default(false),
  students: z.array(presence).min(1).max(200),
  reason: text(200).optional().meta({ description: 'Why what was recorded changes.' }),
}).meta({ id: 'AttendanceBody' });
/** `POST /v1/sessions/{id}/cancel` */
export const cancelBody = z.object({ reason: text(200), cancelledBy: z.enum(CANCELLED_BY).default('school'), status: z.enum(['cancelled', 'no_show']).default('cancelled') }).meta({ id: 'CancelBody' });
/** `POST /v1/sessions/{id}/void` */
export const voidBody = z.object({ reason: text(200) }).meta({ id: 'VoidBody' });
/** `GET /v1/sessions?student=&from=&to=`: `[from, to)` by school date; at most a year. */
export const sessionsQuery = z.object({ student: id, from: date, to: date });
