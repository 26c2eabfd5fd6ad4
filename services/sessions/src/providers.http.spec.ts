import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ofType, startDoor, type Door } from './testing/door.ts';

let door: Door;
beforeAll(async () => {
  door = await startDoor();
});
afterAll(() => door.close());

const register = async (name: string) => ((await door.http('POST', '/v1/providers', { body: { name } })).body as { providerId: string }).providerId;
const agreement = { purposes: [{ domain: 'math', tier: 'more' }], students: [{ studentId: 'stu-4' }], begin: '2026-09-01', timeZone: 'America/Chicago' };

describe('providers', () => {
  test('are registered and listed by name', async () => {
    const providerId = await register('A first');
    expect(providerId).toMatch(/^[a-z2-7]{12}$/);
    await door.caughtUp();
    const list = await door.http('GET', '/v1/providers');
    expect(list).toMatchObject({ status: 200, body: { items: [{ providerId, name: 'A first', agreements: 0 }, { providerId: door.providerId, name: 'Ready Tutors', agreements: 1 }], lagSeconds: 0 } });
  });

  test('are shown whole to the owner', async () => {
    const answer = await door.http('GET', `/v1/providers/${door.providerId}`);
    expect(answer).toMatchObject({
      status: 200, headers: { etag: '"3"' },
      body: {
        name: 'Ready Tutors', keys: [{ kind: 'live', status: 'live' }],
        agreements: [{ agreementId: door.agreementId, purposes: [{ domain: 'math', tier: 'more' }], students: [{ studentId: 'stu-1', providerStudentId: 'ext-1' }, { studentId: 'stu-2', tier: 'specialized' }, { studentId: 'stu-3' }] }],
      },
    });
  });

  test('see themselves, but no tier, no secret and nobody else', async () => {
    const answer = await door.ask('GET', `/v1/providers/${door.providerId}`);
    expect(answer).toMatchObject({ status: 200, body: { agreements: [{ purposes: [{ domain: 'math' }] }] } });
    expect(answer.text).not.toMatch(/tier|specialized|hash/);
    const other = await register('Other');
    expect(await door.ask('GET', `/v1/providers/${other}`)).toMatchObject({ status: 404, body: { code: 'PROVIDER_NOT_FOUND' } });
    for (const path of ['/v1/providers', '/v1/sessions?from=2026-10-01&to=2026-10-02']) expect(await door.ask('GET', path)).toMatchObject({ status: 403 });
    expect(await door.ask('POST', `/v1/providers/${door.providerId}/keys`, { body: {} })).toMatchObject({ status: 403 });
  });

  test('that do not exist are not found', async () => {
    expect(await door.http('GET', '/v1/providers/nobody')).toMatchObject({ status: 404 });
    expect(await door.http('POST', '/v1/providers/nobody/keys', { body: {} })).toMatchObject({ status: 404, body: { code: 'PROVIDER_NOT_FOUND' } });
    expect(await door.http('PUT', '/v1/providers/nobody', { body: { name: 'x' } })).toMatchObject({ status: 404 });
  });

  test('need a name', async () => expect(await door.http('POST', '/v1/providers', { body: { name: ' ' } })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/name' }] } }));
});

describe('keys', () => {
  test('are shown once and kept as a hash', async () => {
    const providerId = await register('Keys');
    const issued = await door.http('POST', `/v1/providers/${providerId}/keys`, { body: { label: 'new server', expiresAt: '2027-06-30T00:00:00-05:00' } });
    expect(issued).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' }, body: { kind: 'live', label: 'new server', key: expect.stringMatching(/^strata_live_/) } });
    const { key, keyId } = issued.body as { key: string; keyId: string };
    expect((await door.http('GET', `/v1/providers/${providerId}`)).text).not.toContain(key);
    expect(JSON.stringify(door.events())).not.toContain(key);
    expect(await door.http('GET', `/v1/providers/${providerId}`, { as: key })).toMatchObject({ status: 200 });
    expect(await door.http('DELETE', `/v1/providers/${providerId}/keys/${keyId}?reason=lost`)).toMatchObject({ status: 204 });
    expect(await door.http('GET', `/v1/providers/${providerId}`, { as: key })).toMatchObject({ status: 401 });
    expect(await door.http('GET', `/v1/providers/${providerId}`)).toMatchObject({ body: { keys: [{ keyId, status: 'revoked' }] } });
    expect(ofType(door.events(), 'ProviderKeyRevoked').at(-1)).toMatchObject({ data: { reason: 'lost' } });
  });

  test('are two at a time', async () => {
    const providerId = await register('Two keys');
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await door.http('POST', `/v1/providers/${providerId}/keys`, { body: {} })).status);
    expect(statuses).toEqual([201, 201, 409]);
  });
});

describe('agreements', () => {
  test('are made with students of the roster only', async () => {
    const providerId = await register('Unknown students');
    const answer = await door.http('POST', `/v1/providers/${providerId}/agreements`, { body: { ...agreement, students: [{ studentId: 'stu-4' }, { studentId: 'nobody' }] } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'STUDENT_NOT_FOUND', errors: [{ pointer: '/students/1/studentId' }] } });
    expect(ofType(door.events(), 'AgreementActivated').filter(({ data }) => (data as { providerId: string }).providerId === providerId)).toEqual([]);
  });

  test.each([
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ begin: '2026-02-30' }, '/begin'],
    [{ purposes: [] }, '/purposes'],
    [{ purposes: [{ domain: 'math', tier: 'core' }] }, '/purposes/0/tier'],
  ])('have a shape: %j', async (more, pointer) =>
    expect(await door.http('POST', `/v1/providers/${door.providerId}/agreements`, { body: { ...agreement, ...more } })).toMatchObject({ status: 422, body: { errors: [{ pointer }] } }));

  test('gain and lose students, and end', async () => {
    const providerId = await register('Changing');
    const { agreementId } = (await door.http('POST', `/v1/providers/${providerId}/agreements`, { body: agreement })).body as { agreementId: string };
    const path = `/v1/providers/${providerId}/agreements/${agreementId}`;
    expect(await door.http('POST', `${path}/students`, { body: { add: [{ studentId: 'stu-1' }], remove: ['stu-4'] } })).toMatchObject({ status: 204 });
    expect(await door.http('POST', `${path}/students`, { body: { add: [{ studentId: 'nobody' }] } })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/add/0/studentId' }] } });
    expect(await door.http('POST', `${path}/end`, { body: { date: '2026-12-01', reason: 'budget' } })).toMatchObject({ status: 204 });
    expect(await door.http('POST', `${path}/students`, { body: { add: [{ studentId: 'stu-2' }] } })).toMatchObject({ status: 422, body: { code: 'AGREEMENT_ENDED' } });
    expect(await door.http('GET', `/v1/providers/${providerId}`)).toMatchObject({ body: { agreements: [{ end: '2026-12-01', students: [{ studentId: 'stu-1' }] }] } });
  });
});
