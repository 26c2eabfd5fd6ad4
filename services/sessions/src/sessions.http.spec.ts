import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { corrected, held, ofType, startDoor, voided, type Door } from './testing/door.ts';

let district: Door;
let door: Door;
beforeAll(async () => {
  district = await startDoor();
});
beforeEach(async () => {
  door = await district.newcomer();
});
afterAll(() => district.close());

const plan = { domain: 'ela', tier: 'more', locationKind: 'push_in', staffIds: ['teacher-1'], scheduledStart: '2026-10-05T08:00:00-05:00', scheduledEnd: '2026-10-05T08:30:00-05:00', studentIds: ['stu-3', 'stu-4'] };
const planned = async (more: object = {}) => ((await door.http('POST', '/v1/sessions', { body: { ...plan, ...more } })).body as { sessionId: string }).sessionId;
const there = (studentId: string, minutesPresent = 30) => ({ studentId, attendance: 'present', minutesPresent });

describe('the school’s own staff', () => {
  test('plan a session', async () => {
    const answer = await door.http('POST', '/v1/sessions', { body: plan });
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"' }, body: { sessionId: expect.any(String) } });
    expect(door.facts()).toEqual([{ type: 'SessionScheduled', data: { ...plan, ...(answer.body as object) } }]);
  });

  test('record who was there, and correct it with a reason', async () => {
    const sessionId = await planned();
    const record = (body: object, headers = {}) => door.http('POST', `/v1/sessions/${sessionId}/attendance`, { body, headers });
    expect(await record({ students: [there('stu-3'), { studentId: 'stu-4', attendance: 'excused_absence', note: 'at the dentist' }] })).toMatchObject({ status: 204, headers: { etag: '"4"' } });
    expect(await record({ students: [there('stu-3', 20)] })).toMatchObject({ status: 422, body: { code: 'REASON_REQUIRED' } });
    expect(await record({ students: [there('stu-3', 20)], reason: 'left early' }, { 'if-match': '"3"' })).toMatchObject({ status: 412 });
    expect(await record({ students: [there('stu-3', 20)], reason: 'left early' }, { 'if-match': '"4"' })).toMatchObject({ status: 204 });
    expect(await door.http('GET', `/v1/sessions/${sessionId}`)).toMatchObject({
      status: 200, headers: { etag: '"5"' },
      body: { status: 'held', held: { start: plan.scheduledStart }, students: [{ studentId: 'stu-3', attendance: 'present', minutesPresent: 20 }, { studentId: 'stu-4', attendance: 'excused_absence', minutesPresent: 0 }] },
    });
    expect(JSON.stringify(door.events())).not.toContain('dentist');
    const [, absent] = ofType(door.events(), 'StudentAttendanceRecorded').map(({ data }) => data as { note: string });
    expect(await door.engine.vault.open([{ subjectId: 'stu-4', sealed: absent!.note }])).toEqual(['at the dentist']);
  });

  test('cancel a session, or void one', async () => {
    const [off, wrong] = [await planned(), await planned()];
    expect(await door.http('POST', `/v1/sessions/${off}/cancel`, { body: { reason: 'assembly' } })).toMatchObject({ status: 204 });
    expect(await door.http('POST', `/v1/sessions/${off}/cancel`, { body: { reason: 'assembly' } })).toMatchObject({ status: 204 });
    expect(await door.http('POST', `/v1/sessions/${wrong}/void`, { body: { reason: 'twice' } })).toMatchObject({ status: 204 });
    expect(door.facts().map(({ type }) => type)).toEqual(['SessionScheduled', 'SessionScheduled', 'SessionCancelled', 'SessionVoided']);
    expect(await door.http('POST', `/v1/sessions/${off}/attendance`, { body: { students: [there('stu-3')] } })).toMatchObject({ status: 422, body: { code: 'SESSION_NOT_HELD' } });
  });

  test('name students of the roster, and times that go forward', async () => {
    expect(await door.http('POST', '/v1/sessions', { body: { ...plan, studentIds: ['stu-3', 'nobody'] } })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/studentIds/1', code: 'STUDENT_NOT_FOUND' }] } });
    expect(await door.http('POST', '/v1/sessions', { body: { ...plan, scheduledEnd: plan.scheduledStart } })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/scheduledEnd' }] } });
    expect(await door.http('POST', '/v1/sessions', { body: { ...plan, tier: 'core' } })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/tier' }] } });
    const sessionId = await planned();
    expect(await door.http('POST', `/v1/sessions/${sessionId}/attendance`, { body: { students: [{ ...there('stu-3'), attendance: 'unexcused_absence' }] } })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/students/0/minutesPresent' }] } });
  });

  test('find no session of an unknown id', async () => {
    for (const [path, body] of [['attendance', { students: [there('stu-3')] }], ['cancel', { reason: 'x' }], ['void', { reason: 'x' }]] as const) {
      expect(await door.http('POST', `/v1/sessions/none/${path}`, { body })).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
    }
    expect(await door.http('GET', '/v1/sessions/none')).toMatchObject({ status: 404 });
  });

  test('may correct what a provider recorded', async () => {
    await door.post(held());
    const { sessionId } = door.facts()[0]!.data as { sessionId: string };
    expect(await door.http('POST', `/v1/sessions/${sessionId}/attendance`, { body: { students: [there('stu-1', 10)], reason: 'seen in class' } })).toMatchObject({ status: 204 });
    expect(door.facts().at(-1)).toMatchObject({ type: 'AttendanceCorrected', data: { providerId: door.providerId, studentId: 'stu-1', minutesPresent: 10 } });
  });
});

describe('the list of a student’s sessions', () => {
  type Listed = { items: { sessionId: string; status: string; held: { start: string }; attendance: object }[]; next?: string };
  const list = async (query: string): Promise<Listed> => {
    await door.caughtUp();
    const answer = await door.http('GET', `/v1/sessions?${query}`);
    expect(answer.status).toBe(200);
    return answer.body as Listed;
  };
  const sessionOn = (day: string, providerSessionId: string, studentId: string) =>
    held({ providerSessionId, actualStart: `${day}T08:30:00-05:00`, actualEnd: `${day}T09:00:00-05:00`, students: [there(studentId, 25)] });

  test('goes by school date, from a day to before another, page by page, each with the student’s own attendance', async () => {
    await door.post([sessionOn('2026-09-28', 'a', 'stu-1'), sessionOn('2026-10-01', 'd', 'stu-1'), sessionOn('2026-09-29', 'b', 'stu-1'), sessionOn('2026-09-30', 'c', 'stu-1'), sessionOn('2026-09-30', 'e', 'stu-2')]);
    const range = 'student=stu-1&from=2026-09-29&to=2026-10-01';
    const all = await list(range);
    expect(all.items.map(({ status, held: { start } }) => [status, start.slice(0, 10)])).toEqual([['held', '2026-09-29'], ['held', '2026-09-30']]);
    expect(all.items[0]).toMatchObject({ providerId: door.providerId, attendance: { studentId: 'stu-1', attendance: 'present', minutesPresent: 25 } });
    const first = await list(`${range}&limit=1`);
    const second = await list(`${range}&limit=1&cursor=${encodeURIComponent(first.next!)}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    expect(second.next).toBeUndefined();
  });

  test('shows corrections, and forgets attendance that was voided', async () => {
    await door.post([sessionOn('2026-08-31', 'x', 'stu-3'), sessionOn('2026-09-01', 'y', 'stu-3'), sessionOn('2026-09-02', 'z', 'stu-3'), corrected({ providerSessionId: 'y', students: [{ studentId: 'stu-3', attendance: 'tardy', minutesPresent: 5 }] }), voided({ providerSessionId: 'z' })]);
    const { items } = await list('student=stu-3&from=2026-08-01&to=2026-10-01');
    expect(items).toEqual([expect.objectContaining({ attendance: { studentId: 'stu-3', attendance: 'tardy', minutesPresent: 5, softwareMinutes: 0 } })]);
  });

  test.each([
    ['student=stu-2&from=2026-10-02&to=2026-10-02', 'RANGE_EMPTY'],
    ['student=stu-2&from=2025-01-01&to=2026-10-02', 'RANGE_TOO_LONG'],
    ['student=stu-2&from=yesterday&to=2026-10-02', 'VALIDATION_FAILED'],
    ['from=2026-10-01&to=2026-10-02', 'VALIDATION_FAILED'],
  ])('is asked for by student and days: %s', async (query, code) => expect(await door.http('GET', `/v1/sessions?${query}`)).toMatchObject({ status: 422, body: { code } }));
});
