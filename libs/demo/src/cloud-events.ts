import { instantAt } from './days.ts';
import type { Provider } from './providers.ts';
import { DISTRICT } from './schools.ts';
import type { Presence, Session } from './sessions.ts';

/** A CloudEvents 1.0 envelope as a provider sends it. Context attributes hold opaque ids only. */
export interface CloudEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  time: string;
  datacontenttype: 'application/json';
  data: Record<string, unknown>;
}

/** How the receiver names a student of ours; the roster's own id until the import has told. */
export type StudentIds = (sourcedId: string) => string;

type Kind = 'session.scheduled' | 'session.held' | 'session.cancelled' | 'session.voided' | 'attendance.corrected';

/** The provider's own number of a session. */
export function providerSessionId({ key }: Session): string {
  return `ps-${key}`;
}

/** Sent on the Sunday before: who is to meet when. */
export function scheduledEvent(session: Session, provider: Provider, ids: StudentIds, sentAt: string): CloudEvent {
  const students = session.presences.map(({ student }) => ({ studentId: ids(student.sourcedId) }));
  return envelope(provider, {
    kind: 'session.scheduled',
    id: `${session.key}-scheduled`,
    time: sentAt,
    data: { ...plan(session, provider), students },
  });
}

/** Sent when a session is over, as it went: held, or cancelled, or nobody came. An unlogged session sends nothing. */
export function outcomeEvent(session: Session, provider: Provider, ids: StudentIds): CloudEvent | null {
  if (session.outcome === 'unlogged') return null;
  return session.outcome === 'held' ? heldEvent(session, provider, ids) : cancelledEvent(session, provider, ids);
}

export function heldEvent(session: Session, provider: Provider, ids: StudentIds): CloudEvent {
  const { day, actual, leaderId, substitute, presences, skills } = session;
  const data = {
    ...plan(session, provider),
    actualStart: at(day, actual.start),
    actualEnd: at(day, actual.end),
    status: 'held',
    tutorId: leaderId,
    isSubstituteTutor: substitute,
    students: presences.map(presence => ({
      studentId: ids(presence.student.sourcedId),
      ...attendanceOf(presence),
      ...(skills.length > 0 ? { skills } : {}),
    })),
  };
  return envelope(provider, { kind: 'session.held', id: `${session.key}-held`, time: at(day, actual.end + 4), data });
}

/** A correction made the next morning: a student came late after all. */
export function correctedEvent(session: Session, presence: Presence, provider: Provider, ids: StudentIds): CloudEvent {
  const { student, minutesPresent, softwareMinutes } = presence;
  const corrected = {
    studentId: ids(student.sourcedId),
    attendance: 'tardy',
    minutesPresent: Math.max(0, minutesPresent - 6),
    softwareMinutes,
  };
  return envelope(provider, {
    kind: 'attendance.corrected',
    id: `${session.key}-corrected`,
    time: at(session.day, 24 * 60 + 7 * 60),
    data: { providerSessionId: providerSessionId(session), reason: 'tutor_corrected_log', students: [corrected] },
  });
}

/** A session that was entered by mistake. */
export function voidedEvent(session: Session, provider: Provider): CloudEvent {
  const data = { providerSessionId: providerSessionId(session), reason: 'entered_by_mistake' };
  return envelope(provider, {
    kind: 'session.voided',
    id: `${session.key}-voided`,
    time: at(session.day, 24 * 60 + 7 * 60 + 30),
    data,
  });
}

function cancelledEvent(session: Session, provider: Provider, ids: StudentIds): CloudEvent {
  const { day, scheduled, outcome, cancelReason, cancelledBy, presences } = session;
  const nobodyCame = outcome === 'no_show';
  const data = {
    ...plan(session, provider),
    status: outcome,
    cancelReason: nobodyCame ? 'students_absent' : cancelReason,
    cancelledBy: nobodyCame ? 'student' : cancelledBy,
    students: presences.map(({ student }) => ({ studentId: ids(student.sourcedId) })),
  };
  return envelope(provider, {
    kind: 'session.cancelled',
    id: `${session.key}-cancelled`,
    time: at(day, scheduled.start + 10),
    data,
  });
}

function plan(session: Session, provider: Provider): Record<string, unknown> {
  const { cohort, day, scheduled } = session;
  return {
    providerSessionId: providerSessionId(session),
    scheduledStart: at(day, scheduled.start),
    scheduledEnd: at(day, scheduled.end),
    groupId: cohort.key,
    interventionCode: cohort.prescription.code,
    domain: cohort.prescription.domain,
    modality: provider.modality,
    locationKind: cohort.slot.locationKind,
    tutorId: cohort.leaderId,
  };
}

function attendanceOf({ attendance, minutesPresent, softwareMinutes, exitTicket }: Presence): Record<string, unknown> {
  const absent = attendance === 'excused_absence' || attendance === 'unexcused_absence';
  return {
    attendance,
    minutesPresent,
    softwareMinutes,
    ...(absent ? { absenceReason: attendance === 'excused_absence' ? 'absent_from_school' : 'unknown' } : {}),
    ...(exitTicket === null ? {} : { exitTicket }),
  };
}

function envelope(
  provider: Provider,
  message: { kind: Kind; id: string; time: string; data: Record<string, unknown> },
): CloudEvent {
  const { kind, id, time, data } = message;
  return {
    specversion: '1.0',
    id,
    source: provider.source,
    type: `org.strata.${kind}.v1`,
    time,
    datacontenttype: 'application/json',
    data,
  };
}

function at(day: string, minutes: number): string {
  return instantAt(day, minutes, DISTRICT.timeZone);
}
