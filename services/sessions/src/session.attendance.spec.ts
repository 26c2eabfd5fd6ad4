import { describe, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { session, type About, type Correction, type SessionCommand, type SessionEventOfLog } from './session.decider.ts';

const { given } = specify(session);
const NOW = Date.parse('2026-10-05T14:30:00Z');
const about: About = { sessionId: 's1', domain: 'math', tier: 'more', locationKind: 'push_in', staffIds: ['t1'] };
const actual = { actualStart: '2026-10-05T08:30:00-05:00', actualEnd: '2026-10-05T09:00:00-05:00' };
const facts = { sessionId: 's1', tutorId: 't1', tier: 'more' as const, domain: 'math' as const, locationKind: 'push_in' as const, start: actual.actualStart, end: actual.actualEnd };
const ana = { studentId: 'stu-1', category: 'present' as const, minutesPresent: 30, softwareMinutes: 0 };
const late = { studentId: 'stu-1', category: 'tardy' as const, minutesPresent: 20, softwareMinutes: 0 };
const ben = { studentId: 'stu-2', category: 'present' as const, minutesPresent: 30, softwareMinutes: 0 };

const scheduled: SessionEventOfLog = { type: 'SessionScheduled', data: { ...about, staffIds: ['t1'], scheduledStart: actual.actualStart, scheduledEnd: actual.actualEnd, studentIds: ['stu-1'] } };
const held: SessionEventOfLog = { type: 'SessionHeld', data: { ...about, staffIds: ['t1'], ...actual, substitute: false } };
const recorded = (student: typeof ana): SessionEventOfLog => ({ type: 'StudentAttendanceRecorded', data: { ...facts, ...student } });
const correction = (before: object, now: object): SessionEventOfLog =>
  ({ type: 'AttendanceCorrected', data: { ...facts, studentId: 'stu-1', ...now, before, reason: 'came late' } as never });
const minutes = ({ studentId: _id, ...told }: typeof ana | typeof late) => told;
const removal = (student: typeof ana): SessionEventOfLog => ({ type: 'AttendanceVoided', data: { ...facts, studentId: student.studentId, before: minutes(student), reason: 'came late' } });

describe('correcting attendance', () => {
  const covers = [{ domain: 'math' as const, tier: 'specialized' as const, from: Date.parse('2026-09-01T05:00:00Z'), until: null }];
  const correct = (...students: Correction[]): SessionCommand => ({ type: 'CorrectAttendance', data: { sessionId: 's1', reason: 'came late', students } });

  test('keeps what it replaces, and the start of the session', () =>
    given(held, recorded(ana)).when(correct({ ...late, covers })).then(correction(minutes(ana), minutes(late))));
  test('to what is recorded already records nothing', () => given(held, recorded(ana)).when(correct({ ...ana, covers })).then());
  test('twice in a row keeps each step', () =>
    given(held, recorded(ana), correction(minutes(ana), minutes(late))).when(correct({ ...late, minutesPresent: 15, covers })).then(correction(minutes(late), { ...minutes(late), minutesPresent: 15 })));
  test('adds a student whom the record forgot, at the tier of the agreement', () =>
    given(held, recorded(ana)).when(correct({ ...ben, covers })).then({ type: 'StudentAttendanceRecorded', data: { ...facts, ...ben, tier: 'specialized' } }));
  test('adds nobody whose agreement does not cover the day or the domain', () => {
    given(held, recorded(ana)).when(correct({ ...ben, covers: [{ ...covers[0]!, from: Date.parse('2026-10-06T05:00:00Z') }] })).thenRejected('STUDENT_NOT_FOUND');
    given(held, recorded(ana)).when(correct({ ...ben, covers: [{ ...covers[0]!, until: Date.parse(actual.actualStart) }] })).thenRejected('STUDENT_NOT_FOUND');
    given(held, recorded(ana)).when(correct({ ...ben, covers: [{ ...covers[0]!, domain: 'ela' }] })).thenRejected('STUDENT_NOT_FOUND');
  });
  test('takes out a student who does not belong to the session', () => given(held, recorded(ana)).when(correct({ studentId: 'stu-1', remove: true })).then(removal(ana)));
  test('takes out nobody who is not in it', () => given(held, recorded(ana)).when(correct({ studentId: 'stu-2', remove: true })).thenRejected('STUDENT_NOT_FOUND'));
  test('puts back a student who was taken out', () => given(held, recorded(ana), removal(ana)).when(correct({ ...ana, covers: [{ ...covers[0]!, tier: 'more' }] })).then(recorded(ana)));
  test('names a student once', () => given(held, recorded(ana)).when(correct({ ...late, covers }, { ...ana, covers })).thenRejected('DUPLICATE_STUDENT'));
  test('needs a session that was held', () => {
    given().when(correct({ ...late, covers })).thenRejected('SESSION_NOT_FOUND');
    given(scheduled).when(correct({ ...late, covers })).thenRejected('SESSION_NOT_HELD');
    given(held, { type: 'SessionVoided', data: { sessionId: 's1', reason: 'x' } }).when(correct({ ...late, covers })).thenRejected('SESSION_VOIDED');
  });
});

describe('attendance recorded by the school’s own staff', () => {
  const record = (more: object = {}): SessionCommand => ({ type: 'RecordAttendance', data: { sessionId: 's1', substitute: false, students: [ana], now: NOW, ...more } });
  const heldAsPlanned: SessionEventOfLog = { type: 'SessionHeld', data: { ...about, staffIds: ['t1'], scheduledStart: actual.actualStart, scheduledEnd: actual.actualEnd, ...actual, substitute: false } };

  test('says that the session was held as planned', () => given(scheduled).when(record()).then(heldAsPlanned, recorded(ana)));
  test('may say when it really was', () =>
    given(scheduled).when(record({ actualEnd: '2026-10-05T08:45:00-05:00', students: [{ ...ana, minutesPresent: 15 }] })).then(
      { type: 'SessionHeld', data: { ...heldAsPlanned.data, actualEnd: '2026-10-05T08:45:00-05:00' } as never },
      { type: 'StudentAttendanceRecorded', data: { ...facts, ...ana, minutesPresent: 15, end: '2026-10-05T08:45:00-05:00' } },
    ));
  test('is not taken before the session has ended', () => given(scheduled).when(record({ now: Date.parse('2026-10-05T13:40:00Z') })).thenRejected('SESSION_IN_THE_FUTURE'));
  test('twice records nothing', () => given(heldAsPlanned, recorded(ana)).when(record()).then());
  test('changes what is recorded with a reason only', () => {
    given(heldAsPlanned, recorded(ana)).when(record({ students: [late] })).thenRejected('REASON_REQUIRED');
    given(heldAsPlanned, recorded(ana)).when(record({ students: [late], reason: 'came late' })).then(correction(minutes(ana), minutes(late)));
  });
  test('adds a forgotten student at the session’s tier', () => given(heldAsPlanned, recorded(ana)).when(record({ students: [ben], reason: 'forgotten' })).then(recorded(ben)));
  test('needs a session', () => given().when(record()).thenRejected('SESSION_NOT_FOUND'));
  test('needs one that was not cancelled', () =>
    given({ type: 'SessionCancelled', data: { ...about, staffIds: ['t1'], status: 'cancelled', reason: 'x', cancelledBy: 'school', studentIds: [] } }).when(record()).thenRejected('SESSION_NOT_HELD'));
});
