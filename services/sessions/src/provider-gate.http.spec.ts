import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DomainError, type EventStore } from '@strata/kernel';
import { held, startDoor, type Door } from './testing/door.ts';

let district: Door;
let door: Door;
beforeAll(async () => {
  district = await startDoor();
});
beforeEach(async () => {
  door = await district.newcomer();
});
afterAll(() => district.close());

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
