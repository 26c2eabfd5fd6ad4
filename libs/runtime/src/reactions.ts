import { Module, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError, ReactionRunner, type CheckpointStore, type EventFeed, type Execution, type Reaction, type Task, type ViewReader } from '@strata/kernel';
import { CHECKPOINTS, EVENT_FEED, EXECUTION, LOGGER, VIEWS } from './engine.ts';
import type { Logger } from './logger.ts';

type Ports = { readonly feed: EventFeed; readonly checkpoints: CheckpointStore; readonly views: ViewReader; readonly execution: Execution; readonly logger: Logger };

/** Runs the reactions of this process from the moment it is up until it goes down; each keeps its own place in the log. */
export class Reactions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private runners: readonly ReactionRunner[] = [];

  constructor(
    private readonly reactions: readonly Reaction<Task>[],
    private readonly on: Ports,
  ) {}

  onApplicationBootstrap(): void {
    this.runners = this.reactions.map((reaction) => this.start(reaction));
  }

  /** The batch in hand is finished. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.close()));
  }

  private start(reaction: Reaction<Task>): ReactionRunner {
    const { logger, ...ports } = this.on;
    const { group } = reaction;
    return new ReactionRunner(reaction, {
      ...ports,
      onRefused: ({ code }, { position }) => logger.warn({ group, code, position }, 'a command of a reaction was refused'),
      onParked: ({ reason, event: { position, type } }) => logger.error({ group, position, type, reason }, 'a reaction could not handle an event and parked it'),
      onStopped: (error, pauseMs) => logger.warn({ group, pauseMs, ...told(error) }, 'a reaction stopped and begins again'),
    });
  }
}

const told = (error: Error) => (error instanceof DomainError ? { code: error.code } : { stack: error.stack });

const PORTS = [EVENT_FEED, CHECKPOINTS, VIEWS, EXECUTION, LOGGER];
type PortsInOrder = [EventFeed, CheckpointStore, ViewReader, Execution, Logger];

/** Runs these reactions for as long as the application is up. */
@Module({})
export class ReactionsModule {
  static for(reactions: readonly Reaction<Task>[]): DynamicModule {
    const useFactory = (...[feed, checkpoints, views, execution, logger]: PortsInOrder) => new Reactions(reactions, { feed, checkpoints, views, execution, logger });
    return { module: ReactionsModule, providers: [{ provide: Reactions, inject: PORTS, useFactory }] };
  }
}
