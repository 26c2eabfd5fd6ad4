import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { batchAnswer } from '@strata/contracts';
import { DomainError, type EventStore } from '@strata/kernel';
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

describe('what is refused, and how it is told', () => {
  const facts = (more: object) => held(more);
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

describe('the envelope', () => {
  const type = (contentType: string, more: Record<string, string> = {}) => ({ 'content-type': contentType, ...more });
  const post = (body: unknown, headers: Record<string, string>) => door.ask('POST', '/v1/events', { body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body), headers });

  test.each([
    ['one structured event', () => held(), type('application/cloudevents+json; charset=utf-8')],
    ['a batch', () => [held()], type('application/cloudevents-batch+json')],
    ['one event as plain JSON', () => held(), type('application/json')],
    ['several as plain JSON', () => [held()], type('application/json; charset=utf-8')],
  ])('may be %s', async (_mode, event, headers) => expect(await post(event(), headers)).toMatchObject({ status: 202, body: { accepted: 1 } }));

  test('may be in headers, with the data as the body; it is the same event in either form', async () => {
    const { data, ...event } = held({}, { id: 'caf\u00e9' });
    const headers = type('application/json', { 'ce-specversion': '1.0', 'ce-id': 'caf%C3%A9', 'ce-source': event.source, 'ce-type': event.type, 'ce-time': '2026-10-05T14:00:00Z' });
    expect(await post(data, headers)).toMatchObject({ status: 202, body: { accepted: 1 } });
    expect(await post({ ...event, data }, type('application/cloudevents+json'))).toMatchObject({ status: 202, body: { duplicates: 1 } });
    expect(rejectedCodes(await post(data, type('application/json', { 'ce-specversion': '1.0', 'ce-id': 'x' })))).toEqual(['ENVELOPE_INVALID']);
  });

  test('may be packed with gzip', async () =>
    expect(await post(gzipSync(JSON.stringify([held()])), type('application/json', { 'content-encoding': 'gzip' }))).toMatchObject({ status: 202, body: { accepted: 1 } }));

  test.each<[string, unknown, Record<string, string>, number, string]>([
    ['broken JSON', '[{"id":', type('application/json'), 400, 'INVALID_JSON'],
    ['no body', '', type('application/json'), 400, 'BODY_MISSING'],
    ['a word', '"event"', type('application/json'), 400, 'ENVELOPE_UNREADABLE'],
    ['a list as one event', [], type('application/cloudevents+json'), 400, 'ENVELOPE_UNREADABLE'],
    ['one event as a batch', {}, type('application/cloudevents-batch+json'), 400, 'ENVELOPE_UNREADABLE'],
    ['damaged gzip', Buffer.from('no'), type('application/json', { 'content-encoding': 'gzip' }), 400, 'INVALID_JSON'],
    ['another encoding', '[]', type('application/json', { 'content-encoding': 'br' }), 415, 'UNSUPPORTED_ENCODING'],
    ['another content type', '<event/>', type('application/xml'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('that cannot be read is refused as a whole: %s', async (_what, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(ofType(door.events(), 'SubmissionAccepted')).toEqual([]);
  });

  test('holds 1 MiB and not a byte more, packed or not', async () => {
    const filled = (bytes: number) => {
      const body = JSON.stringify([held({ filler: '' })]);
      return body.replace('"filler":""', `"filler":"${'x'.repeat(bytes - Buffer.byteLength(body))}"`);
    };
    expect(await post(filled(1024 * 1024), type('application/json'))).toMatchObject({ status: 422, body: { rejected: [{ problem: { code: 'EVENT_TOO_LARGE' } }] } });
    expect(await post(filled(1024 * 1024 + 1), type('application/json'))).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    expect(await post(gzipSync(filled(1024 * 1024 + 1)), type('application/json', { 'content-encoding': 'gzip' }))).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  });

  test('holds 500 events and not one more', async () => {
    const batch = Array.from({ length: 501 }, (_, place) => held({ providerSessionId: `s-${place}` }));
    const answer = await door.post(batch);
    expect(answer).toMatchObject({ status: 413, body: { code: 'TOO_MANY_EVENTS' } });
    expect((answer.body as { detail: string }).detail).toContain('500');
    expect(door.facts()).toEqual([]);
    expect(await door.post(batch.slice(1))).toMatchObject({ status: 202, body: { accepted: 500 } });
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

describe('a trial', () => {
  test('is judged like the real thing and leaves nothing behind', async () => {
    const before = door.events().length;
    const batch = [held({}, { id: 'a' }), held({}, { id: 'a' }), held({ providerSessionId: 's-2', students: [student('stu-9')] }), corrected(), held({}, { id: 'b', data: 1 })];
    const trial = await door.post(batch, '/v1/events?dryRun=true');
    expect(trial).toMatchObject({ status: 202, body: { dryRun: true, accepted: 2, duplicates: 1, rejected: [{ index: 2 }, { index: 4 }] } });
    expect(door.events()).toHaveLength(before);
    const real = await door.post(batch);
    expect(real).toMatchObject({ status: 202, body: { accepted: 2, duplicates: 1, rejected: [{ index: 2 }, { index: 4 }] } });
    expect(await door.ask('GET', `/v1/batches/${(trial.body as { batchId: string }).batchId}`)).toMatchObject({ status: 404 });
  });

  test('seals nothing', async () => {
    const { vault } = door.engine;
    const sealing = await startDoor({ ...door.engine, vault: { ...vault, seal: () => Promise.reject(new Error('sealed in a trial')) } });
    expect(await sealing.post(held({ students: [student('stu-1', { note: 'cried' })] }), '/v1/events?dryRun=true')).toMatchObject({ status: 202, body: { accepted: 1 } });
    await sealing.close();
  });

  test('is all that a key of the sandbox gets', async () => {
    const { key } = (await door.http('POST', `/v1/providers/${door.providerId}/keys`, { body: { kind: 'test' } })).body as { key: string };
    expect(await door.http('POST', '/v1/events', { as: key, body: held() })).toMatchObject({ status: 202, body: { dryRun: true, accepted: 1 } });
    expect(door.facts()).toEqual([]);
  });

  test('is asked for in so many words', async () => expect(await door.post(held(), '/v1/events?dryRun=maybe')).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } }));
});

describe('did you get it?', () => {
  test('a batch tells its verdicts again', async () => {
    const answer = await door.post([held(), held({}, { type: 'unknown' })]);
    const { batchId } = answer.body as { batchId: string };
    expect(await door.ask('GET', `/v1/batches/${batchId}`)).toMatchObject({ status: 200, body: { ...(answer.body as object), door: 'events', received: 2, receivedAt: '2026-10-05T14:30:00.000Z' } });
    expect(await door.http('GET', `/v1/batches/${batchId}`)).toMatchObject({ status: 200 });
  });

  test('an event is found by source and id, taken or not', async () => {
    const { batchId } = (await door.post([held({}, { id: 'in/1' }), held({}, { id: 'out', data: {} })])).body as { batchId: string };
    const source = encodeURIComponent('https://ready.example/log');
    expect(await door.ask('GET', `/v1/events/${source}/${encodeURIComponent('in/1')}`)).toMatchObject({ status: 200, body: { status: 'accepted', batchId, id: 'in/1', source: 'https://ready.example/log', receivedAt: '2026-10-05T14:30:00.000Z' } });
    expect(await door.ask('GET', `/v1/events/${source}/out`)).toMatchObject({ status: 200, body: { status: 'rejected', batchId, problem: { code: 'VALIDATION_FAILED' } } });
    expect(await door.ask('GET', `/v1/events/${source}/never`)).toMatchObject({ status: 404, body: { code: 'EVENT_NOT_FOUND' } });
  });

  test('a mended event is told as taken', async () => {
    await door.post([held({ students: [] }, { id: 'mended' })]);
    await door.post([held({}, { id: 'mended' })]);
    expect(await door.ask('GET', `/v1/events/${encodeURIComponent('https://ready.example/log')}/mended`)).toMatchObject({ body: { status: 'accepted' } });
  });

  test('another provider hears nothing of it', async () => {
    const other = await registerProvider(door, 'Other Tutors', ['stu-3']);
    const { batchId } = (await door.post([held({}, { id: 'mine' })])).body as { batchId: string };
    expect(await door.http('GET', `/v1/batches/${batchId}`, { as: other.key })).toMatchObject({ status: 404, body: { code: 'BATCH_NOT_FOUND' } });
    expect(await door.http('GET', `/v1/events/${encodeURIComponent('https://ready.example/log')}/mine`, { as: other.key })).toMatchObject({ status: 404 });
  });
});

describe('an idempotency key', () => {
  const keyed = (body: unknown, key: string) => door.post(body, '/v1/events', { 'idempotency-key': key });

  test('gets the first answer again, bare or in quotes, refusals included', async () => {
    const batch = [held({}, { id: 'a' }), held({}, { id: 'b', data: {} })];
    const first = await keyed(batch, 'upload-1');
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    const again = await keyed(batch, '"upload-1"');
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect({ status: again.status, body: again.body }).toEqual({ status: first.status, body: first.body });
    const refused = await keyed([held({}, { data: {} })], 'upload-2');
    expect(refused.status).toBe(422);
  });

  test('is remembered across a restart, for 24 hours', async () => {
    const batch = [held({}, { id: 'a' })];
    const before = await startDoor();
    const first = await before.post(batch, '/v1/events', { 'idempotency-key': 'upload-1' });
    const restarted = await startDoor(before.engine);
    await before.close();
    const again = () => restarted.http('POST', '/v1/events', { as: before.key, body: batch, headers: { 'idempotency-key': 'upload-1' } });
    restarted.clock.advance(24 * 60 * 60_000 - 1);
    expect(await again()).toMatchObject({ headers: { 'idempotent-replayed': 'true' }, body: first.body });
    restarted.clock.advance(1);
    expect(await again()).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1 } });
    expect(await again()).toMatchObject({ headers: { 'idempotent-replayed': 'true' }, body: { duplicates: 1 } });
    await restarted.close();
  });

  test('is refused for another request', async () => {
    await keyed([held()], 'upload-1');
    expect(await keyed([held({ providerSessionId: 's-2' })], 'upload-1')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  test('is refused while the first request is running', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const slow = await startDoor();
    const patient = await startDoor({ ...slow.engine, store: { ...slow.engine.store, append: async (commits) => {
      if (commits[0]!.streamId.startsWith('session-')) await released;
      return slow.engine.store.append(commits);
    } } });
    const ask = () => patient.post([held({}, { id: 'a' })], '/v1/events', { 'idempotency-key': 'upload-1' });
    const first = ask();
    await patient.until(async () => (await ask()).status === 409);
    release();
    expect(await first).toMatchObject({ status: 202, body: { accepted: 1 } });
    expect(await ask()).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' } });
    await Promise.all([slow.close(), patient.close()]);
  });

  test('belongs to one provider', async () => {
    const other = await registerProvider(door, 'Other Tutors', ['stu-3']);
    await keyed([held()], 'upload-1');
    const answer = await door.http('POST', '/v1/events', { as: other.key, body: [held({ students: [student('stu-3')] })], headers: { 'idempotency-key': 'upload-1' } });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
  });

  test.each(['', '""', 'two words', '"open', 'x'.repeat(256)])('has a shape (%#)', async (key) =>
    expect(await keyed([held()], key)).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_INVALID' } }));
});

describe('who may knock', () => {
  test('nobody without a key, nor with a damaged, unknown, expired or revoked one', async () => {
    const door = await startDoor();
    const { key: spare, keyId } = (await door.http('POST', `/v1/providers/${door.providerId}/keys`, { body: { expiresAt: '2026-10-05T15:00:00Z' } })).body as { key: string; keyId: string };
    const knock = async (as: string) => (await door.http('POST', '/v1/events', { as, body: [] })).status;
    expect(await knock('nobody')).toBe(401);
    expect(await knock(`${door.key}x`)).toBe(401);
    expect(await knock(door.key.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBe(401);
    expect(await knock(spare)).toBe(202);
    door.clock.advance(30 * 60_000);
    expect(await knock(spare)).toBe(401);
    expect(await knock(door.key)).toBe(202);
    await door.http('DELETE', `/v1/providers/${door.providerId}/keys/${door.key.split('_')[2]}`);
    expect(await knock(door.key)).toBe(401);
    expect(keyId).not.toBe(door.key.split('_')[2]);
    await door.close();
  });

  test('the owner has a door of its own', async () => expect(await door.http('POST', '/v1/events', { body: [] })).toMatchObject({ status: 403, body: { code: 'ACCESS_DENIED' } }));

  test('a key that was revoked elsewhere is out within a second', async () => {
    const door = await startDoor();
    const elsewhere = await startDoor(door.engine);
    expect(await door.post([])).toMatchObject({ status: 202 });
    await elsewhere.http('DELETE', `/v1/providers/${door.providerId}/keys/${door.key.split('_')[2]}`);
    door.clock.advance(1000);
    expect(await door.post([])).toMatchObject({ status: 401 });
    await Promise.all([door.close(), elsewhere.close()]);
  });

  test('as often as was agreed, and every answer says how much is left', async () => {
    const door = await startDoor();
    expect((await door.post([])).headers).toMatchObject({ 'ratelimit-policy': '"burst";q=6000;w=60', ratelimit: expect.stringMatching(/^"burst";r=5999;t=\d+$/) });
    await door.http('PUT', `/v1/providers/${door.providerId}`, { body: { name: 'Ready Tutors', requestsPerMinute: 2 } });
    await door.post([]);
    await door.post([]);
    const refused = await door.post([held()]);
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' }, headers: { 'ratelimit-policy': '"burst";q=2;w=60' } });
    door.clock.advance(Number(refused.headers['retry-after']) * 1000);
    expect(await door.post([held()])).toMatchObject({ status: 202 });
    await door.close();
  });
});

test('when the disk refuses, the answer is 503, nothing is half done, and the same batch goes through later', async () => {
  const healthy = door.engine.store;
  let full = true;
  const store: EventStore = {
    ...healthy,
    append: (commits) => (full ? Promise.reject(new DomainError('STORE_UNAVAILABLE', 'unavailable', 'The disk is full.')) : healthy.append(commits)),
  };
  full = false;
  const other = await startDoor({ ...door.engine, store });
  const batch = [held({}, { id: 'a' }), held({ providerSessionId: 's-2' }, { id: 'b' })];
  full = true;
  const refused = await other.post(batch);
  expect(refused).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(other.facts()).toEqual([]);
  full = false;
  expect(await other.post(batch)).toMatchObject({ status: 202, body: { accepted: 2 } });
  await other.close();
});

