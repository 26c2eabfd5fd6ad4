import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { batchAnswer } from '@strata/contracts';
import { cancelled, corrected, held, ofType, registerProvider, scheduled, startDoor, voided, type Door } from './testing/door.ts';

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
const typesOf = () => door.facts().map(({ type }) => type);
const student = (studentId: string, more: object = {}) => ({ studentId, attendance: 'present', minutesPresent: 30, ...more });

describe('a batch of events', () => {
  test('is in when the answer comes: the session, and each student at the tier of the agreement', async () => {
    const answer = await door.post([held()]);
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } });
    expect(batchAnswer.parse(answer.body)).toEqual(answer.body);
    expect(door.facts()).toEqual([
      { type: 'SessionHeld', data: expect.objectContaining({ providerId: door.providerId, providerSessionId: 's-1', domain: 'math', tier: 'more', staffIds: ['tutor-9'], actualStart: '2026-10-05T08:30:00-05:00' }) },
      { type: 'StudentAttendanceRecorded', data: expect.objectContaining({ studentId: 'stu-1', tier: 'more', category: 'present', minutesPresent: 30, softwareMinutes: 0, locationKind: 'pull_out' }) },
      { type: 'StudentAttendanceRecorded', data: expect.objectContaining({ studentId: 'stu-2', tier: 'specialized', category: 'tardy', minutesPresent: 22, softwareMinutes: 5 }) },
    ]);
    const { batchId } = answer.body as { batchId: string };
    expect(ofType(door.events(), 'SubmissionAccepted')).toEqual([expect.objectContaining({ data: { batchId, providerId: door.providerId, door: 'events', received: 1, accepted: 1, duplicates: 0, rejected: 0 } })]);
    expect(ofType(door.events(), 'SessionHeld')).toEqual([expect.objectContaining({ actor: `provider:${door.providerId}`, causationId: batchId })]);
  });

  test('is judged event by event', async () => {
    const answer = await door.post([held(), held({ providerSessionId: 's-2', students: [student('stu-9')] }), scheduled({ providerSessionId: 's-3' })]);
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2, duplicates: 0, rejected: [{ index: 1, problem: { status: 404, code: 'STUDENT_NOT_FOUND', errors: [{ pointer: '/data/students/0/studentId' }] } }] } });
    expect(typesOf()).toEqual(['SessionHeld', 'StudentAttendanceRecorded', 'StudentAttendanceRecorded', 'SessionScheduled']);
  });

  test('of which nothing could be taken is answered with 422 and the reasons', async () => {
    const answer = await door.post([held({}, { type: 'org.strata.session.dreamt.v1' })]);
    expect(answer).toMatchObject({ status: 422, body: { accepted: 0, duplicates: 0, rejected: [{ index: 0, problem: { code: 'EVENT_TYPE_UNKNOWN', errors: [{ pointer: '/type' }] } }] } });
    expect(door.facts()).toEqual([]);
    expect(ofType(door.events(), 'SubmissionRejected')).toHaveLength(1);
  });

  test('may be empty', async () => expect(await door.post([])).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 0, rejected: [] } }));

  test('needs no order within: plan, record, correction and void find their places', async () => {
    expect(await door.post([voided(), corrected(), held(), scheduled()])).toMatchObject({ status: 202, body: { accepted: 4 } });
    expect(typesOf()).toEqual(['SessionScheduled', 'SessionHeld', 'StudentAttendanceRecorded', 'StudentAttendanceRecorded', 'AttendanceCorrected', 'SessionVoided', 'AttendanceVoided', 'AttendanceVoided']);
  });

  test('names students by our id or by the provider’s own', async () => {
    await door.post(held({ students: [student('ext-1')] }));
    expect(door.facts()[1]).toMatchObject({ data: { studentId: 'stu-1' } });
  });

  test('is written down in the school’s own time, so that dates are school dates', async () => {
    await door.post(held({ actualStart: '2026-10-05T00:30:00Z', actualEnd: '2026-10-05T01:00:00Z' }));
    expect(ofType(door.events(), 'StudentAttendanceRecorded')[0]).toMatchObject({ effectiveDate: '2026-10-04', data: { start: '2026-10-04T19:30:00-05:00' } });
  });
});

describe('what came before is known again', () => {
  test('an event sent twice counts once', async () => {
    const event = held();
    await door.post([event]);
    expect(await door.post([event])).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1, rejected: [] } });
    expect(typesOf()).toHaveLength(3);
  });

  test('also within one batch, and whatever the order of its fields', async () => {
    const event = held({}, { id: 'same' });
    const reordered = Object.fromEntries(Object.entries(event).reverse());
    expect(await door.post([event, reordered])).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 1 } });
  });

  test('the same id with other content is refused', async () => {
    await door.post([held({}, { id: 'same' })]);
    const answer = await door.post([held({ students: [student('stu-1', { minutesPresent: 5 })] }, { id: 'same' })]);
    expect(answer).toMatchObject({ status: 422, body: { rejected: [{ index: 0, id: 'same', problem: { type: expect.stringMatching(/event-conflict$/), code: 'EVENT_CONFLICT', status: 409 } }] } });
    expect(typesOf()).toHaveLength(3);
  });

  test('also where the first came in the same batch', async () => {
    const answer = await door.post([held({}, { id: 'same' }), held({ providerSessionId: 's-2' }, { id: 'same' })]);
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, rejected: [{ index: 1, problem: { code: 'EVENT_CONFLICT' } }] } });
  });

  test('the same session under a new id is accepted, recorded once, and that id is taken', async () => {
    await door.post([held()]);
    expect(await door.post([held({}, { id: 'other' })])).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0 } });
    expect(typesOf()).toHaveLength(3);
    expect(await door.post([held({}, { id: 'other' })])).toMatchObject({ body: { accepted: 0, duplicates: 1 } });
    expect(rejectedCodes(await door.post([held({ providerSessionId: 's-2' }, { id: 'other' })]))).toEqual(['EVENT_CONFLICT']);
  });

  test('an event that was refused may come again under its id, mended', async () => {
    expect(rejectedCodes(await door.post([held({ students: [student('stu-4')] }, { id: 'late' })]))).toEqual(['STUDENT_NOT_FOUND']);
    await door.http('POST', `/v1/providers/${door.providerId}/agreements/${door.agreementId}/students`, { body: { add: [{ studentId: 'stu-4' }] } });
    expect(await door.post([held({ students: [student('stu-4')] }, { id: 'late' })])).toMatchObject({ status: 202, body: { accepted: 1 } });
  });

  test('a repeat stays a repeat when it could not be sent any more', async () => {
    const event = held();
    await door.post([event]);
    await door.http('POST', `/v1/providers/${door.providerId}/agreements/${door.agreementId}/students`, { body: { remove: ['stu-1', 'stu-2'] } });
    expect(await door.post([event])).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1, rejected: [] } });
  });

  test('two providers may use the same ids', async () => {
    const other = await registerProvider(door, 'Other Tutors', ['stu-3']);
    await door.post([held({}, { id: 'same' })]);
    expect(await door.http('POST', '/v1/events', { as: other.key, body: held({ students: [student('stu-3')] }, { id: 'same' }) })).toMatchObject({ status: 202, body: { accepted: 1 } });
    expect(ofType(door.events(), 'SessionHeld')).toHaveLength(2);
  });
});

describe('what a session can become', () => {
  test('planned, held, corrected and voided, each a fact of its own', async () => {
    for (const event of [scheduled(), held(), corrected(), voided()]) expect(await door.post(event)).toMatchObject({ status: 202, body: { accepted: 1 } });
    expect(typesOf()).toEqual(['SessionScheduled', 'SessionHeld', 'StudentAttendanceRecorded', 'StudentAttendanceRecorded', 'AttendanceCorrected', 'SessionVoided', 'AttendanceVoided', 'AttendanceVoided']);
    expect(ofType(door.events(), 'AttendanceCorrected')[0]).toMatchObject({ key: 'stu-1', data: { before: { category: 'present', minutesPresent: 30 }, category: 'tardy', minutesPresent: 20, start: '2026-10-05T08:30:00-05:00', reason: 'came late' } });
  });

  test('moved, then cancelled', async () => {
    await door.post(scheduled());
    await door.post(scheduled({ scheduledStart: '2026-10-06T08:30:00-05:00', scheduledEnd: '2026-10-06T09:00:00-05:00' }));
    await door.post(cancelled());
    expect(door.facts().slice(1)).toEqual([
      { type: 'SessionRescheduled', data: expect.objectContaining({ before: { scheduledStart: '2026-10-05T08:30:00-05:00', scheduledEnd: '2026-10-05T09:00:00-05:00' } }) },
      { type: 'SessionCancelled', data: expect.objectContaining({ status: 'cancelled', cancelledBy: 'school', reason: 'assembly', studentIds: ['stu-1', 'stu-2'] }) },
    ]);
  });

  test('a no-show that nobody announced', async () => {
    await door.post(cancelled({ status: 'no_show', cancelReason: undefined, cancelledBy: undefined, scheduledStart: '2026-10-05T08:30:00-05:00', domain: 'math', students: [{ studentId: 'stu-3' }] }));
    expect(door.facts()).toEqual([{ type: 'SessionCancelled', data: expect.objectContaining({ status: 'no_show', cancelledBy: 'student', reason: 'not given', studentIds: ['stu-3'] }) }]);
  });

  test('not both held and cancelled', async () => {
    await door.post(held());
    expect(rejectedCodes(await door.post(cancelled()))).toEqual(['SESSION_ALREADY_HELD']);
  });

  test('not corrected before it is known', async () => expect(rejectedCodes(await door.post([corrected(), voided()]))).toEqual(['SESSION_NOT_FOUND', 'SESSION_NOT_FOUND']));
});
