import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CloudEvent } from './cloud-events.ts';
import { demoDistrict } from './load-demo.ts';
import { HttpClient, inParallel, RefusedError } from './http-client.ts';
import { simulateDay } from './simulate-day.ts';

interface Received {
  key: string;
  event: CloudEvent;
}

const received: Received[] = [];
let answers: number[] = [];
let heard: () => void = () => undefined;
const server = createServer(async (request, response) => {
  const status = answers.shift() ?? 202;
  const event =
    request.headers['content-encoding'] === 'gzip'
      ? JSON.parse(await text(request.pipe(createGunzip())))
      : await json(request);
  if (status < 400) received.push({ key: request.headers.authorization ?? '', event: event as CloudEvent });
  response.writeHead(status, { 'retry-after': '0.01' }).end(JSON.stringify({ code: 'SAID_NO', detail: 'no' }));
  heard();
});
let baseUrl: string;

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise(resolve => server.close(resolve)));
beforeEach(() => {
  received.length = 0;
  answers = [];
});

const access = [
  { key: 'brightpath' as const, providerId: 'p1', apiKey: 'key-b' },
  { key: 'northstar' as const, providerId: 'p2', apiKey: 'key-n' },
];

/** Simulates until so many posts have come in. */
async function simulateUntil(count: number, now: string): Promise<void> {
  const stop = new AbortController();
  heard = () => received.length >= count && stop.abort();
  const district = demoDistrict({ students: 900, now: new Date(now) });
  await simulateDay({ baseUrl, access, district, signal: stop.signal, everyMilliseconds: 1, now: () => new Date(now) });
}

describe('the simulated providers', () => {
  test('report today what has ended today, each under its own key, and stop when told to', async () => {
    await simulateUntil(12, '2026-11-23T21:30:00Z');
    expect(received).toHaveLength(12);
    const ends = received
      .map(({ event }) => event.data['actualEnd'] as string | undefined)
      .filter(end => end !== undefined);
    expect(ends.every(end => end.startsWith('2026-11-23'))).toBe(true);
    expect(
      received.every(
        ({ key, event }) => key === (event.source.includes('brightpath') ? 'Bearer key-b' : 'Bearer key-n'),
      ),
    ).toBe(true);
  });

  test('report the school day before while today has not begun, or has no school', async () => {
    await simulateUntil(5, '2026-11-23T11:00:00Z');
    await simulateUntil(10, '2026-11-21T18:00:00Z');
    const days = received.map(({ event }) => (event.data['scheduledStart'] as string).slice(0, 10));
    expect(new Set(days)).toEqual(new Set(['2026-11-20']));
  });

  test('send the same event again when the server is busy, and nothing twice when it is not', async () => {
    answers = [503, 429, 202];
    await simulateUntil(6, '2026-11-23T21:30:00Z');
    expect(new Set(received.map(({ event }) => event.id)).size).toBe(6);
  });
});

describe('the customer of the HTTP surface', () => {
  test('says what was refused, with the code of the problem', async () => {
    answers = [409];
    const client = new HttpClient({ baseUrl, token: 't' });
    const refused = await client.put('/v1/thing', { a: 1 }).catch((error: unknown) => error);
    client.close();
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ status: 409, code: 'SAID_NO', message: 'PUT /v1/thing: 409 SAID_NO no' });
  });

  test('compresses on request', async () => {
    const client = new HttpClient({ baseUrl, token: 't' });
    await client.send({ method: 'POST', path: '/v1/events', body: { id: 'x' }, gzip: true });
    client.close();
    expect(received[0]?.event).toEqual({ id: 'x' });
  });

  test('stops the others when one of several parallel pieces of work fails', async () => {
    const done: number[] = [];
    const work = async (item: number): Promise<void> => {
      if (item === 3) throw new Error('three');
      done.push(item);
    };
    await expect(inParallel([1, 2, 3, 4, 5, 6, 7, 8], 1, work)).rejects.toThrow('three');
    expect(done).toEqual([1, 2]);
  });
});
