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

describe('the list of sessions', () => {
  type Listed = { items: { sessionId: string; status: string; actualStart: string | null; attendance?: object }[]; next?: string };
  const list = async (query: string): Promise<Listed> => {
    await door.caughtUp();
    const answer = await door.http('GET', `/v1/sessions?${query}`);
    expect(answer.status).toBe(200);
    return answer.body as Listed;
  };
  const sessionOn = (day: string, providerSessionId: string) => held({ providerSessionId, actualStart: `${day}T08:30:00-05:00`, actualEnd: `${day}T09:00:00-05:00` });

  test('goes by school date, from a day to before another, page by page', async () => {
    await door.post([sessionOn('2026-09-28', 'a'), sessionOn('2026-09-29', 'b'), sessionOn('2026-09-30', 'c'), sessionOn('2026-10-01', 'd'), scheduled({ providerSessionId: 'e', scheduledStart: '2026-09-30T10:00:00-05:00', scheduledEnd: '2026-09-30T11:00:00-05:00' })]);
    const range = `provider=${door.providerId}&from=2026-09-29&to=2026-10-01`;
    const all = await list(range);
    expect(all.items.map(({ status, actualStart }) => [status, actualStart?.slice(0, 10)])).toEqual([['held', '2026-09-29'], ['held', '2026-09-30'], ['scheduled', undefined]]);
    const first = await list(`${range}&limit=2`);
    const second = await list(`${range}&limit=2&cursor=${encodeURIComponent(first.next!)}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
  });

  test('of a student comes with the student’s own attendance', async () => {
    await door.post([sessionOn('2026-09-29', 'a'), sessionOn('2026-10-02', 'b'), held({ providerSessionId: 'c', students: [{ studentId: 'stu-3', attendance: 'present', minutesPresent: 30 }] })]);
    const found = await list(`student=stu-2&provider=${door.providerId}&from=2026-09-01&to=2026-10-31`);
    expect(found.items).toEqual([expect.objectContaining({ actualStart: '2026-09-29T08:30:00-05:00', attendance: { category: 'tardy', minutesPresent: 22, softwareMinutes: 5 } }), expect.objectContaining({ actualStart: '2026-10-02T08:30:00-05:00' })]);
    const page = await list(`student=stu-2&provider=${door.providerId}&from=2026-09-01&to=2026-10-31&limit=1`);
    expect((await list(`student=stu-2&provider=${door.providerId}&from=2026-09-01&to=2026-10-31&limit=1&cursor=${page.next!}`)).items).toEqual(found.items.slice(1));
  });

  test('forgets attendance that was voided', async () => {
    await door.post([held()]);
    const { sessionId } = door.facts()[0]!.data as { sessionId: string };
    await door.http('POST', `/v1/sessions/${sessionId}/void`, { body: { reason: 'twice' } });
    expect((await list(`student=stu-2&provider=${door.providerId}&from=2026-10-01&to=2026-10-31`)).items).toEqual([]);
    expect((await list(`provider=${door.providerId}&from=2026-10-01&to=2026-10-31`)).items).toEqual([expect.objectContaining({ sessionId, status: 'voided' })]);
  });

  test.each([
    ['from=2026-10-02&to=2026-10-02', 'RANGE_EMPTY'],
    ['student=stu-2&from=2025-01-01&to=2026-10-02', 'RANGE_TOO_LONG'],
    ['student=stu-2&from=2026-10-01&to=2026-10-02&cursor=nonsense', 'INVALID_CURSOR'],
    ['from=yesterday&to=2026-10-02', 'VALIDATION_FAILED'],
    ['to=2026-10-02', 'VALIDATION_FAILED'],
  ])('is asked for in days: %s', async (query, code) => expect(await door.http('GET', `/v1/sessions?${query}`)).toMatchObject({ status: 422, body: { code } }));
});
