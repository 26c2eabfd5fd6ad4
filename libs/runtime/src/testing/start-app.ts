import type { AddressInfo } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import {
  inMemoryCheckpoints, inMemoryEventStore, inMemoryLeases, inMemoryLimiter, inMemoryLiveFeed, inMemoryUploads, inMemoryVault, cursorEventFeed, uuidV7,
  type EventEnvelope, type EventLog, type EventStore, type View,
} from '@strata/kernel';
import { inMemoryViews } from '@strata/kernel/testing';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createApp } from '../app.ts';
import type { Engine, Settings } from '../engine.ts';
import type { Logger } from '../logger.ts';

export type StartOptions = {
  /** The service's module, or several. */
  readonly imports: readonly (Type | DynamicModule)[];
  /** The private views that these services read. */
  readonly views?: readonly View[];
  /** What the clock shows at the start, RFC 3339; it moves only by `clock.advance`. */
  readonly at?: string;
  /** Start again on what an earlier application left behind: a restart. */
  readonly engine?: TestEngine;
  readonly logger?: Logger;
};

export type Sent = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `owner` (default), `nobody`, or a bearer token such as a provider's key. */
  readonly as?: string;
};

export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: never; readonly text: string };

export type TestClock = { now(): number; advance(milliseconds: number): void };
export type TestEngine = Engine & { readonly log: EventStore & EventLog; readonly clock: TestClock };

export const OWNER_TOKEN = 'owner-token-of-the-specs';

export type TestApp = {
  readonly engine: TestEngine;
  readonly clock: TestClock;
  http(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** Everything in the log so far, oldest first. */
  events(): readonly EventEnvelope[];
  /** Resolves when the views hold everything that the log holds now. */
  caughtUp(): Promise<void>;
  /** Resolves when the condition holds; for what other services or background work will have done. */
  until(condition: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<void>;
  /** Opens a port on loopback, for what `http` cannot show: streams. Returns its number. */
  listen(): Promise<number>;
  close(): Promise<void>;
};

/** A service over in-memory ports, spoken to through HTTP. */
export const startApp = async (options: StartOptions): Promise<TestApp> => {
  const engine = options.engine ?? inMemoryEngine(options);
  const settings: Settings = { tenant: 'test', timeZone: 'America/Chicago', ownerToken: OWNER_TOKEN, demo: false };
  const app = await createApp({ engine, settings, imports: options.imports, ...(options.logger && { logger: options.logger }) });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await fastify.ready();
  return {
    engine,
    clock: engine.clock,
    http: (method, path, sent = {}) => ask(fastify, method, path, sent),
    events: () => engine.log.readAll(0, Number.MAX_SAFE_INTEGER),
    caughtUp: () => engine.views.whenCaughtUp(engine.log.head()),
    until,
    listen: async () => {
      await app.listen(0, '127.0.0.1');
      return (fastify.server.address() as AddressInfo).port;
    },
    close: () => app.close(),
  };
};

const inMemoryEngine = ({ views = [], at = '2026-10-05T14:00:00.000Z' }: StartOptions): TestEngine => {
  const clock = testClock(at);
  const log = inMemoryEventStore();
  const live = inMemoryLiveFeed();
  const reader = inMemoryViews(views, log, { clock, liveFeed: live });
  return {
    log, store: log, feed: cursorEventFeed(log), views: reader, viewOperations: reader, live, clock, ids: uuidV7(clock),
    limiter: inMemoryLimiter(clock), leases: inMemoryLeases(clock), vault: inMemoryVault(), uploads: inMemoryUploads(), checkpoints: inMemoryCheckpoints(),
    close: () => Promise.resolve(),
  };
};

const testClock = (at: string): TestClock => {
  let now = Date.parse(at);
  return { now: () => now, advance: (milliseconds) => void (now += milliseconds) };
};

const ask = async (fastify: FastifyInstance, method: string, path: string, { body, headers = {}, as = 'owner' }: Sent): Promise<Answer> => {
  const authorization: Record<string, string> = as === 'nobody' ? {} : { authorization: `Bearer ${as === 'owner' ? OWNER_TOKEN : as}` };
  const answer = await fastify.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url: path,
    headers: { ...authorization, ...(typeof body === 'object' && !Buffer.isBuffer(body) ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body !== undefined && { payload: body as NonNullable<InjectOptions['payload']> }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: (isJson ? answer.json() : undefined) as never, text: answer.body };
};

const until = async (condition: () => boolean | Promise<boolean>, timeoutMs = 5000): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not so after ${timeoutMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
