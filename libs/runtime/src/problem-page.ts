import type { FastifyInstance } from 'fastify';

/** Status -> what it means here, and what to do. */
const MEANINGS: readonly (readonly [number, string])[] = [
  [400, 'The request could not be read at all: damaged JSON or gzip, a header that does not fit. Mend it; sending it again as it is will not help.'],
  [401, 'No credentials, or ones that are unknown, expired or revoked.'],
  [403, 'The credentials are good, but not for this.'],
  [404, 'There is none of this name, or none that you may see.'],
  [409, 'It does not fit what is there already. The detail says what is.'],
  [412, 'It was changed since you read it: read it again, and repeat the change on what it is now.'],
  [413, 'More than the limit that the detail names. Send it in parts.'],
  [415, 'A content type or encoding that this door does not take. The detail names those that it does.'],
  [422, 'It could be read, and a rule refuses it. Each entry of errors points at a field (JSON Pointer) and says what would be accepted.'],
  [429, 'More requests than were agreed. Wait as long as Retry-After says.'],
  [500, 'A fault of ours. Tell us the requestId.'],
  [503, 'Not now: the disk is full, or too much at once. Nothing was stored; send the same again after Retry-After, under the same ids.'],
];

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Strata: problems</title>
<body style="font:16px/1.5 system-ui;max-width:44rem;margin:3rem auto;padding:0 1rem"><h1>What a refusal says</h1>
<p>Every refusal is a problem document (RFC 9457, <code>application/problem+json</code>). Its <code>code</code> is stable: match on it, never on the text.
<code>detail</code> says what was wrong and what would be accepted; <code>errors</code> points at each field; <code>requestId</code> finds the request in the log. None of them repeats a student's data.</p>
<dl>${MEANINGS.map(([status, meaning]) => `<dt><strong>${status}</strong></dt><dd>${meaning}</dd>`).join('')}</dl></body></html>`;

/** `/docs/problems`: where the `type` of every problem leads. Public, like the OpenAPI document. */
export const serveProblemPage = (fastify: FastifyInstance): void => {
  fastify.get('/docs/problems', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
};
