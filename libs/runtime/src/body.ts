import { isUtf8 } from 'node:buffer';
import { createGunzip } from 'node:zlib';
import { DomainError } from '@strata/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';

/** Bytes of a body that is read into memory, after decompression. */
export const BODY_LIMIT = 1024 * 1024;

const FORM_LIMIT = 16 * 1024;

const JSON_TYPES = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

export type WithRawBody = FastifyRequest & { rawBody?: string };

/** Teaches Fastify the bodies of the house: JSON and CloudEvents, CSV as text, files as a stream; gzip for all of them. */
export const acceptBodies = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, bytes, done) => {
    if (!isUtf8(bytes as Buffer)) return done(notUtf8());
    const body = bytes.toString();
    (request as WithRawBody).rawBody = body;
    if (body === '' && request.method === 'DELETE') done(null, undefined); // many clients name a content type always
    else if (body === '') done(unreadable('BODY_MISSING', 'The body is empty.'));
    else parseJson(request, body, (error, value) => done(error ? unreadable('INVALID_JSON', 'The body is not valid JSON.') : null, value));
  });
  fastify.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: 32 * BODY_LIMIT }, (_request, bytes, done) => (isUtf8(bytes as Buffer) ? done(null, bytes.toString()) : done(notUtf8())));
  // A form stays text: no schema of ours takes one by accident, and only the endpoint that issues tokens reads it.
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: FORM_LIMIT }, (_request, body, done) => done(null, body));
  fastify.addContentTypeParser(['application/zip', 'application/octet-stream'], (_request, payload, done) => done(null, payload));
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.toLowerCase();
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

/** Read as UTF-8 nevertheless, an id with an accent would silently become another id. */
const notUtf8 = (): Error => unreadable('BODY_NOT_UTF8', 'The body is not UTF-8. From a spreadsheet, save it as "CSV UTF-8".');
const unreadable = (code: string, message: string): Error => new DomainError(code, 'invalid', message, { status: 400 });
