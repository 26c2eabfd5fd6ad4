import { createGunzip } from 'node:zlib';
import { DomainError } from '@strata/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';

/** Bytes of a body that is read into memory, after decompression. */
export const BODY_LIMIT = 1024 * 1024;

const JSON_TYPES = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

export type WithRawBody = FastifyRequest & { rawBody?: string };

/** Teaches Fastify the bodies of the house: JSON and CloudEvents, CSV as text, files as a stream; gzip for all of them. */
export const acceptBodies = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'string', bodyLimit: BODY_LIMIT }, (request, body, done) => {
    (request as WithRawBody).rawBody = body as string;
    if (body === '') done(unreadable('BODY_MISSING', 'The body is empty.'));
    else parseJson(request, body as string, (error, value) => done(error ? unreadable('INVALID_JSON', 'The body is not valid JSON.') : null, value));
  });
  fastify.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: 32 * BODY_LIMIT }, (_request, body, done) => done(null, body));
  fastify.addContentTypeParser(['application/zip', 'application/octet-stream'], (_request, payload, done) => done(null, payload));
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') done(null, payload);
    else if (encoding === 'gzip') done(null, gunzip(payload as Readable));
    else done(new DomainError('UNSUPPORTED_ENCODING', 'invalid', 'Content-Encoding may be gzip or absent.', { status: 415 }));
  });
};

/** Decompressed bytes count against the body's limit, so a bomb is cut off at the limit. */
const gunzip = (payload: Readable): Readable => {
  const unzipped = createGunzip();
  const counted = Object.assign(unzipped, { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Buffer) => (counted.receivedEncodedLength += chunk.length));
  payload.on('error', (error) => unzipped.destroy(error));
  return payload.pipe(unzipped.on('error', (error: NodeJS.ErrnoException) => Object.assign(error, { statusCode: 400, message: 'The body is not valid gzip.' })));
};

const unreadable = (code: string, message: string): Error => new DomainError(code, 'invalid', message, { status: 400 });
