import 'reflect-metadata';
import type { IncomingHttpHeaders } from 'node:http';
import { Module, StandardSchemaValidationPipe, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { uuidV7 } from '@strata/kernel';
import { AccessGuard, credentialOf, credentialsMissing } from './access.ts';
import { acceptBodies, BODY_LIMIT } from './body.ts';
import { EngineModule, type EngineOptions } from './engine.ts';
import { serveEntrance } from './entrance.ts';
import { HealthHttp } from './health.http.ts';
import { serveOpenApi } from './open-api.ts';
import { serveProblemPage } from './problem-page.ts';
import { ProblemFilter, validationFailed } from './problem.ts';
import { CommandsModule } from './run.ts';

export type AppOptions = EngineOptions & {
  /** The services of this process. */
  readonly imports: readonly (Type | DynamicModule)[];
};

/** What somebody without credentials may send: a request for a token. More is refused before it is read. */
const ANONYMOUS_BYTES = 16 * 1024;

/** A caller's `Request-Id` is kept when it is harmless to log. */
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/**
 * The Nest edge of any set of services on any engine: bodies, validation, access, problem+json, `Request-Id`, health and
 * OpenAPI. The application is initialised and not yet listening.
 */
export const createApp = async (options: AppOptions): Promise<NestFastifyApplication> => {
  const ids = uuidV7();
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true, // open live streams must not hold up a shutdown
    routerOptions: { maxParamLength: 2048 },
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) => {
      const given = request.headers['request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : ids.next();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(rootOf(options), adapter, { logger: false, bodyParser: false, abortOnError: false });
  const fastify = adapter.getInstance() as never as Parameters<typeof acceptBodies>[0];
  acceptBodies(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ 'request-id': request.id, 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    if (credentialOf(request) === undefined && announcedBytes(request.headers) > ANONYMOUS_BYTES) done(credentialsMissing());
    else done();
  });
  serveEntrance(fastify, options.settings.ownerToken);
  serveOpenApi(app, fastify);
  serveProblemPage(fastify);
  await app.init();
  return app;
};

/** Bytes of body that the headers announce; a body of unknown length may be of any. */
const announcedBytes = (headers: IncomingHttpHeaders): number => (headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity);

const rootOf = (options: AppOptions): DynamicModule => {
  @Module({})
  class StrataModule {}
  return {
    module: StrataModule,
    imports: [EngineModule.for(options), CommandsModule, ...options.imports],
    controllers: [HealthHttp],
    providers: [
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
      { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: validationFailed }) },
    ],
  };
};
