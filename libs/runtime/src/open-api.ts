import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

type Json = Record<string, unknown>;

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string', description: 'Stable: match on it, never on a text.' },
    detail: { type: 'string' }, instance: { type: 'string' }, requestId: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', required: ['pointer', 'code', 'detail'], properties: { pointer: { type: 'string', description: 'JSON Pointer into the body.' }, code: { type: 'string' }, detail: { type: 'string' } } } },
  },
};
const REFUSED = { description: 'Anything that is refused, as RFC 9457 has it.', content: { 'application/problem+json': { schema: PROBLEM } } };

/** The OpenAPI 3.1 document of everything that this process serves, made from the schemas that validate it. */
export const openApiOf = (app: NestFastifyApplication): OpenAPIObject => {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Strata')
      .setDescription('Tiered supports in schools: who receives core, more and highly specialized support, and how much time each gets.')
      .setVersion('1')
      .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The owner token, or the key of a provider.' })
      .addSecurityRequirements('bearer')
      .build(),
  );
  for (const [path, operations] of Object.entries(document.paths)) {
    const closed = path.startsWith('/v1/');
    for (const operation of Object.values(operations as Record<string, { security?: unknown[]; responses: Json }>)) {
      if (closed) operation.responses['default'] = REFUSED;
      else operation.security = [];
    }
  }
  return inDialect(document) as OpenAPIObject;
};

/** The generator writes an exclusive bound as 3.0 has it, a flag beside the bound; JSON Schema 2020-12 wants the bound itself. */
const inDialect = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(inDialect);
  if (typeof node !== 'object' || node === null) return node;
  const made = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, inDialect(value)]));
  for (const [flag, bound] of [['exclusiveMinimum', 'minimum'], ['exclusiveMaximum', 'maximum']] as const) {
    if (typeof made[flag] !== 'boolean') continue;
    if (made[flag]) [made[flag], made[bound]] = [made[bound], undefined];
    else delete made[flag];
  }
  return made;
};

/** `/openapi.json`, public; made on first demand, so that it costs the start nothing. */
export const serveOpenApi = (app: NestFastifyApplication, fastify: FastifyInstance): void => {
  let text: string | undefined;
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json').send((text ??= JSON.stringify(openApiOf(app)))));
};
