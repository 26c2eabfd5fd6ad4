import { Module, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import {
  DomainError, executeAll,
  type Checkpoint, type CheckpointStore, type EventEnvelope, type EventFeed, type Execution, type FeedBatch, type Reaction, type RunningSubscription, type Task, type ViewReader,
} from '@strata/kernel';
import { CHECKPOINTS, EVENT_FEED, EXECUTION, LOGGER, VIEWS } from './engine.ts';
import type { Logger } from './logger.ts';

/** Milliseconds before a reaction that was stopped (a full disk, views behind) begins again; doubled each time in a row. */
const PAUSE = { first: 250, longest: 30_000 } as const;
/** How far a reaction reads past events of others before it notes how far it is. */
const IDLE_POSITIONS = 5000;
const VIEW_PATIENCE = 10_000;

type Known = EventEnvelope<never>;
type Ports = { readonly feed: EventFeed; readonly checkpoints: CheckpointStore; readonly views: ViewReader; readonly execution: Execution; readonly logger: Logger };

/**
 * Keeps the reactions of this process up with the log: each reads in the order of the log from its own checkpoint, and
 * its commands are on disk before the checkpoint moves. After a crash some events come again; their commands carry ids
 * made from the event's, so nothing happens twice. A reaction that cannot go on begins again where it was, other
 * reactions go on meanwhile. An event that it throws at is a bug: logged by position, left out, and the later ones follow.
 */
export class Reactions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly subscriptions = new Set<RunningSubscription>();
  private readonly loops: Promise<void>[] = [];
  private closing = false;
  private wake = () => {};

  constructor(
    private readonly reactions: readonly Reaction<Task>[],
    private readonly on: Ports,
  ) {}

  onApplicationBootstrap(): void {
    for (const reaction of this.reactions) this.loops.push(this.keepUp(reaction));
  }

  /** The batch in hand is finished. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    this.wake();
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    await Promise.all(this.loops);
  }

  private async keepUp(reaction: Reaction<Task>): Promise<void> {
    let pause: number = PAUSE.first;
    while (!this.closing) {
      const error = await this.follow(reaction, () => (pause = PAUSE.first));
      if (!error || this.closing) return;
      this.on.logger.warn({ group: reaction.group, ...told(error) }, 'a reaction stopped and begins again');
      // A log restored from an older copy: what was done before is known by its commit ids.
      if (error instanceof DomainError && error.code === 'CHECKPOINT_BEYOND_LOG') await this.on.checkpoints.write(reaction.group, {}).catch(() => undefined);
      await this.rest(pause);
      pause = Math.min(pause * 2, PAUSE.longest);
    }
  }

  /** Resolves with what stopped it; undefined when it was closed. */
  private async follow(reaction: Reaction<Task>, onProgress: () => void): Promise<Error | undefined> {
    const { group, topics } = reaction;
    try {
      let noted: Checkpoint = await this.on.checkpoints.read(group);
      const onBatch = async (batch: FeedBatch): Promise<void> => {
        const events = batch.events.filter(({ type }) => reaction.handles.includes(type)) as unknown as readonly Known[];
        if (events.length > 0) await this.react(reaction, events, batch.position);
        onProgress();
        if (events.length === 0 && batch.position - (noted[batch.partition] ?? 0) < IDLE_POSITIONS) return;
        noted = { ...noted, [batch.partition]: batch.position };
        await this.on.checkpoints.write(group, noted);
      };
      const subscription = await this.on.feed.subscribe({ group, topics, checkpoint: noted, onBatch });
      this.subscriptions.add(subscription);
      if (this.closing) await subscription.close();
      const error = await subscription.stopped;
      this.subscriptions.delete(subscription);
      return error;
    } catch (error) {
      return error as Error;
    }
  }

  /** All documents are as of the batch's end or later, which `needs` allows. */
  private async react(reaction: Reaction<Task>, events: readonly Known[], position: number): Promise<void> {
    if (reaction.needs) await this.on.views.whenCaughtUp(position, VIEW_PATIENCE);
    const documents = await this.documentsFor(reaction, events);
    const tasks = events.flatMap((event) => this.tasksOf(reaction, event, documents));
    for (const result of await executeAll(this.on.execution, tasks)) {
      if (result.status !== 'refused') continue;
      if (result.error.kind === 'unavailable') throw result.error;
      this.on.logger.warn({ group: reaction.group, code: result.error.code }, 'a command of a reaction was refused');
    }
  }

  private tasksOf(reaction: Reaction<Task>, event: Known, documents: ReadonlyMap<string, unknown>): readonly Task[] {
    try {
      return reaction.react(event, (view, id) => documents.get(`${view}/${id}`));
    } catch (error) {
      const { position, type } = event as EventEnvelope;
      this.on.logger.error({ group: reaction.group, position, type, ...told(error as Error) }, 'a reaction could not read an event and leaves it out');
      return [];
    }
  }

  private async documentsFor({ needs }: Reaction<Task>, events: readonly Known[]): Promise<ReadonlyMap<string, unknown>> {
    const wanted = new Map<string, Set<string>>();
    for (const event of events) for (const { view, id } of needs?.(event) ?? []) wanted.set(view, (wanted.get(view) ?? new Set()).add(id));
    const documents = new Map<string, unknown>();
    for (const [view, ids] of wanted) {
      const found = await this.on.views.load(view, [...ids]);
      [...ids].forEach((id, index) => documents.set(`${view}/${id}`, found[index]));
    }
    return documents;
  }

  private rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      const before = this.wake;
      this.wake = () => {
        before();
        clearTimeout(timer);
        resolve();
      };
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
