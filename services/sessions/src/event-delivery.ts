import { PROVIDER_LIMITS } from '@strata/contracts';
import { DomainError } from '@strata/kernel';
import type { FastifyRequest } from 'fastify';
import { fromHeaders } from './cloud-event.ts';

const CLOUD_EVENT = /^application\/cloudevents\+json\b/i;
const CLOUD_EVENTS = /^application\/cloudevents-batch\+json\b/i;

/**
 * The events of a request in any of the modes of CloudEvents over HTTP, or as plain JSON.
 * @throws DomainError `ENVELOPE_UNREADABLE` (400), `TOO_MANY_EVENTS` (413)
 */
export const eventsOf = ({ headers, body }: Pick<FastifyRequest, 'headers' | 'body'>): readonly unknown[] => {
  const type = headers['content-type'] ?? '';
  const structured = CLOUD_EVENT.test(type);
  const batched = CLOUD_EVENTS.test(type);
  if (headers['ce-specversion'] !== undefined && !structured && !batched) return [fromHeaders(headers, body)];
  if (structured && !isObject(body)) throw unreadable('application/cloudevents+json holds one event: a JSON object.');
  if (batched && !Array.isArray(body)) throw unreadable('application/cloudevents-batch+json holds several events: a JSON array.');
  if (isObject(body)) return [body];
  if (!Array.isArray(body)) throw unreadable('The body holds one event (a JSON object) or several (a JSON array).');
  if (body.length > PROVIDER_LIMITS.events) throw new DomainError('TOO_MANY_EVENTS', 'invalid', `A batch holds at most ${PROVIDER_LIMITS.events} events; nothing of this one was taken.`, { status: 413 });
  return body;
};

const isObject = (body: unknown): boolean => typeof body === 'object' && body !== null && !Array.isArray(body);
const unreadable = (detail: string) => new DomainError('ENVELOPE_UNREADABLE', 'invalid', detail, { status: 400 });

/** `?dryRun=true`; a bare `?dryRun` counts as well. */
export const isDryRun = ({ query }: Pick<FastifyRequest, 'query'>): boolean => {
  const { dryRun } = query as { dryRun?: string };
  if (dryRun === undefined || dryRun === 'false') return false;
  if (dryRun === 'true' || dryRun === '') return true;
  throw new DomainError('VALIDATION_FAILED', 'invalid', 'dryRun is true or false.', { faults: [{ pointer: '/dryRun', code: 'INVALID', detail: 'true or false' }] });
};

/**
 * The request's Idempotency-Key: bare, or in quotes as the header's specification has it.
 * @throws DomainError `IDEMPOTENCY_KEY_INVALID` (400)
 */
export const idempotencyKeyOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined => {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/.exec(header.trim()) : null;
  if (!key) throw new DomainError('IDEMPOTENCY_KEY_INVALID', 'invalid', 'Idempotency-Key takes 1 to 255 visible ASCII characters, bare or in double quotes.', { status: 400 });
  return key[1] ?? key[2];
};
