import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { held, ofType, startDoor, type Door } from './testing/door.ts';

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

  test.each<[string, unknown, Record<string, string>, string]>([
    ['broken JSON', '[{"id":', type('application/json'), '400 INVALID_JSON'],
    ['no body', '', type('application/json'), '400 BODY_MISSING'],
    ['a word', '"event"', type('application/json'), '400 ENVELOPE_UNREADABLE'],
    ['a list as one event', [], type('application/cloudevents+json'), '400 ENVELOPE_UNREADABLE'],
    ['one event as a batch', {}, type('application/cloudevents-batch+json'), '400 ENVELOPE_UNREADABLE'],
    ['damaged gzip', Buffer.from('no'), type('application/json', { 'content-encoding': 'gzip' }), '400 INVALID_JSON'],
    ['another encoding', '[]', type('application/json', { 'content-encoding': 'br' }), '415 UNSUPPORTED_ENCODING'],
    ['another content type', '<event/>', type('application/xml'), '415 UNSUPPORTED_MEDIA_TYPE'],
  ])('that cannot be read is refused as a whole: %s', async (_what, body, headers, refusal) => {
    const answer = await post(body, headers);
    expect(`${answer.status} ${(answer.body as { code: string }).code}`).toBe(refusal);
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
