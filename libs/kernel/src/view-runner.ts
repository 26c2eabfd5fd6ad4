import { DomainError } from './errors.ts';
import { instant, type Clock } from './clock.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Checkpoint } from './event-feed.ts';
import type { Invalidation } from './live-feed.ts';
import { Poison, type ViewDrafts } from './view-drafts.ts';
import { Parking } from './view-parking.ts';
import type { ViewCommit, ViewStore } from './view-store.ts';

/** A part of the feed. A `FeedBatch` is one. */
export type ViewPage = {
  /** Everything up to here is covered. */
  readonly position: number;
  /** Oldest first. */
  readonly events: readonly EventEnvelope[];
};

/** Events to be folded and committed as one. */
export type ViewBatch = {
  readonly partition: number;
  /** Read page by page, so that a large batch need not be in memory; read again when a function of a view throws. */
  readonly pages: Iterable<ViewPage> | AsyncIterable<ViewPage>;
};

export type Applied = {
  readonly checkpoint: Checkpoint;
  readonly invalidations: readonly Invalidation[];
  /** How many events this batch parked. */
  readonly parked: number;
};

/** More scopes than this in one batch become `*`: a browser that far behind fetches everything anyway. */
const SCOPES = 500;

const isUnavailable = (error: unknown): boolean => error instanceof DomainError && error.kind === 'unavailable';

/**
 * Folds batches into the slots of one group and commits each batch once: documents, rollups, checkpoint and parked events
 * together. One call at a time.
 *
 * Per page there is one load per view, per batch one commit. What the checkpoint covers already is skipped, so repeated
 * batches are harmless. When a function of a view throws, the batch is run again with care: each event is tried on its
 * own, and what fails is parked with the later events of its key. When the store throws, nothing has happened: the runner
 * takes its state from the store again before the next batch.
 */
export class ViewRunner {
  readonly group: string;
  private members: readonly ViewDrafts[];
  private readonly store: ViewStore;
  private readonly parking: Parking;
  private readonly byType = new Map<string, readonly ViewDrafts[]>();
  private at: Checkpoint = {};
  private stale = true;
  private care = false;

  constructor(store: ViewStore, group: string, members: readonly ViewDrafts[], clock: Clock) {
    this.store = store;
    this.group = group;
    this.members = members;
    this.parking = new Parking(() => instant(clock));
  }

  get views(): readonly ViewDrafts[] {
    return this.members;
  }

  /** How far it has committed. Current after `open`, and after a failed batch once `open` was called again. */
  get checkpoint(): Checkpoint {
    return this.at;
  }

  /** Documents held in memory by the batch that is being applied: a source of pages may end it when they become many. */
  get inHand(): number {
    return this.members.reduce((sum, member) => sum + member.size, 0);
  }

  /** Takes checkpoint and parked keys from the store; does nothing when they are at hand. */
  async open(): Promise<void> {
    if (!this.stale) return;
    for (const member of this.members) member.forget();
    this.at = await this.store.checkpoint(this.group);
    await this.parking.load(
      this.store,
      this.members.map(({ slot }) => slot.id),
    );
    this.stale = false;
  }

  /** Replaces the slots, which share the group's checkpoint in the store by now. */
  async adopt(members: readonly ViewDrafts[]): Promise<void> {
    this.members = members;
    this.byType.clear();
    this.stale = true;
    await this.open();
  }

  /** The next batch is tried event by event from the start: for whoever comes back from a crash that no one caught. */
  takeCare(): void {
    this.care = true;
  }

  /** @throws whatever the store or the pages threw; the batch may be given again. */
  async apply(batch: ViewBatch): Promise<Applied> {
    await this.open();
    try {
      const applied = await this.tryBatch(batch);
      this.care = false;
      return applied;
    } catch (error) {
      this.stale = true;
      if (!isUnavailable(error)) this.care = true; // a full disk is no fault of an event: care would only make it slow
      throw error;
    }
  }

  private async tryBatch(batch: ViewBatch): Promise<Applied> {
    if (!this.care) {
      try {
        return await this.run(batch, false);
      } catch (error) {
        if (!(error instanceof Poison)) throw error;
        for (const member of this.members) member.forget();
        this.parking.settle();
      }
    }
    return this.run(batch, true);
  }

  private async run({ partition, pages }: ViewBatch, care: boolean): Promise<Applied> {
    const done = this.at[partition] ?? 0;
    let reached = done;
    for await (const { position, events } of pages) {
      if (position <= reached) continue;
      const fresh = (events[0]?.position ?? 0) > reached ? events : events.filter(event => event.position > reached);
      for (const [member, own] of this.dispatch(fresh)) await member.fold(own, this.store, this.parking, care);
      reached = position;
    }
    if (reached === done) return { checkpoint: this.at, invalidations: [], parked: 0 };
    return this.commit({ ...this.at, [partition]: reached }, reached, []);
  }

  /** To each view the events that it handles: one look per event, however many views there are. */
  private dispatch(events: readonly EventEnvelope[]): Map<ViewDrafts, EventEnvelope[]> {
    const queues = new Map<ViewDrafts, EventEnvelope[]>();
    for (const event of events) {
      for (const member of this.handlersOf(event.type)) {
        const queue = queues.get(member);
        if (queue) queue.push(event);
        else queues.set(member, [event]);
      }
    }
    return queues;
  }

  private handlersOf(type: string): readonly ViewDrafts[] {
    let members = this.byType.get(type);
    if (!members) this.byType.set(type, (members = this.members.filter(({ view }) => Object.hasOwn(view.on, type))));
    return members;
  }

  /**
   * Folds the parked events of a key again, in order, until one fails; `discard` drops the first one. `through` says how
   * many made it.
   */
  async retry(slotId: string, key: string, discard: boolean): Promise<Applied & { readonly through: number }> {
    await this.open();
    const member = this.members.find(({ slot }) => slot.id === slotId);
    const waiting = await this.store.parkedEvents(slotId, key);
    if (!member || waiting.length === 0) return { checkpoint: this.at, invalidations: [], parked: 0, through: 0 };
    try {
      this.parking.free(slotId, key);
      const rest = discard ? waiting.slice(1) : waiting;
      const through = await this.foldUntilParked(member, rest);
      const gone = [...(discard ? waiting.slice(0, 1) : []), ...rest.slice(0, through)];
      const position = Math.max(0, ...Object.values(this.at));
      const unpark = gone.map(({ id }) => ({ slot: slotId, eventId: id }));
      return { ...(await this.commit(this.at, position, unpark)), through };
    } catch (error) {
      this.stale = true;
      throw error;
    }
  }

  private async foldUntilParked(member: ViewDrafts, events: readonly EventEnvelope[]): Promise<number> {
    for (const [index, event] of events.entries()) {
      await member.fold([event], this.store, this.parking, true);
      if (this.parking.records.length > 0) return index; // its key waits again, now with the reason of today
    }
    return events.length;
  }

  private async commit(checkpoint: Checkpoint, position: number, unpark: ViewCommit['unpark']): Promise<Applied> {
    const changed = this.members.map(member => ({ view: member.view.name, ...member.changes() }));
    const invalidations = changed.flatMap(({ view, scopes }) => {
      const named = scopes.size > SCOPES ? ['*'] : [...scopes];
      return named.map(scope => ({ view, scope, version: position }));
    });
    const park = this.parking.records;
    const changes = changed.map(({ change }) => change);
    await this.store.commit({ group: this.group, checkpoint, changes, park, unpark, invalidations });
    for (const member of this.members) member.settle();
    this.parking.settle();
    this.at = checkpoint;
    return { checkpoint, invalidations, parked: park.length };
  }
}
