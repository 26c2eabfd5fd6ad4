import { fastifyStatic } from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { OWNER_COOKIE, sameSecret } from './access.ts';

const CONTENT_SECURITY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const KEEP_OUT = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Strata</title><body style="font:16px system-ui;max-width:32rem;margin:4rem auto"><h1>Strata</h1><p>Open the link that the start printed: it carries the key to this page.</p>';

/**
 * Serves the built page, all of its files, to whoever came in through the entrance: hashed assets for a year, `index.html` for every other
 * path that a browser asks for, so that each address of the page can be opened directly. Call it before `listen`.
 */
export const servePage = async (app: NestFastifyApplication, folder: string, ownerToken: string): Promise<void> => {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const admitted = (cookie: string | undefined) =>
    (cookie ?? '').split(/; */).some((pair) => pair.startsWith(`${OWNER_COOKIE}=`) && sameSecret(pair.slice(OWNER_COOKIE.length + 1), ownerToken));
  await fastify.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    immutable: true,
    maxAge: '1y',
    allowedPath: (_path, _root, request) => admitted(request.headers.cookie),
    setHeaders: (reply, path) => void (path.endsWith('.html') && reply.header('cache-control', 'no-cache')),
  });
  fastify.get('/*', (request, reply) => {
    if (!(request.headers.accept ?? '').includes('text/html')) return reply.callNotFound();
    if (!admitted(request.headers.cookie)) return reply.code(401).type('text/html; charset=utf-8').send(KEEP_OUT);
    return reply.header('content-security-policy', CONTENT_SECURITY).header('cache-control', 'no-cache').sendFile('index.html', { maxAge: 0, immutable: false });
  });
};
