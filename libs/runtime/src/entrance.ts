import type { FastifyInstance } from 'fastify';
import { OWNER_COOKIE, sameSecret } from './access.ts';

/** Seconds that a browser stays let in: a school year. */
const COOKIE_SECONDS = 365 * 24 * 3600;

/**
 * `GET /enter?token=...`: the link that the start prints. Turns the owner's token into a cookie that scripts cannot
 * read and other sites cannot send, and leads on to the page without the token.
 */
export const serveEntrance = (fastify: FastifyInstance, ownerToken: string): void => {
  fastify.get<{ Querystring: { token?: string; to?: string } }>('/enter', (request, reply) => {
    const { token = '', to = '/' } = request.query;
    if (!sameSecret(String(token), ownerToken)) {
      return reply.code(401).type('text/html; charset=utf-8').send('<!doctype html><title>Strata</title><p>This link is not valid any more. Start Strata again for a fresh one, or copy the whole link.');
    }
    const target = /^\/(?![/\\])/.test(to) ? to : '/';
    return reply
      .header('set-cookie', `${OWNER_COOKIE}=${ownerToken}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_SECONDS}`)
      .header('cache-control', 'no-store')
      .redirect(target, 303);
  });
};
