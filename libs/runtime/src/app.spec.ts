import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Delete, Get, Header, HttpCode, Module, Param, Post } from '@nestjs/common';
import { DomainError } from '@strata/kernel';
import { z } from 'zod';
import { Access, By, PROVIDER_KEYS, Who, type Principal } from './access.ts';
import { startApp, type TestApp } from './testing/index.ts';

const body = z.object({ minutes: z.int().min(0), students: z.array(z.object({ 'a/b': z.string() })).optional() });

const scored = z.object({ max: z.number().positive() });

@Controller('probe')
class ProbeHttp {
  @Get('closed')
  closed(): string {
    return 'never';
  }

  @Get('owner')
  @Access('owner')
  owner(@By() by: By): By {
    return by;
  }

  @Get('either')
  @Access('owner', 'provider')
  either(@Who() principal: Principal): Principal {
    return principal;
  }

  @Post('body')
  @Access('public')
  @HttpCode(200)
  body(@Body({ schema: body }) sent: z.output<typeof body>): object {
    return sent;
  }

  @Delete('body')
  @Access('public')
  @HttpCode(204)
  remove(): void {}

  @Post('csv')
  @Access('public')
  @HttpCode(200)
  @Header('content-type', 'text/plain')
  csv(@Body() text: string): string {
    return text;
  }

  @Get('refuse/:kind')
  @Access('public')
  refuse(@Param('kind') kind: string): never {
    if (kind === 'bug') throw new Error('Ada Lovelace has no tier');
    throw new DomainError('REFUSED', kind as 'conflict', 'Refused, and why.', kind === 'conflict' ? { status: 429, headers: { 'retry-after': '7' } } : {});
  }
}

@Controller('v1/probe')
class DescribedHttp {
  @Post()
  @Access('owner')
  take(@Body({ schema: scored }) sent: z.output<typeof scored>): object {
    return sent;
  }
}

const providerKeys = {
  provide: PROVIDER_KEYS,
  useValue: { authenticate: (key: string) => Promise.resolve(key === 'good' ? { kind: 'provider', id: 'p1', keyId: 'k1', test: false, reason: 'own students' } : undefined) },
};

@Module({ controllers: [ProbeHttp, DescribedHttp], providers: [providerKeys], exports: [providerKeys] })
class ProbeModule {}

let app: TestApp;
const lines: object[] = [];
beforeAll(async () => {
  const keep = (fields: object, message: string) => void lines.push({ ...fields, message });
  app = await startApp({ imports: [{ module: ProbeModule, global: true }], logger: { info: keep, warn: keep, error: keep } });
});
afterAll(() => app.close());

describe('access', () => {
  test('what says nothing of who may call it lets nobody in, not even the owner', async () => {
    expect(await app.http('GET', '/probe/closed')).toMatchObject({ status: 403, body: { code: 'ACCESS_DENIED' } });
  });

  test('without credentials the answer says which to send', async () => {
    const answer = await app.http('GET', '/probe/owner', { as: 'nobody' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_MISSING' } });
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  });

  test('the owner comes in by bearer token or by cookie, and commands carry who sent them', async () => {
    expect(await app.http('GET', '/probe/owner', { headers: { 'request-id': 'r-1' } })).toMatchObject({ status: 200, body: { actor: 'owner', source: 'http', correlationId: 'r-1' }, headers: { 'request-id': 'r-1' } });
    expect(await app.http('GET', '/probe/owner', { as: 'nobody', headers: { cookie: 'a=b; strata_owner=owner-token-of-the-specs' } })).toMatchObject({ status: 200 });
    expect(await app.http('GET', '/probe/owner', { as: 'wrong' })).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_INVALID' } });
  });

  test('a provider comes in where providers may, and nowhere else', async () => {
    expect(await app.http('GET', '/probe/either', { as: 'good' })).toMatchObject({ status: 200, body: { kind: 'provider', id: 'p1' } });
    expect(await app.http('GET', '/probe/owner', { as: 'good' })).toMatchObject({ status: 403, body: { code: 'ACCESS_DENIED' } });
  });

  test('the entrance turns the token into a cookie that scripts cannot read, and leads nowhere else', async () => {
    const answer = await app.http('GET', '/enter?token=owner-token-of-the-specs&to=//evil.example', { as: 'nobody' });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(answer.headers['set-cookie']).toMatch(/strata_owner=.*HttpOnly; SameSite=Strict/);
    expect(await app.http('GET', '/enter?token=guess', { as: 'nobody' })).toMatchObject({ status: 401 });
  });
});

describe('bodies', () => {
  test('faults come all at once, each with its JSON Pointer', async () => {
    const answer = await app.http('POST', '/probe/body', { body: { minutes: -1, students: [{ 'a/b': 1 }] } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED', instance: '/probe/body', errors: [{ pointer: '/minutes' }, { pointer: '/students/0/a~1b' }] } });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  test.each([
    ['{"minutes":', 400, 'INVALID_JSON'],
    ['', 400, 'BODY_MISSING'],
    [JSON.stringify({ minutes: 1, pad: 'x'.repeat(1024 * 1024) }), 413, 'BODY_TOO_LARGE'],
  ])('an unreadable body is told apart (%#)', async (payload, status, code) => {
    expect(await app.http('POST', '/probe/body', { body: payload, headers: { 'content-type': 'application/json' } })).toMatchObject({ status, body: { code } });
  });

  test('gzip is opened, damaged gzip and bombs are refused', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(await app.http('POST', '/probe/body', { body: gzipSync('{"minutes":3}'), headers })).toMatchObject({ status: 200, body: { minutes: 3 } });
    expect(await app.http('POST', '/probe/body', { body: Buffer.from('not gzip'), headers })).toMatchObject({ status: 400 });
    expect(await app.http('POST', '/probe/body', { body: gzipSync(' '.repeat(20 * 1024 * 1024)), headers })).toMatchObject({ status: 413 });
  });

  test('the name of an encoding may be written in capitals', async () => {
    expect(await app.http('POST', '/probe/body', { body: gzipSync('{"minutes":3}'), headers: { 'content-type': 'application/json', 'content-encoding': 'GZIP' } })).toMatchObject({ status: 200, body: { minutes: 3 } });
  });

  test.each(['text/csv; charset=windows-1252', 'application/json'])('%s that is not UTF-8 is refused: an id with an accent would become another', async (type) => {
    const answer = await app.http('POST', type.startsWith('text') ? '/probe/csv' : '/probe/body', { body: Buffer.from('"Jos\u00e9"', 'latin1'), headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'BODY_NOT_UTF8' } });
  });

  test('what is too large is told the limit, and an unknown content type what is taken', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await app.http('POST', '/probe/body', { body: ' '.repeat(1024 * 1024 + 1), headers })).body).toMatchObject({ detail: expect.stringContaining('1 MiB') });
    expect((await app.http('POST', '/probe/body', { body: 'x', headers: { 'content-type': 'text/plain' } })).body).toMatchObject({ detail: expect.stringContaining('application/cloudevents+json') });
  });

  test('a DELETE may name a content type without sending anything', async () => {
    expect(await app.http('DELETE', '/probe/body', { body: '', headers: { 'content-type': 'application/json' } })).toMatchObject({ status: 204 });
  });

  test('CSV comes as text, and an unknown content type is named', async () => {
    expect(await app.http('POST', '/probe/csv', { body: 'a,b\r\n1,2', headers: { 'content-type': 'text/csv' } })).toMatchObject({ status: 200, text: 'a,b\r\n1,2' });
    expect(await app.http('POST', '/probe/csv', { body: '<a/>', headers: { 'content-type': 'application/xml' } })).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  });
});

describe('answers', () => {
  test.each([['invalid', 422], ['not-found', 404], ['rejected', 422], ['forbidden', 403], ['unavailable', 503]])('a refusal of kind %s is %i', async (kind, status) => {
    expect(await app.http('GET', `/probe/refuse/${kind}`)).toMatchObject({ status, body: { code: 'REFUSED', detail: 'Refused, and why.', status } });
  });

  test('a refusal may name its status and headers', async () => {
    expect(await app.http('GET', '/probe/refuse/conflict')).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
  });

  test('a bug is a 500 that tells nothing, and a log line that the request id finds', async () => {
    const answer = await app.http('GET', '/probe/refuse/bug', { headers: { 'request-id': 'find-me' } });
    expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL', requestId: 'find-me' } });
    expect(answer.text).not.toContain('Ada');
    expect(lines).toContainEqual(expect.objectContaining({ requestId: 'find-me', message: 'request failed' }));
  });

  test('the type of a problem leads to a page that explains it', async () => {
    const { body } = await app.http('GET', '/nowhere');
    expect(await app.http('GET', (body as { type: string }).type, { as: 'nobody' })).toMatchObject({ status: 200, text: expect.stringContaining('What a refusal says') });
  });

  test('whoever shows no credentials cannot make us read a large body', async () => {
    const sent = { body: JSON.stringify({ pad: 'x'.repeat(100_000) }), headers: { 'content-type': 'application/json' } };
    expect(await app.http('POST', '/probe/owner', { ...sent, as: 'nobody' })).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_MISSING' } });
    expect(await app.http('POST', '/probe/body', { ...sent, as: 'owner' })).toMatchObject({ status: 422 });
  });

  test('an unknown path is a problem, too', async () => {
    expect(await app.http('GET', '/nowhere')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND', instance: '/nowhere' } });
  });

  test('the OpenAPI document says who needs a key, how refusals look, and keeps to the JSON Schema of 3.1', async () => {
    const { body } = await app.http('GET', '/openapi.json', { as: 'nobody' });
    const document = body as { security: object[]; paths: Record<string, Record<string, object>> };
    expect(document.security).toEqual([{ bearer: [] }]);
    expect(document.paths['/livez']!['get']).toMatchObject({ security: [] });
    expect(document.paths['/v1/probe']!['post']).toMatchObject({
      responses: { default: { content: { 'application/problem+json': {} } } },
      requestBody: { content: { 'application/json': { schema: { properties: { max: { exclusiveMinimum: 0 } } } } } },
    });
  });

  test('health answers without credentials, and the OpenAPI document names what is served', async () => {
    for (const path of ['/livez', '/startupz']) expect(await app.http('GET', path, { as: 'nobody' })).toMatchObject({ status: 204 });
    expect(await app.http('GET', '/readyz', { as: 'nobody' })).toMatchObject({ status: 200, body: { lagSeconds: 0 } });
    const { status, body: document } = await app.http('GET', '/openapi.json', { as: 'nobody' });
    expect(status).toBe(200);
    expect(document).toMatchObject({ openapi: '3.1.0', paths: { '/probe/body': { post: { requestBody: expect.anything() } } } });
  });
});
