import { describe, expect, test } from '@jest/globals';
import { replay } from '@strata/kernel';
import { specify } from '@strata/kernel/testing';
import { session, type About, type SessionCommand, type SessionEventOfLog } from './session.decider.ts';

const { given } = specify(session);
const NOW = Date.parse('2026-10-05T14:30:00Z');
const about: About = { sessionId: 's1', providerId: 'p1', providerSessionId: 'x-1', domain: 'math', tier: 'more', locationKind: 'pull_out', staffIds: ['t1'] };
const times = { scheduledStart: '2026-10-05T08:30:00-05:00', scheduledEnd: '2026-10-05T09:00:00-05:00' };
const actual = { actualStart: '2026-10-05T08:32:00-05:00', actualEnd: '2026-10-05T09:00:00-05:00' };
const facts = { sessionId: 's1', providerId: 'p1', tutorId: 't1', domain: 'math' as const, locationKind: 'pull_out' as const, start: actual.actualStart, end: actual.actualEnd };

const plan = { ...about, staffIds: ['t1'], ...times, studentIds: ['stu-1', 'stu-2'] };
const scheduled: SessionEventOfLog = { type: 'SessionScheduled', data: plan };
const schedule = (more: object = {}): SessionCommand => ({ type: 'ScheduleSession', data: { ...plan, ...more } });

const ana = { studentId: 'stu-1', tier: 'more' as const, category: 'present' as const, minutesPresent: 28, softwareMinutes: 0 };
const ben = { studentId: 'stu-2', tier: 'specialized' as const, category: 'excused_absence' as const, minutesPresent: 0, softwareMinutes: 0 };
const hold = (more: object = {}): SessionCommand => ({ type: 'HoldSession', data: { ...about, ...actual, substitute: false, students: [ana, ben], now: NOW, ...more } });
const held: SessionEventOfLog = { type: 'SessionHeld', data: { ...about, staffIds: ['t1'], ...actual, substitute: false } };
const attended = (student: typeof ana | typeof ben): SessionEventOfLog => ({ type: 'StudentAttendanceRecorded', data: { ...facts, ...student } });
const history = [held, attended(ana), attended(ben)];

const cancel = (more: object = {}): SessionCommand => ({ type: 'CancelSession', data: { sessionId: 's1', status: 'cancelled', reason: 'assembly', cancelledBy: 'school', ...more } });
const cancelled = (more: object = {}): SessionEventOfLog => ({ type: 'SessionCancelled', data: { ...about, ...times, staffIds: ['t1'], status: 'cancelled', reason: 'assembly', cancelledBy: 'school', studentIds: ['stu-1', 'stu-2'], ...more } });
const voidIt: SessionCommand = { type: 'VoidSession', data: { sessionId: 's1', reason: 'entered twice' } };
const voided: SessionEventOfLog = { type: 'SessionVoided', data: { sessionId: 's1', providerId: 'p1', reason: 'entered twice', start: actual.actualStart } };

describe('planning a session', () => {
  test('is recorded', () => given().when(schedule()).then(scheduled));
  test('twice records nothing', () => given(scheduled).when(schedule()).then());
  test('again with the same instants in other words records nothing', () =>
    given(scheduled).when(schedule({ scheduledStart: '2026-10-05T13:30:00Z', scheduledEnd: '2026-10-05T14:00:00Z' })).then());
  test('for another time is a change of plan that keeps the old one', () =>
    given(scheduled).when(schedule({ scheduledStart: '2026-10-06T08:30:00-05:00', scheduledEnd: '2026-10-06T09:00:00-05:00' })).then({
      type: 'SessionRescheduled',
      data: { sessionId: 's1', providerId: 'p1', scheduledStart: '2026-10-06T08:30:00-05:00', scheduledEnd: '2026-10-06T09:00:00-05:00', before: times, studentIds: ['stu-1', 'stu-2'], staffIds: ['t1'] },
    }));
  test('for another group is a change of plan, too', () =>
    given(scheduled).when(schedule({ studentIds: ['stu-1'] })).then({ type: 'SessionRescheduled', data: { sessionId: 's1', providerId: 'p1', ...times, before: times, studentIds: ['stu-1'], staffIds: ['t1'] } }));
  test('needs an end after the start', () => given().when(schedule({ scheduledEnd: times.scheduledStart })).thenRejected('SESSION_ENDS_BEFORE_IT_STARTS'));
  test('may come after the session was held, and changes nothing of that', () => {
    given(...history).when(schedule()).then(scheduled);
    expect(replay(session, [...history, scheduled])).toMatchObject({ status: 'held', held: { start: actual.actualStart }, plan: { start: times.scheduledStart } });
  });
  test('otherwise than before comes too late when it was held', () => given(scheduled, ...history).when(schedule({ studentIds: ['stu-1'] })).thenRejected('SESSION_ALREADY_HELD'));
  test('comes too late when it was voided', () => given(...history, voided).when(schedule()).thenRejected('SESSION_VOIDED'));
});

describe('holding a session', () => {
  test('records the session, and each student with the tier it serves', () => given().when(hold()).then(...history));
  test('that was planned records the same', () => given(scheduled).when(hold()).then(...history));
  test('twice records nothing', () => given(...history).when(hold()).then());
  test('twice records nothing even when a minute was corrected since', () =>
    given(...history, { type: 'AttendanceCorrected', data: { ...facts, studentId: 'stu-1', tier: 'more', category: 'tardy', minutesPresent: 20, softwareMinutes: 0, before: { category: 'present', minutesPresent: 28, softwareMinutes: 0 }, reason: 'late' } }).when(hold()).then());
  test('otherwise than recorded asks for a correction', () => given(...history).when(hold({ students: [{ ...ana, minutesPresent: 20 }, ben] })).thenRejected('SESSION_ALREADY_HELD'));
  test('with another group than recorded asks for a correction', () => given(...history).when(hold({ students: [ana] })).thenRejected('SESSION_ALREADY_HELD'));
  test('is refused when it was cancelled', () => given(cancelled()).when(hold()).thenRejected('SESSION_ALREADY_CANCELLED'));
  test('is refused when it was voided', () => given(...history, voided).when(hold()).thenRejected('SESSION_VOIDED'));
  test('needs an end after the start', () => given().when(hold({ actualEnd: '2026-10-05T08:31:59-05:00' })).thenRejected('SESSION_ENDS_BEFORE_IT_STARTS'));
  test('that has not ended yet is not held; a clock may run 5 minutes ahead', () => {
    given().when(hold({ now: Date.parse(actual.actualEnd) - 5 * 60_000 - 1 })).thenRejected('SESSION_IN_THE_FUTURE');
    given().when(hold({ now: Date.parse(actual.actualEnd) - 5 * 60_000 })).then(...history);
  });
  test('lasts a day at most', () => given().when(hold({ actualStart: '2026-10-04T08:59:59-05:00' })).thenRejected('SESSION_TOO_LONG'));
  test('lists a student once', () => given().when(hold({ students: [ana, ana] })).thenRejected('DUPLICATE_STUDENT'));
});

describe('cancelling a session', () => {
  test('that was planned keeps its plan', () => given(scheduled).when(cancel()).then(cancelled()));
  test('that nobody announced needs to be told what it was', () => {
    given().when(cancel()).thenRejected('SESSION_NOT_FOUND');
    given().when(cancel({ about: { ...about, ...times }, studentIds: ['stu-1', 'stu-2'] })).then(cancelled());
  });
  test('as a no-show says so', () => given(scheduled).when(cancel({ status: 'no_show', cancelledBy: 'student' })).then(cancelled({ status: 'no_show', cancelledBy: 'student' })));
  test('twice records nothing', () => given(scheduled, cancelled()).when(cancel()).then());
  test('for another reason than recorded is refused', () => given(cancelled()).when(cancel({ reason: 'weather' })).thenRejected('SESSION_ALREADY_CANCELLED'));
  test('is refused when it was held', () => given(...history).when(cancel()).thenRejected('SESSION_ALREADY_HELD'));
  test('is refused when it was voided', () => given(...history, voided).when(cancel()).thenRejected('SESSION_VOIDED'));
});

describe('voiding a session', () => {
  const was = (student: typeof ana | typeof ben) => ({ category: student.category, minutesPresent: student.minutesPresent, softwareMinutes: student.softwareMinutes });
  const gone = (student: typeof ana | typeof ben): SessionEventOfLog => ({ type: 'AttendanceVoided', data: { ...facts, studentId: student.studentId, tier: student.tier, before: was(student), reason: 'entered twice' } });
  test('takes back the attendance of each student', () => given(...history).when(voidIt).then(voided, gone(ana), gone(ben)));
  test('takes back a plan', () => given(scheduled).when(voidIt).then({ type: 'SessionVoided', data: { sessionId: 's1', providerId: 'p1', reason: 'entered twice', start: times.scheduledStart } }));
  test('twice records nothing', () => given(...history, voided).when(voidIt).then());
  test('needs a session', () => given().when(voidIt).thenRejected('SESSION_NOT_FOUND'));
});
