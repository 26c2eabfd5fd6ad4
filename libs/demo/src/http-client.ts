import { Agent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with `contentType`; never retried. */
  stream?: Readable;
  contentType?: string;
  gzip?: boolean;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** The server refused: `code` is the stable code of its problem document. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly code: string;

  constructor(call: Call, status: number, problem: { code?: string; detail?: string; title?: string }) {
    super(
      `${call.method} ${call.path}: ${status} ${problem.code ?? ''} ${problem.detail ?? problem.title ?? ''}`.trim(),
    );
    this.status = status;
    this.code = problem.code ?? '';
  }
}

const RETRIES = 8;
const BUSY: readonly number[] = [429, 503];

/** A customer of the HTTP surface: keeps its connections, waits when it is told to, and reads answers as JSON. */
export class HttpClient {
  readonly #base: URL;
  readonly #token: string;
  readonly #agent: Agent;
  readonly #request: typeof httpRequest;
  readonly #patience: number;

  /**
   * `patienceMilliseconds`: how long a refusal because something is not known is taken for "not yet", as services learn
   * of each other's records a moment later. Without it, such a refusal is final.
   */
  constructor(options: { baseUrl: string; token: string; connections?: number; patienceMilliseconds?: number }) {
    this.#patience = options.patienceMilliseconds ?? 0;
    this.#base = new URL(options.baseUrl);
    this.#token = options.token;
    const settings = { keepAlive: true, maxSockets: options.connections ?? 8 };
    const secure = this.#base.protocol === 'https:';
    this.#agent = secure ? new TlsAgent(settings) : new Agent(settings);
    this.#request = secure ? httpsRequest : httpRequest;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.send({ method: 'GET', path })).body as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.send({ method: 'POST', path, body })).body as T;
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return (await this.send({ method: 'PUT', path, body })).body as T;
  }

  async delete(path: string): Promise<void> {
    await this.send({ method: 'DELETE', path });
  }

  /** @throws RefusedError on any status from 400 on, after the waits that a busy server asked for. */
  async send(call: Call): Promise<Answer> {
    const answer = await this.attempt(call);
    if (answer.status >= 400) throw new RefusedError(call, answer.status, (answer.body ?? {}) as object);
    return answer;
  }

  /** The answer whatever its status. A server that is busy (429, 503) is asked again after its `Retry-After`. */
  async attempt(call: Call): Promise<Answer> {
    const until = performance.now() + this.#patience;
    for (let attempt = 0; ; attempt++) {
      const message = await this.#once(call);
      const body = await text(message);
      const answer = { status: message.statusCode ?? 0, body: body === '' ? null : parsed(body) };
      const busy = BUSY.includes(answer.status) && attempt < RETRIES;
      const early = isUnknownYet(answer) && performance.now() < until;
      if (call.stream || (!busy && !early)) return answer;
      await wait(Math.min(5, Number(message.headers['retry-after']) || 0.2) * 1000);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #once(call: Call): Promise<IncomingMessage> {
    const { method, path, body, stream, contentType = 'application/json', gzip = false } = call;
    const payload = body === undefined ? undefined : encoded(body, gzip);
    const outgoing = this.#request(new URL(path, this.#base), {
      method,
      agent: this.#agent,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(payload || stream ? { 'content-type': contentType } : {}),
        ...(payload ? { 'content-length': payload.length } : {}),
        ...(payload && gzip ? { 'content-encoding': 'gzip' } : {}),
      },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) =>
      outgoing.on('response', resolve).on('error', reject),
    );
    if (stream) await Promise.all([answered, pipeline(stream, outgoing)]);
    else outgoing.end(payload);
    return answered;
  }
}

/** Works on the items with at most `limit` at a time; the first failure stops the rest and is thrown. */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true && !failed; next = queue.next()) {
      await work(next.value).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** Groups of at most `size`, in order. */
export function* inBatches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function isUnknownYet({ status, body }: Answer): boolean {
  return status >= 400 && status < 500 && /NOT_FOUND|UNKNOWN/.test(JSON.stringify(body));
}

function encoded(body: unknown, gzip: boolean): Buffer {
  const json = Buffer.from(JSON.stringify(body));
  return gzip ? gzipSync(json, { level: 1 }) : json;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return { detail: body.slice(0, 200) };
  }
}
