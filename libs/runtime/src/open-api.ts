import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

/** The OpenAPI 3.1 document of everything that this process serves, made from the schemas that validate it. */
export const openApiOf = (app: NestFastifyApplication): OpenAPIObject =>
  SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Strata')
      .setDescription('Tiered supports in schools: who receives core, more and highly specialized support, and how much time each gets.')
      .setVersion('1')
      .addBearerAuth()
      .build(),
  );

/** `/openapi.json`, public; made on first demand, so that it costs the start nothing. */
export const serveOpenApi = (app: NestFastifyApplication, fastify: FastifyInstance): void => {
  let text: string | undefined;
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json').send((text ??= JSON.stringify(openApiOf(app)))));
};
