import type {
  AddedTier, AttendanceCategory, AttendanceCorrected, AttendanceVoided, DataOf, Domain, EventOf, LocationKind, SessionCancelled, SessionHeld,
  SessionRescheduled, SessionScheduled, SessionStatus, SessionVoided, StudentAttendanceRecorded,
} from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';
import { correctAttendance, hold, recordAttendance, voidAttendance } from './session.attendance.ts';
import { alreadyRecorded, notFound, refuseEmptySpan, sameInstant, voided } from './session.refusals.ts';

export type SessionEventOfLog =
  | EventOf<typeof SessionScheduled> | EventOf<typeof SessionRescheduled> | EventOf<typeof SessionHeld> | EventOf<typeof SessionCancelled>
  | EventOf<typeof SessionVoided> | EventOf<typeof StudentAttendanceRecorded> | EventOf<typeof AttendanceCorrected> | EventOf<typeof AttendanceVoided>;

/** What is known of a session whatever became of it. A session without `providerId` is the school's own. */
export type About = {
  readonly sessionId: string;
  readonly providerId?: string | undefined;
  readonly providerSessionId?: string | undefined;
  readonly domain: Domain;
  readonly tier: AddedTier;
  readonly locationKind: LocationKind;
  readonly modality?: DataOf<typeof SessionHeld>['modality'];
  readonly groupId?: string | undefined;
  readonly interventionCode?: string | undefined;
  readonly staffIds: readonly string[];
  readonly scheduledStart?: string | undefined;
  readonly scheduledEnd?: string | undefined;
};
export type Minutes = { readonly category: AttendanceCategory; readonly minutesPresent: number; readonly softwareMinutes: number };
/** One student at a session; `note` and `absenceReason` are sealed. */
export type Presence = Minutes & {
  readonly studentId: string;
  readonly absenceReason?: string | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly exitTicket?: { readonly score: number; readonly max: number } | undefined;
  readonly note?: string | undefined;
};
/** What the sender may do for a student: a tier per domain, from and until (exclusive) in milliseconds. */
export type Cover = { readonly domain: Domain; readonly tier: AddedTier; readonly from: number; readonly until: number | null };
export type Correction =
  | (Presence & { readonly covers: readonly Cover[] })
  | { readonly studentId: string; readonly remove: true };

type Plan = { readonly start: string; readonly end: string; readonly studentIds: readonly string[]; readonly staffIds: readonly string[] };
export type Attendance = DataOf<typeof StudentAttendanceRecorded>;
export type Known = {
  readonly status: Exclude<SessionStatus, 'unlogged'>;
  readonly about: About;
  readonly plan?: Plan | undefined;
  readonly held?: { readonly start: string; readonly end: string } | undefined;
  readonly cancelled?: { readonly reason: string; readonly cancelledBy: string } | undefined;
  /** Student -> what counts now. */
  readonly attendance: Readonly<Record<string, Attendance>>;
  /** Student -> what was told first, by which a repeat is known after a correction. */
  readonly told: Readonly<Record<string, Minutes>>;
};
export type SessionState = Known | undefined;

export type ScheduleSession = Message<'ScheduleSession', About & { scheduledStart: string; scheduledEnd: string; studentIds: readonly string[] }>;
/** `now` in milliseconds: what has not ended yet was not held. */
export type HoldSession = Message<'HoldSession', About & { actualStart: string; actualEnd: string; substitute: boolean; ratio?: string | undefined; students: readonly (Presence & { tier: AddedTier })[]; now: number }>;
/** Without `about`, of a session that was scheduled. */
export type CancelSession = Message<'CancelSession', { sessionId: string; about?: About | undefined; studentIds?: readonly string[] | undefined; status: 'cancelled' | 'no_show'; reason: string; cancelledBy: DataOf<typeof SessionCancelled>['cancelledBy'] }>;
export type VoidSession = Message<'VoidSession', { sessionId: string; reason: string }>;
export type CorrectAttendance = Message<'CorrectAttendance', { sessionId: string; reason: string; students: readonly Correction[] }>;
/** The school's own staff, about a session that was scheduled: who was there, or what was recorded wrongly. */
export type RecordAttendance = Message<'RecordAttendance', { sessionId: string; actualStart?: string | undefined; actualEnd?: string | undefined; substitute: boolean; students: readonly Presence[]; reason?: string | undefined; now: number }>;
export type SessionCommand = ScheduleSession | HoldSession | CancelSession | VoidSession | CorrectAttendance | RecordAttendance;

export const session: Decider<SessionState, SessionCommand, SessionEventOfLog> = {
  initialState: undefined,

  decide(state, command) {
    switch (command.type) {
      case 'ScheduleSession': return schedule(state, command);
      case 'HoldSession': return hold(state, command);
      case 'CancelSession': return cancel(state, command);
      case 'VoidSession': return voidSession(state, command);
      case 'CorrectAttendance': return correctAttendance(state, command);
      case 'RecordAttendance': return recordAttendance(state, command);
      default: return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'SessionScheduled': return planned(state, event);
      case 'SessionHeld': return { ...recorded(state, 'held', event.data), held: { start: event.data.actualStart, end: event.data.actualEnd } };
      case 'SessionCancelled': return { ...recorded(state, event.data.status, event.data), cancelled: { reason: event.data.reason, cancelledBy: event.data.cancelledBy } };
      default: return state && evolveKnown(state, event);
    }
  },
};

const evolveKnown = (state: Known, event: Exclude<SessionEventOfLog, { type: 'SessionScheduled' | 'SessionHeld' | 'SessionCancelled' }>): Known => {
  switch (event.type) {
    case 'SessionRescheduled': {
      const { scheduledStart, scheduledEnd, studentIds, staffIds } = event.data;
      return { ...state, plan: { start: scheduledStart, end: scheduledEnd, studentIds: studentIds ?? state.plan?.studentIds ?? [], staffIds: staffIds ?? state.plan?.staffIds ?? [] } };
    }
    case 'SessionVoided': return { ...state, status: 'voided' };
    case 'StudentAttendanceRecorded': {
      const { studentId } = event.data;
      return { ...state, attendance: { ...state.attendance, [studentId]: event.data }, told: { [studentId]: event.data, ...state.told } };
    }
    case 'AttendanceCorrected': return { ...state, attendance: { ...state.attendance, [event.data.studentId]: event.data } };
    case 'AttendanceVoided': {
      const { [event.data.studentId]: _gone, ...attendance } = state.attendance;
      return { ...state, attendance };
    }
    default: return assertNever(event);
  }
};

const recorded = (state: SessionState, status: 'held' | 'cancelled' | 'no_show', about: About): Known => ({
  attendance: {}, told: {}, ...state, status, about,
});

/** A plan that comes late leaves the status as it is. */
const planned = (state: SessionState, { data }: Extract<SessionEventOfLog, { type: 'SessionScheduled' }>): Known => {
  const plan = { start: data.scheduledStart, end: data.scheduledEnd, studentIds: data.studentIds, staffIds: data.staffIds };
  return state ? { ...state, plan } : { status: 'scheduled', about: data, plan, attendance: {}, told: {} };
};

const schedule = (state: SessionState, { data }: ScheduleSession): SessionEventOfLog[] => {
  refuseEmptySpan(data.scheduledStart, data.scheduledEnd, '/scheduledEnd');
  if (!state) return [{ type: 'SessionScheduled', data: { ...data, staffIds: [...data.staffIds], studentIds: [...data.studentIds] } }];
  if (state.status === 'voided') throw voided();
  if (!state.plan) return [{ type: 'SessionScheduled', data: { ...data, staffIds: [...data.staffIds], studentIds: [...data.studentIds] } }];
  const { plan } = state;
  const sameTimes = sameInstant(plan.start, data.scheduledStart) && sameInstant(plan.end, data.scheduledEnd);
  if (sameTimes && sameMembers(plan.studentIds, data.studentIds) && sameMembers(plan.staffIds, data.staffIds)) return [];
  if (state.status !== 'scheduled') throw alreadyRecorded(state.status);
  const { sessionId, providerId, scheduledStart, scheduledEnd } = data;
  const before = { scheduledStart: plan.start, scheduledEnd: plan.end };
  return [{ type: 'SessionRescheduled', data: { sessionId, ...(providerId !== undefined && { providerId }), scheduledStart, scheduledEnd, before, studentIds: [...data.studentIds], staffIds: [...data.staffIds] } }];
};

const cancel = (state: SessionState, { data: { sessionId: _id, about, studentIds, ...outcome } }: CancelSession): SessionEventOfLog[] => {
  const session = about ?? state?.about;
  if (!session) throw new DomainError('SESSION_NOT_FOUND', 'not-found', 'This session was not announced: send its students, scheduledStart and scheduledEnd along.');
  if (state?.status === 'voided') throw voided();
  if (state && state.status !== 'scheduled') {
    const same = state.status === outcome.status && state.cancelled?.reason === outcome.reason && state.cancelled.cancelledBy === outcome.cancelledBy;
    if (same) return [];
    throw alreadyRecorded(state.status);
  }
  const scheduled = state?.plan && { scheduledStart: state.plan.start, scheduledEnd: state.plan.end };
  const students = studentIds ?? state?.plan?.studentIds ?? [];
  return [{ type: 'SessionCancelled', data: { ...scheduled, ...definedOf(session), staffIds: [...session.staffIds], ...outcome, studentIds: [...students] } }];
};

/** What was not said does not hide what was planned. */
const definedOf = (about: About): About => Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined)) as About;

const voidSession = (state: SessionState, { data: { sessionId, reason } }: VoidSession): SessionEventOfLog[] => {
  if (!state) throw notFound();
  if (state.status === 'voided') return [];
  const start = state.held?.start ?? state.plan?.start ?? state.about.scheduledStart;
  const { providerId } = state.about;
  return [
    { type: 'SessionVoided', data: { sessionId, reason, ...(providerId !== undefined && { providerId }), ...(start !== undefined && { start }) } },
    ...Object.values(state.attendance).map((attendance) => voidAttendance(attendance, reason)),
  ];
};

const sameMembers = (some: readonly string[], others: readonly string[]) => some.length === others.length && some.every((member) => others.includes(member));
