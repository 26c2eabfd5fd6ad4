import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { held, startDoor, type Door } from './testing/door.ts';

let door: Door;
let keyId: string;
beforeEach(async () => {
  door = await startDoor();
  keyId = door.key.split('_')[2]!;
});
afterEach(() => door.close());

const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  door.http('POST', '/v1/oauth/token', { as: 'nobody', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
const client = () => ({ grant_type: 'client_credentials', client_id: keyId, client_secret: door.key });
const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });
const tokenFor = async (scope: string) => ((await form({ ...client(), scope })).body as { access_token: string }).access_token;

test('a key gets a token for an hour, and the token does what the key does', async () => {
  const answer = await form({ grant_type: 'client_credentials' }, basic(keyId, door.key));
  expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' }, body: { token_type: 'Bearer', expires_in: 3600, scope: 'sessions.write sessions.read' } });
  const { access_token: token } = answer.body as { access_token: string };
  expect(await door.http('POST', '/v1/events', { as: token, body: held() })).toMatchObject({ status: 202, body: { accepted: 1 } });
  expect(await door.http('GET', `/v1/providers/${door.providerId}`, { as: token })).toMatchObject({ status: 200 });
  door.clock.advance(3_600_000 - 1);
  expect((await door.http('POST', '/v1/events', { as: token, body: [] })).status).toBe(202);
  door.clock.advance(1);
  expect(await door.http('POST', '/v1/events', { as: token, body: [] })).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_INVALID' } });
});

test('a token does only what it was made for', async () => {
  const [reader, writer] = [await tokenFor('sessions.read'), await tokenFor('sessions.write')];
  expect(await door.http('POST', '/v1/events', { as: reader, body: held() })).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  expect(await door.http('GET', `/v1/providers/${door.providerId}`, { as: writer })).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  const { batchId } = (await door.http('POST', '/v1/events', { as: writer, body: held() })).body as { batchId: string };
  expect(await door.http('GET', `/v1/batches/${batchId}`, { as: reader })).toMatchObject({ status: 200 });
});

test('a token goes with the key it came from, and one of the sandbox stays in the sandbox', async () => {
  const token = await tokenFor('sessions.write');
  await door.http('DELETE', `/v1/providers/${door.providerId}/keys/${keyId}`);
  expect((await door.http('POST', '/v1/events', { as: token, body: held() })).status).toBe(401);
  const test = (await door.http('POST', `/v1/providers/${door.providerId}/keys`, { body: { kind: 'test' } })).body as { keyId: string; key: string };
  const { access_token: trial } = (await form({ ...client(), client_id: test.keyId, client_secret: test.key })).body as { access_token: string };
  expect(await door.http('POST', '/v1/events', { as: trial, body: held() })).toMatchObject({ status: 202, body: { dryRun: true } });
});

test('a token that was changed is none', async () => {
  const token = await tokenFor('sessions.read');
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const more = Buffer.from(JSON.stringify({ ...claims, scope: 'sessions.write' })).toString('base64url');
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  for (const other of [`${header}.${more}.${signature}`, `${none}.${more}.`, `${header}.${payload}`, `${token}.x`, `${header}.${payload}.${signature.slice(1)}`]) {
    expect((await door.http('GET', `/v1/providers/${door.providerId}`, { as: other })).status).toBe(401);
  }
});

test.each<[string, () => Record<string, string>, number, string]>([
  ['no grant type', () => ({ client_id: keyId, client_secret: door.key }), 400, 'invalid_request'],
  ['another grant type', () => ({ ...client(), grant_type: 'password' }), 400, 'unsupported_grant_type'],
  ['no secret', () => ({ grant_type: 'client_credentials', client_id: keyId }), 401, 'invalid_client'],
  ['the secret of another id', () => ({ ...client(), client_id: 'somebody' }), 401, 'invalid_client'],
  ['a damaged secret', () => ({ ...client(), client_secret: `${door.key}x` }), 401, 'invalid_client'],
  ['an unknown scope', () => ({ ...client(), scope: 'sessions.read everything' }), 400, 'invalid_scope'],
  ['no scope at all', () => ({ ...client(), scope: ' ' }), 400, 'invalid_scope'],
])('is refused as OAuth clients expect it: %s', async (...[, fields, status, error]) => {
  expect(await form(fields())).toMatchObject({ status, body: { error, error_description: expect.any(String) } });
});

test('a form opens no other door', async () => {
  const answer = await door.http('POST', '/v1/providers', { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
});
