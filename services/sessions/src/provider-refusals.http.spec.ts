import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { held, ofType, scheduled, startDoor, type Door } from './testing/door.ts';

let district: Door;
let door: Door;
beforeAll(async () => {
  district = await startDoor();
});
beforeEach(async () => {
  door = await district.newcomer();
});
afterAll(() => district.close());

const rejectedCodes = (answer: { body: unknown }) => (answer.body as { rejected: { problem: { code: string } }[] }).rejected.map(({ problem }) => problem.code);
const student = (studentId: string, more: object = {}) => ({ studentId, attendance: 'present', minutesPresent: 30, ...more });

describe('what is refused, and how it is told', () => {
  const facts = held;
  test.each<[string, object, string, string]>([
    ['a student nobody knows', facts({ students: [student('nobody')] }), 'STUDENT_NOT_FOUND', '/data/students/0/studentId'],
    ['a student of somebody else', facts({ students: [student('stu-1'), student('stu-4')] }), 'STUDENT_NOT_FOUND', '/data/students/1/studentId'],
    ['a domain that was not agreed', facts({ domain: 'ela' }), 'DOMAIN_NOT_AGREED', '/data/students/0/studentId'],
    ['a day before the agreement', facts({ actualStart: '2026-08-31T23:00:00-05:00', actualEnd: '2026-08-31T23:30:00-05:00' }), 'OUTSIDE_AGREEMENT', '/data/students/0/studentId'],
    ['a day after the agreement', scheduled({ scheduledStart: '2027-06-01T00:00:00-05:00', scheduledEnd: '2027-06-01T00:30:00-05:00' }), 'OUTSIDE_AGREEMENT', '/data/students/0/studentId'],
    ['minutes below 0', facts({ students: [student('stu-1', { minutesPresent: -1 })] }), 'VALIDATION_FAILED', '/data/students/0/minutesPresent'],
    ['more minutes than a day has', facts({ students: [student('stu-1', { minutesPresent: 1441 })] }), 'VALIDATION_FAILED', '/data/students/0/minutesPresent'],
    ['presence without minutes', facts({ students: [student('stu-1', { minutesPresent: undefined })] }), 'VALIDATION_FAILED', '/data/students/0/minutesPresent'],
    ['minutes of an absent student', facts({ students: [student('stu-1', { attendance: 'excused_absence' })] }), 'VALIDATION_FAILED', '/data/students/0/minutesPresent'],
    ['an attendance word of one’s own', facts({ students: [student('stu-1', { attendance: 'there' })] }), 'VALIDATION_FAILED', '/data/students/0/attendance'],
    ['a session without students', facts({ students: [] }), 'VALIDATION_FAILED', '/data/students'],
    ['an end before the start', facts({ actualEnd: '2026-10-05T08:29:59-05:00' }), 'SESSION_ENDS_BEFORE_IT_STARTS', '/data/actualEnd'],
    ['a time without an offset', facts({ actualStart: '2026-10-05T08:30:00' }), 'VALIDATION_FAILED', '/data/actualStart'],
    ['an end more than 5 minutes ahead of the clock', facts({ actualEnd: '2026-10-05T09:35:01-05:00' }), 'SESSION_IN_THE_FUTURE', '/data/actualEnd'],
    ['a held session that says it was cancelled', facts({ status: 'cancelled' }), 'VALIDATION_FAILED', '/data/status'],
    ['a student listed twice', facts({ students: [student('stu-1'), student('ext-1')] }), 'DUPLICATE_STUDENT', '/data/students/1/studentId'],
    ['more points than there were', facts({ students: [student('stu-1', { exitTicket: { score: 6, max: 5 } })] }), 'VALIDATION_FAILED', '/data/students/0/exitTicket/score'],
    ['no data', held({}, { data: undefined }), 'VALIDATION_FAILED', '/data'],
    ['no id', held({}, { id: undefined }), 'ENVELOPE_INVALID', '/id'],
    ['an empty id', held({}, { id: '' }), 'ENVELOPE_INVALID', '/id'],
    ['an unknown type', held({}, { type: 'org.strata.session.held.v9' }), 'EVENT_TYPE_UNKNOWN', '/type'],
  ])('%s', async (_what, event, code, pointer) => {
    const answer = await door.post([event]);
    expect(answer).toMatchObject({ status: 422, body: { rejected: [{ index: 0, problem: { code, errors: expect.arrayContaining([expect.objectContaining({ pointer })]) } }] } });
    expect(door.facts()).toEqual([]);
  });

  test('an end up to 5 minutes ahead of the clock is believed', async () =>
    expect(await door.post(held({ actualEnd: '2026-10-05T09:35:00-05:00' }))).toMatchObject({ status: 202 }));

  test('an event beyond 64 KiB, the others of its batch not', async () => {
    const large = held({ providerSessionId: 's-2', groupId: 'g', students: [student('stu-1', { note: 'x' })], filler: 'y'.repeat(65 * 1024) });
    expect(await door.post([held(), large])).toMatchObject({ status: 202, body: { accepted: 1, rejected: [{ index: 1, problem: { code: 'EVENT_TOO_LARGE', status: 413 } }] } });
  });

  test('no answer repeats what was sent about a student', async () => {
    const answer = await door.post([held({ students: [student('stu-1', { note: 'Ada fell asleep', attendance: 'Ada slept', skills: [7] })] })]);
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('Ada');
    expect(JSON.stringify(door.events())).not.toContain('Ada');
  });
});

describe('notes', () => {
  test('and reasons of absence are sealed under the student’s key before they are written down', async () => {
    await door.post([held({ students: [student('stu-1', { note: 'cried' }), { studentId: 'stu-2', attendance: 'excused_absence', absenceReason: 'dentist' }] })]);
    const [first, second] = ofType(door.events(), 'StudentAttendanceRecorded').map(({ data }) => data as { note?: string; absenceReason?: string });
    expect(await door.engine.vault.open([{ subjectId: 'stu-1', sealed: first!.note! }, { subjectId: 'stu-2', sealed: second!.absenceReason! }])).toEqual(['cried', 'dentist']);
    expect(JSON.stringify(door.events())).not.toMatch(/cried|dentist/);
  });

  test('sent twice are the same event, although no sealing is like another', async () => {
    const event = held({ students: [student('stu-1', { note: 'cried' })] });
    await door.post(event);
    expect(await door.post(event)).toMatchObject({ body: { duplicates: 1 } });
    expect(rejectedCodes(await door.post({ ...event, data: { ...event.data, students: [student('stu-1', { note: 'laughed' })] } }))).toEqual(['EVENT_CONFLICT']);
  });

  test('about a student who was forgotten are refused, and nothing else of the batch is', async () => {
    await door.engine.vault.seal([{ subjectId: 'stu-3', data: 'x' }]);
    await door.engine.vault.shred('stu-3');
    const answer = await door.post([held({ students: [student('stu-3', { note: 'cried' })] }), held({ providerSessionId: 's-2', students: [student('stu-2', { note: 'fine' })] })]);
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, rejected: [{ index: 0, problem: { code: 'SUBJECT_SHREDDED' } }] } });
  });
});
