import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError, type ErrorKind, type Fault } from '@strata/kernel';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER } from './engine.ts';
import type { Logger } from './logger.ts';

/** RFC 9457, with a stable `code` and JSON Pointers. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly Fault[];
};

const STATUS: Readonly<Record<ErrorKind, number>> = { invalid: 422, 'not-found': 404, conflict: 409, rejected: 422, forbidden: 403, unavailable: 503 };

const TITLES: Readonly<Record<number, string>> = {
  400: 'Unreadable request', 401: 'Who are you?', 403: 'Not allowed', 404: 'Not found', 405: 'Method not allowed', 409: 'Conflict', 412: 'Changed meanwhile',
  413: 'Too large', 415: 'Unsupported content type', 422: 'Refused', 429: 'Too many requests', 500: 'Our fault', 503: 'Try again shortly',
};

const FASTIFY_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE', FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Where the framework only says that it will not, what it would take. */
const DETAILS: Readonly<Record<string, string>> = {
  BODY_TOO_LARGE: 'The body is too large: JSON may have 1 MiB, CSV 32 MiB, both counted after decompression. Send it in parts.',
  UNSUPPORTED_MEDIA_TYPE: 'Send application/json, application/cloudevents+json, application/cloudevents-batch+json, text/csv or application/zip, as the path takes it.',
};

type Answer = { status: number; code: string; detail: string; faults?: readonly Fault[]; headers?: Readonly<Record<string, string>> };

/** Where errors become answers: the only place that knows HTTP statuses. What is not a refusal is a bug, logged and told as 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = answerOf(error) ?? this.bug(error, request);
    void reply.code(answer.status).headers(answer.headers ?? {}).header('content-type', 'application/problem+json').send(JSON.stringify(problemOf(answer, request)));
  }

  private bug(error: unknown, request: FastifyRequest): Answer {
    const stack = error instanceof Error ? error.stack : String(error);
    this.logger.error({ requestId: request.id, route: request.routeOptions?.url, stack }, 'request failed');
    return { status: 500, code: 'INTERNAL', detail: 'Something went wrong on our side; the request id finds it in the log.' };
  }
}

/** The faults of a zod schema (or any Standard Schema) as one refusal, each with its JSON Pointer. */
export const validationFailed = (issues: readonly StandardSchemaV1.Issue[]): DomainError => {
  const faults = issues.map((issue) => ({ pointer: pointerOf(issue.path ?? []), code: 'INVALID', detail: issue.message }));
  return new DomainError('VALIDATION_FAILED', 'invalid', `${faults.length} ${faults.length === 1 ? 'field does' : 'fields do'} not fit.`, { faults });
};

/** RFC 6901. */
export const pointerOf = (path: readonly (PropertyKey | StandardSchemaV1.PathSegment)[]): string =>
  path.map((step) => `/${String(typeof step === 'object' ? step.key : step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A refusal as problem+json; `undefined` for a bug. Also used for the verdicts inside a batch. */
export const problemOf = (answer: Answer, request: Pick<FastifyRequest, 'url' | 'id'>): Problem => {
  const problem = {
    type: `/docs/problems#${answer.code.toLowerCase().replaceAll('_', '-')}`,
    title: TITLES[answer.status] ?? 'Refused',
    status: answer.status,
    code: answer.code,
    detail: answer.detail,
    instance: request.url.split('?')[0]!,
    requestId: request.id,
  };
  return answer.faults ? { ...problem, errors: answer.faults } : problem;
};

const answerOf = (error: unknown): Answer | undefined => {
  if (error instanceof DomainError) return refusal(error);
  if (error instanceof HttpException) return foreign(error.getStatus(), codeOfStatus(error.getStatus()), error.message);
  return fromFastify(error);
};

const refusal = ({ code, kind, message, details }: DomainError): Answer => {
  const status = typeof details['status'] === 'number' ? details['status'] : code === 'VERSION_MISMATCH' ? 412 : STATUS[kind];
  const retry: Record<string, string> = status === 503 ? { 'retry-after': '1' } : {};
  return { status, code, detail: message, ...(details.faults && { faults: details.faults }), headers: { ...retry, ...(details['headers'] as Record<string, string> | undefined) } };
};

const fromFastify = (error: unknown): Answer | undefined => {
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (typeof statusCode !== 'number' || statusCode >= 500) return undefined;
  return foreign(statusCode, FASTIFY_CODES[code ?? ''] ?? codeOfStatus(statusCode), message ?? 'The request could not be read.');
};

const foreign = (status: number, code: string, detail: string): Answer => ({ status, code, detail: DETAILS[code] ?? detail });

const codeOfStatus = (status: number): string =>
  ({ 400: 'INVALID_JSON', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 413: 'BODY_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' })[status] ?? 'REFUSED';
