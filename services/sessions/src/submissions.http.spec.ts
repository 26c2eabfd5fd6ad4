import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { corrected, held, registerProvider, startDoor, type Door } from './testing/door.ts';

let district: Door;
let door: Door;
beforeAll(async () => {
  district = await startDoor();
});
beforeEach(async () => {
  door = await district.newcomer();
});
afterAll(() => district.close());

const student = (studentId: string, more: object = {}) => ({ studentId, attendance: 'present', minutesPresent: 30, ...more });

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
