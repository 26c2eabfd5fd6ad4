export { Access, AccessGuard, By, OWNER_COOKIE, PROVIDER_KEYS, sameSecret, Who, type Audience, type Principal, type ProviderKeys } from './access.ts';
export { createApp, type AppOptions } from './app.ts';
export { BODY_LIMIT, type WithRawBody } from './body.ts';
export { bodySchema } from './body-schema.ts';
export { readConfig, type Config } from './config.ts';
export {
  ACCESS_LOG, CHECKPOINTS, CLOCK, EngineModule, EVENT_FEED, EVENT_STORE, EXECUTION, IDS, LEASES, LIMITER, LIVE_FEED, LOGGER, SETTINGS, UPLOADS, VAULT,
  VIEW_OPERATIONS, VIEWS, type Engine, type EngineOptions, type Settings,
} from './engine.ts';
export { etagOf, expectedVersionOf } from './etag.ts';
export { jsonLogger, quietLogger, type Logger } from './logger.ts';
export { openApiOf } from './open-api.ts';
export { servePage } from './page.ts';
export { freshness, paged, pageQuery, type Fresh, type Paged } from './paging.ts';
export { pointerOf, problemOf, ProblemFilter, validationFailed, type Problem } from './problem.ts';
export { ReactionsModule } from './reactions.ts';
export { today } from './today.ts';
export { CommandsModule, Run, type Ran } from './run.ts';
