import type { CheckpointStore, ParkedReaction } from './checkpoint-store.ts';
import { instant } from './clock.ts';
import type { EventEnvelope } from './envelope.ts';
import { DomainError } from './errors.ts';
import type { Checkpoint, EventFeed, FeedBatch, RunningSubscription } from './event-feed.ts';
import { executeAll, type Execution, type Task } from './execute.ts';
import { reasonOf } from './view-parking.ts';
import type { ViewReader } from './view-store.ts';
import type { Reaction } from './view.ts';

export type ReactionPorts = {
  readonly feed: EventFeed;
  readonly checkpoints: CheckpointStore;
  readonly views: ViewReader;
  readonly execution: Execution;
  /** A command that a rule refused: it is left out, and the reaction goes on. */
  onRefused?(error: DomainError, event: EventEnvelope): void;
  /** An event that the reaction, or a decider of its commands, threw at; `reason` says how. */
  onParked?(parked: ParkedReaction): void;
  /** The reaction cannot go on for now (a full disk, views behind) and begins again after a pause, in milliseconds. */
  onStopped?(error: Error, pauseMs: number): void;
  /** Milliseconds of pause before trying again what threw: as many tries. */
  readonly retryPauses?: readonly number[];
};

/** Before it begins again, in milliseconds: doubled each time in a row. */
const PAUSE = { first: 250, longest: 30_000 } as const;
const RETRY_PAUSES = [100, 1000] as const;
/** How far it reads past events of others before it notes how far it is. */
const IDLE_POSITIONS = 5000;
const VIEW_PATIENCE_MS = 10_000;

type Documents = (view: string, id: string) => unknown;
/** What to do because of one event. */
type Answer = { readonly event: EventEnvelope; readonly tasks: readonly Task[] };

/**
 * Keeps one reaction up with the log: in the order of the log, from its own checkpoint, and its commands are on disk before
 * the checkpoint moves. At least once: after a crash some events come again, so commands carry ids made from the event's
 * (a task without `commitId` gets one here), and nothing happens twice. That is also why the checkpoint may be written
 * late, in a file of its own, and without waiting for the disk.
 *
 * A refused command is told of and left out. What throws is a bug: after some tries the event is parked with every later
 * one of its key, and other keys go on. A store or views that are not there are waited for.
 */
export class ReactionRunner {
  private readonly reaction: Reaction<Task>;
  private readonly on: ReactionPorts;
  private readonly waits = new Set<string>();
  private readonly loop: Promise<void>;
  private subscription: RunningSubscription | undefined;
  private checkpoint: Checkpoint = {};
  private turn: Promise<unknown> = Promise.resolve();
  private closing = false;
  private wake: () => void = () => undefined;

  /** Starts at once. */
  constructor(reaction: Reaction<Task>, on: ReactionPorts) {
    this.reaction = reaction;
    this.on = on;
    this.loop = this.keepUp();
  }

  get group(): string {
    return this.reaction.group;
  }

  /** Finishes the batch in hand. Repeating it is harmless. */
  async close(): Promise<void> {
    this.closing = true;
    this.wake();
    await this.subscription?.close();
    await this.loop;
  }

  parked(): Promise<ParkedReaction[]> {
    return this.on.checkpoints.parked(this.group);
  }

  /** Handles the key's parked events again, in order, until one fails. Returns how many went through. */
  retry(key: string): Promise<number> {
    return this.exclusive(() => this.handleParked(key, false));
  }

  /** Drops the first parked event of the key for good, and handles the rest. */
  discard(key: string): Promise<number> {
    return this.exclusive(() => this.handleParked(key, true));
  }

  private async keepUp(): Promise<void> {
    let pause: number = PAUSE.first;
    while (!this.closing) {
      const error = await this.follow(() => (pause = PAUSE.first)).catch((thrown: Error) => thrown);
      if (!error || this.closing) return;
      this.on.onStopped?.(error, pause);
      // A log restored from an older copy: what was done before is known by its commit ids.
      if (hasCode(error, 'CHECKPOINT_BEYOND_LOG')) await this.on.checkpoints.reset(this.group).catch(() => undefined);
      await this.rest(pause);
      pause = Math.min(pause * 2, PAUSE.longest);
    }
  }

  /** Resolves with what stopped it; undefined when it was closed. */
  private async follow(onProgress: () => void): Promise<Error | undefined> {
    const { checkpoints, feed } = this.on;
    this.checkpoint = await checkpoints.read(this.group);
    this.waits.clear();
    for (const { key } of await checkpoints.parked(this.group)) this.waits.add(key);
    const onBatch = (batch: FeedBatch) => this.exclusive(() => this.handleBatch(batch)).then(onProgress);
    const { group, topics, handles: types } = this.reaction;
    this.subscription = await feed.subscribe({ group, topics, types, checkpoint: this.checkpoint, onBatch });
    if (this.closing) await this.subscription.close();
    return this.subscription.stopped;
  }

  private async handleBatch({ partition, position, events }: FeedBatch): Promise<void> {
    const ours = events.filter(({ type }) => this.reaction.handles.includes(type));
    if (ours.length === 0 && position - (this.checkpoint[partition] ?? 0) < IDLE_POSITIONS) return;
    const park = ours.length > 0 ? await this.handle(ours, position) : [];
    const checkpoint = { ...this.checkpoint, [partition]: position };
    await this.on.checkpoints.write(this.group, checkpoint, park.length > 0 ? { park, unpark: [] } : undefined);
    this.checkpoint = checkpoint;
  }

  /** All at once; when something throws, one by one, to find out which. Returns what must be parked. */
  private async handle(events: readonly EventEnvelope[], position: number): Promise<ParkedReaction[]> {
    const free = events.filter(({ key }) => !this.waits.has(key));
    const failed = (await this.attempt(free, position)) !== undefined;
    const parked: ParkedReaction[] = [];
    for (const event of events) {
      const waits = this.waits.has(event.key);
      const failure = failed && !waits ? await this.persist(event, position) : undefined;
      if (!waits && !failure) continue;
      const waiting = this.parkedOf(event, failure);
      parked.push(waiting);
      this.waits.add(event.key);
      if (failure) this.on.onParked?.(waiting);
    }
    return parked;
  }

  private parkedOf(event: EventEnvelope, failure: Error | undefined): ParkedReaction {
    const reason = failure ? reasonOf(failure) : 'Waits for an earlier event of its key.';
    return { key: event.key, reason, parkedAt: instant(this.on.execution.clock), event };
  }

  /** Tries one event several times: it may have met a passing fault. */
  private async persist(event: EventEnvelope, position: number): Promise<Error | undefined> {
    let failure = await this.attempt([event], position);
    for (const pause of this.on.retryPauses ?? RETRY_PAUSES) {
      if (!failure) return undefined;
      await this.rest(pause);
      if (this.closing) throw new DomainError('REACTION_STOPPED', 'unavailable', 'The reaction is being stopped.');
      failure = await this.attempt([event], position);
    }
    return failure;
  }

  /** Returns the bug that was met, before anything was stored. @throws what must be waited out: kind `unavailable`. */
  private async attempt(events: readonly EventEnvelope[], position: number): Promise<Error | undefined> {
    try {
      const documents = await this.documentsFor(events, position);
      await this.execute(events.map(event => ({ event, tasks: this.tasksOf(event, documents) })));
      return undefined;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') throw error;
      return error instanceof Error ? error : new Error('Something other than an error was thrown');
    }
  }

  /** All documents are as of this position or later, which `needs` allows. */
  private async documentsFor(events: readonly EventEnvelope[], position: number): Promise<Documents> {
    const wanted = new Map<string, Set<string>>();
    for (const event of events) {
      for (const { view, id } of this.reaction.needs?.(event as EventEnvelope<never>) ?? []) {
        wanted.set(view, (wanted.get(view) ?? new Set()).add(id));
      }
    }
    const found = new Map<string, unknown>();
    if (wanted.size > 0) await this.on.views.whenCaughtUp(position, VIEW_PATIENCE_MS);
    for (const [view, ids] of wanted) {
      const documents = await this.on.views.load(view, [...ids]);
      [...ids].forEach((id, index) => found.set(`${view}/${id}`, documents[index]));
    }
    return (view, id) => found.get(`${view}/${id}`);
  }

  private tasksOf(event: EventEnvelope, documents: Documents): readonly Task[] {
    const tasks = this.reaction.react(event as EventEnvelope<never>, documents);
    return tasks.map((task, index) => ({ ...task, commitId: task.commitId ?? `${this.group}/${event.id}/${index}` }));
  }

  private async execute(answers: readonly Answer[]): Promise<void> {
    const causes = answers.flatMap(({ event, tasks }) => tasks.map(() => event));
    const results = await executeAll(
      this.on.execution,
      answers.flatMap(({ tasks }) => tasks),
    );
    results.forEach((result, index) => {
      if (result.status !== 'refused') return;
      if (result.error.kind === 'unavailable') throw result.error;
      this.on.onRefused?.(result.error, causes[index]!);
    });
  }

  private async handleParked(key: string, discard: boolean): Promise<number> {
    const waiting = (await this.parked()).filter(parked => parked.key === key);
    if (waiting.length === 0) return 0;
    const gone = discard ? [waiting[0]!.event.id] : [];
    const park: ParkedReaction[] = [];
    let through = 0;
    for (const { event } of discard ? waiting.slice(1) : waiting) {
      const failure = await this.attempt([event], event.position);
      if (failure) {
        park.push(this.parkedOf(event, failure));
        break;
      }
      gone.push(event.id);
      through++;
    }
    await this.on.checkpoints.write(this.group, this.checkpoint, { park, unpark: gone });
    if (park.length === 0) this.waits.delete(key);
    return through;
  }

  /** One thing at a time: a retry must not meet a batch. */
  private exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  /** Returns early when closed. */
  private rest(milliseconds: number): Promise<void> {
    if (this.closing) return Promise.resolve();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const hasCode = (error: Error, code: string): boolean => error instanceof DomainError && error.code === code;
