import { DomainError } from '@strata/kernel';
import type {
  About, Attendance, Correction, CorrectAttendance, HoldSession, Known, Minutes, Presence, RecordAttendance, SessionEventOfLog, SessionState,
} from './session.decider.ts';
import { alreadyRecorded, notFound, refuseEmptySpan, sameInstant, voided } from './session.refusals.ts';

/** Clocks of others may run ahead by this much, in milliseconds. */
const SKEW = 5 * 60_000;
const LONGEST = 24 * 60 * 60_000;

type Held = Omit<HoldSession['data'], 'now' | 'students'>;

export const hold = (state: SessionState, { data }: HoldSession): SessionEventOfLog[] => {
  const { students, now, ...held } = data;
  refuseTimes(held.actualStart, held.actualEnd, now);
  refuseTwice(students);
  if (!state || state.status === 'scheduled') return [heldEvent(held), ...students.map((student) => attended(held, student, student.tier))];
  if (state.status === 'voided') throw voided();
  if (state.status === 'held' && saysTheSame(state, data)) return [];
  throw alreadyRecorded(state.status);
};

const heldEvent = (held: Held): SessionEventOfLog => ({ type: 'SessionHeld', data: { ...held, staffIds: held.staffIds as string[] } });

const attended = (about: Held, student: Presence, tier: About['tier']): SessionEventOfLog => ({
  type: 'StudentAttendanceRecorded',
  data: {
    sessionId: about.sessionId, studentId: student.studentId, providerId: about.providerId, tutorId: about.staffIds[0], tier, domain: about.domain,
    locationKind: about.locationKind, start: about.actualStart, end: about.actualEnd,
    category: student.category, minutesPresent: student.minutesPresent, softwareMinutes: student.softwareMinutes, absenceReason: student.absenceReason,
    skills: student.skills as string[] | undefined, exitTicket: student.exitTicket, note: student.note,
  },
});

const refuseTimes = (start: string, end: string, now: number): void => {
  refuseEmptySpan(start, end, '/actualEnd');
  const at = Date.parse(end);
  if (at > now + SKEW) throw at_('SESSION_IN_THE_FUTURE', 'A session that was held has ended: actualEnd lies more than 5 minutes ahead of our clock.');
  if (at - Date.parse(start) > LONGEST) throw at_('SESSION_TOO_LONG', 'A session lasts 24 hours at most.');
};
const at_ = (code: string, detail: string) => new DomainError(code, 'invalid', detail, { faults: [{ pointer: '/actualEnd', code, detail }] });

const refuseTwice = (students: readonly { readonly studentId: string }[]): void => {
  const seen = new Set<string>();
  const faults = students.flatMap(({ studentId }, index) =>
    seen.size === seen.add(studentId).size ? [{ pointer: `/students/${index}/studentId`, code: 'DUPLICATE_STUDENT', detail: 'This student is listed twice.' }] : []);
  if (faults.length > 0) throw new DomainError('DUPLICATE_STUDENT', 'invalid', 'A student may be listed once.', { faults });
};

const sameMinutes = (a: Minutes | undefined, b: Minutes) =>
  a !== undefined && a.category === b.category && a.minutesPresent === b.minutesPresent && a.softwareMinutes === b.softwareMinutes;

/** Against what was told first: a correction since then does not turn a repeat into news. Sealed text cannot be compared. */
const saysTheSame = (state: Known, { actualStart, actualEnd, students }: HoldSession['data']): boolean =>
  sameInstant(state.held!.start, actualStart) && sameInstant(state.held!.end, actualEnd)
  && students.length === Object.keys(state.told).length && students.every((student) => sameMinutes(state.told[student.studentId], student));

export const correctAttendance = (state: SessionState, { data: { reason, students } }: CorrectAttendance): SessionEventOfLog[] => {
  const session = heldSession(state);
  refuseTwice(students);
  const unknown = students.flatMap((student, index) => (mayCorrect(session, student) ? [] : [{ pointer: `/students/${index}/studentId`, ...STUDENT_NOT_FOUND }]));
  if (unknown.length > 0) throw new DomainError(STUDENT_NOT_FOUND.code, 'not-found', STUDENT_NOT_FOUND.detail, { faults: unknown });
  return students.flatMap((student) => corrected(session, student, reason));
};

const STUDENT_NOT_FOUND = { code: 'STUDENT_NOT_FOUND', detail: 'No student of your agreements has this id on the day of the session.' };

const heldSession = (state: SessionState): Known => {
  if (!state) throw notFound();
  if (state.status === 'voided') throw voided();
  if (state.status !== 'held') throw new DomainError('SESSION_NOT_HELD', 'rejected', 'There is no attendance to correct: this session is not recorded as held.');
  return state;
};

const mayCorrect = (session: Known, student: Correction) => student.studentId in session.attendance || (!('remove' in student) && coverOf(session, student) !== undefined);

/** A student whom the record forgot is added where an agreement covers the session's day and domain. */
const coverOf = ({ about, held }: Known, { covers }: Exclude<Correction, { remove: true }>) => {
  const at = Date.parse(held!.start);
  return covers.find(({ domain, from, until }) => domain === about.domain && at >= from && (until === null || at < until));
};

const corrected = (session: Known, student: Correction, reason: string): SessionEventOfLog[] => {
  const before = session.attendance[student.studentId];
  if ('remove' in student) return before ? [voidAttendance(before, reason)] : [];
  if (before) return changed(before, student, reason);
  return [attended(asHeld(session), student, coverOf(session, student)!.tier)];
};

const asHeld = ({ about, held }: Known): Held => ({ ...about, actualStart: held!.start, actualEnd: held!.end, substitute: false });

const minutesOf = ({ category, minutesPresent, softwareMinutes }: Minutes): Minutes => ({ category, minutesPresent, softwareMinutes });

const factsOf = ({ sessionId, studentId, providerId, tutorId, tier, domain, locationKind, start, end }: Attendance) =>
  ({ sessionId, studentId, providerId, tutorId, tier, domain, locationKind, start, end });

const changed = (before: Attendance, now: Presence, reason: string): SessionEventOfLog[] =>
  sameMinutes(before, now)
    ? []
    : [{ type: 'AttendanceCorrected', data: { ...factsOf(before), ...minutesOf(now), ...(now.absenceReason !== undefined && { absenceReason: now.absenceReason }), before: minutesOf(before), reason } }];

export const voidAttendance = (before: Attendance, reason: string): SessionEventOfLog =>
  ({ type: 'AttendanceVoided', data: { ...factsOf(before), before: minutesOf(before), reason } });

export const recordAttendance = (state: SessionState, { data }: RecordAttendance): SessionEventOfLog[] => {
  if (!state) throw notFound();
  refuseTwice(data.students);
  if (state.status !== 'scheduled') return recordAgain(heldSession(state), data);
  const { students, now, substitute, actualStart = state.plan!.start, actualEnd = state.plan!.end } = data;
  refuseTimes(actualStart, actualEnd, now);
  const { studentIds: _planned, ...about } = state.about as About & { studentIds?: unknown };
  const held = { ...about, scheduledStart: state.plan!.start, scheduledEnd: state.plan!.end, staffIds: state.plan!.staffIds, actualStart, actualEnd, substitute };
  return [heldEvent(held), ...students.map((student) => attended(held, student, about.tier))];
};

/** Staff change what is recorded as a whole list may: by student, each with the reason. */
const recordAgain = (session: Known, { students, reason }: RecordAttendance['data']): SessionEventOfLog[] => {
  const events = students.flatMap((student) => {
    const before = session.attendance[student.studentId];
    return before ? changed(before, student, reason ?? '') : [attended(asHeld(session), student, session.about.tier)];
  });
  if (events.length > 0 && reason === undefined) {
    throw new DomainError('REASON_REQUIRED', 'invalid', 'Attendance is recorded already: say why it changes.', { faults: [{ pointer: '/reason', code: 'REASON_REQUIRED', detail: 'Attendance is recorded already: say why it changes.' }] });
  }
  return events;
};
