import { Module, type DynamicModule } from '@nestjs/common';
import { catalogue } from '@strata/contracts';
import type {
  Catalogue, CheckpointStore, Clock, EventFeed, EventStore, Execution, Ids, Leases, Limiter, LiveFeed, Uploads, Vault, ViewOperations, ViewReader,
} from '@strata/kernel';
import { quietLogger, type Logger } from './logger.ts';

/** Every port that an engine gives a service. Which engine it is, nobody can tell from here. */
export type Engine = {
  readonly store: EventStore;
  readonly feed: EventFeed;
  readonly views: ViewReader;
  readonly viewOperations: ViewOperations;
  readonly live: LiveFeed;
  readonly limiter: Limiter;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly vault: Vault;
  readonly uploads: Uploads;
  readonly checkpoints: CheckpointStore;
  close(): Promise<void>;
};

export type Settings = {
  /** The district that this installation serves; part of every event. */
  readonly tenant: string;
  /** IANA time zone of the district: what "today" means. */
  readonly timeZone: string;
  /** Opens everything: bearer token or cookie. Kept beside the data, never logged. */
  readonly ownerToken: string;
  /** True when the data was made up; every page says so. */
  readonly demo: boolean;
  /** Percent of the active enrolments that a roster may end before a person must confirm it. Default 10. */
  readonly dropLimitPercent?: number;
};

export const EVENT_STORE = Symbol('EventStore');
export const EVENT_FEED = Symbol('EventFeed');
export const VIEWS = Symbol('ViewReader');
export const VIEW_OPERATIONS = Symbol('ViewOperations');
export const LIVE_FEED = Symbol('LiveFeed');
export const LIMITER = Symbol('Limiter');
export const LEASES = Symbol('Leases');
export const CLOCK = Symbol('Clock');
export const IDS = Symbol('Ids');
export const VAULT = Symbol('Vault');
export const UPLOADS = Symbol('Uploads');
export const CHECKPOINTS = Symbol('CheckpointStore');
export const EXECUTION = Symbol('Execution');
export const SETTINGS = Symbol('Settings');
export const LOGGER = Symbol('Logger');
export const ACCESS_LOG = Symbol('AccessLog');

export type EngineOptions = {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly logger?: Logger;
  /** Who was let in to what, and why (a disclosure log). */
  readonly accessLog?: Logger;
};

/** Offers the ports of one engine to every module. Closing the engine is its owner's business, not Nest's. */
@Module({})
export class EngineModule {
  static for({ engine, settings, logger = quietLogger, accessLog = quietLogger }: EngineOptions): DynamicModule {
    const execution: Execution = { store: engine.store, catalogue: catalogue as unknown as Catalogue, clock: engine.clock, ids: engine.ids, tenant: settings.tenant };
    const values: readonly [symbol, unknown][] = [
      [EVENT_STORE, engine.store], [EVENT_FEED, engine.feed], [VIEWS, engine.views], [VIEW_OPERATIONS, engine.viewOperations],
      [LIVE_FEED, engine.live], [LIMITER, engine.limiter], [LEASES, engine.leases], [CLOCK, engine.clock], [IDS, engine.ids],
      [VAULT, engine.vault], [UPLOADS, engine.uploads], [CHECKPOINTS, engine.checkpoints], [EXECUTION, execution],
      [SETTINGS, settings], [LOGGER, logger], [ACCESS_LOG, accessLog],
    ];
    const providers = values.map(([provide, useValue]) => ({ provide, useValue }));
    return { module: EngineModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
