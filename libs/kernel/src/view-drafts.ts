import type { EventEnvelope } from './envelope.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Parking } from './view-parking.ts';
import { count, RollupTally, type Counted } from './view-rollups.ts';
import type { Put, RollupChange, ViewChange, ViewSlot, ViewStore } from './view-store.ts';
import type { ColumnValue, View } from './view.ts';

/** Thrown when a function of a view throws: the batch is run again with care, so that only the culprit is parked. */
export class Poison extends Error {
  constructor(cause: unknown) {
    super('A function of a view threw.', { cause });
  }
}

/** What the store holds of a document's effects: what it counts for in each rollup, and the scopes it belongs to. */
type Standing = { readonly counted: readonly (readonly Counted[])[]; readonly scopes: readonly string[] };

/** A document in memory. It is mutable and belongs to the batch in hand, or to the cache between batches. */
type Draft = {
  readonly id: string;
  /** Undefined while it holds nothing: before its first event, and once it is empty. */
  doc: object | undefined;
  stored: boolean;
  /** Changed by the batch in hand. */
  dirty: boolean;
  /** Taken before the first change: what is subtracted must be what the stored document was counted for. */
  standing: Standing | undefined;
};

type Handler = (doc: object, event: EventEnvelope<never>) => object;
type Step = {
  readonly event: EventEnvelope;
  readonly handler: Handler;
  readonly drafts: readonly Draft[];
  readonly error?: Error;
};

const NONE: readonly string[] = [];

/** Parsed documents kept per view, in each of two generations. */
const CACHED = 2500;

export type DraftOptions = {
  /** Documents kept per view between batches (default 2,500; up to twice as many for a while). */
  readonly cached?: number;
  /** Leaves scopes alone: nobody looks at a slot while it is built. */
  readonly silent?: boolean;
};

/**
 * The documents of one slot that a batch touches: loads them once, folds events in memory, and says what changed.
 *
 * Documents that derive figures from others will fit in here: `fold` collects facts, and between the last `fold` and
 * `changes` the runner can derive level by level, over the drafts in hand, with the recorded look-ups as further rows.
 */
export class ViewDrafts {
  readonly slot: ViewSlot;
  readonly view: View;
  private readonly cache: BoundedCache<Draft>;
  private readonly silent: boolean;
  private readonly columns: readonly (readonly [string, (doc: object, id: string) => ColumnValue])[];
  private readonly rollups: readonly NonNullable<View['rollups']>[string][];
  private readonly tallies: readonly RollupTally[];
  private readonly nothing: Standing;
  private inHand = new Map<string, Draft>();

  constructor(slot: ViewSlot, view: View, options: DraftOptions = {}) {
    this.slot = slot;
    this.view = view;
    this.silent = options.silent ?? false;
    this.cache = new BoundedCache(options.cached ?? CACHED);
    this.columns = Object.entries(view.columns ?? {});
    this.rollups = Object.values(view.rollups ?? {});
    this.tallies = Object.entries(view.rollups ?? {}).map(([name, rollup]) => new RollupTally(name, rollup));
    this.nothing = { counted: this.rollups.map(() => []), scopes: [] };
  }

  /** Documents that the batch in hand has asked for. */
  get size(): number {
    return this.inHand.size;
  }

  /**
   * Folds events that the view handles, oldest first, with one load for all documents not at hand. With `care`, an event that fails leaves no
   * trace and is parked; without, the failure is thrown and everything in hand is spoilt.
   * @throws Poison
   */
  async fold(events: readonly EventEnvelope[], store: ViewStore, parking: Parking, care: boolean): Promise<void> {
    const missing: Draft[] = [];
    const steps = this.route(events, parking, care, missing);
    if (missing.length > 0) {
      const docs = await store.load<object>(
        this.slot.id,
        missing.map(({ id }) => id),
      );
      missing.forEach((draft, index) => this.fill(draft, docs[index]));
    }
    if (!care) this.run(steps);
    else for (const step of steps) this.runCarefully(step, parking);
  }

  private route(events: readonly EventEnvelope[], parking: Parking, care: boolean, missing: Draft[]): Step[] {
    const steps: Step[] = [];
    for (const event of events) {
      const handler = this.view.on[event.type] as Handler;
      if (parking.waits(this.slot.id, event.key)) {
        parking.park(this.slot.id, event);
        continue;
      }
      try {
        const drafts = this.draftsOf(event, missing);
        if (drafts.length > 0) steps.push({ event, handler, drafts });
      } catch (error) {
        if (!care) throw new Poison(error);
        steps.push({ event, handler, drafts: [], error: errorOf(error) }); // parked in its turn, behind earlier ones
      }
    }
    return steps;
  }

  private draftsOf(event: EventEnvelope, missing: Draft[]): readonly Draft[] {
    const key = this.view.key(event as EventEnvelope<never>);
    if (typeof key === 'string') return [this.take(key, missing)];
    const ids = key.length < 2 ? key : [...new Set(key)];
    return ids.map(id => this.take(id, missing));
  }

  /** The draft of a document, from the batch, the cache, or still to be loaded. */
  private take(id: string, missing: Draft[]): Draft {
    let draft = this.inHand.get(id);
    if (draft) return draft;
    draft = this.cache.get(id);
    if (!draft) missing.push((draft = { id, doc: undefined, stored: false, dirty: false, standing: undefined }));
    this.inHand.set(id, draft);
    return draft;
  }

  private fill(draft: Draft, doc: object | undefined): void {
    draft.doc = doc;
    draft.stored = doc !== undefined;
    if (!draft.stored) draft.standing = this.nothing;
  }

  private run(steps: readonly Step[]): void {
    try {
      for (const { event, handler, drafts } of steps) {
        for (const draft of drafts) this.step(draft, handler, event);
      }
    } catch (error) {
      throw new Poison(error);
    }
  }

  private step(draft: Draft, handler: Handler, event: EventEnvelope): void {
    draft.standing ??= this.standingOf(draft);
    const doc = handler(draft.doc ?? this.view.initial(draft.id), event as EventEnvelope<never>);
    if (typeof doc !== 'object' || doc === null) throw new TypeError(`The fold of ${event.type} returned no document`);
    draft.dirty = true;
    // An emptied document starts afresh at once, so that the result does not depend on where a batch ends.
    draft.doc = this.view.empty?.(doc) ? undefined : doc;
  }

  private runCarefully(step: Step, parking: Parking): void {
    if (parking.waits(this.slot.id, step.event.key)) return parking.park(this.slot.id, step.event);
    const error = step.error ?? this.attempt(step);
    if (error) parking.park(this.slot.id, step.event, error);
  }

  /** Folds one event and tries all that will be asked of its documents; undoes it and returns the error if that fails. */
  private attempt({ event, handler, drafts }: Step): Error | undefined {
    const before = drafts.map(draft => {
      return { draft, text: draft.doc && JSON.stringify(draft.doc), dirty: draft.dirty };
    });
    try {
      for (const { draft } of before) {
        this.step(draft, handler, event);
        this.standingOf(draft);
        if (draft.doc) this.columnsOf(draft.doc, draft.id);
        JSON.stringify(draft.doc);
      }
      return undefined;
    } catch (error) {
      for (const { draft, text, dirty } of before) {
        Object.assign(draft, { doc: text === undefined ? undefined : (JSON.parse(text) as object), dirty });
      }
      return errorOf(error);
    }
  }

  private standingOf({ doc, id }: Draft): Standing {
    if (doc === undefined) return this.nothing;
    return {
      counted: this.rollups.length === 0 ? this.nothing.counted : this.rollups.map(rollup => count(rollup, doc, id)),
      scopes: this.silent ? NONE : (this.view.scopes?.(doc, id) ?? NONE),
    };
  }

  private columnsOf(doc: object, id: string): Record<string, ColumnValue> {
    const values: Record<string, ColumnValue> = {};
    for (const [name, of] of this.columns) {
      const value = of(doc, id);
      if (value !== null && typeof value !== 'string' && !Number.isFinite(value)) {
        throw new TypeError(`The column ${name} is neither a text nor a number nor null`);
      }
      values[name] = value;
    }
    return values;
  }

  /**
   * What the batch in hand changed, and the scopes of the documents before and after.
   * @throws Poison
   */
  changes(): { readonly change: ViewChange; readonly scopes: ReadonlySet<string> } {
    const dirty = [...this.inHand.values()].filter(draft => draft.dirty).sort((a, b) => (a.id < b.id ? -1 : 1));
    const puts: Put[] = [];
    const deletes: string[] = [];
    const scopes = new Set<string>();
    try {
      for (const draft of dirty) {
        const before = draft.standing!;
        const after = this.standingOf(draft);
        this.tallies.forEach((tally, index) => tally.move(before.counted[index]!, after.counted[index]!));
        for (const scope of before.scopes) scopes.add(scope);
        for (const scope of after.scopes) scopes.add(scope);
        if (draft.doc) puts.push({ id: draft.id, doc: draft.doc, columns: this.columnsOf(draft.doc, draft.id) });
        else if (draft.stored) deletes.push(draft.id);
        draft.standing = after;
      }
    } catch (error) {
      throw new Poison(error);
    }
    const increments: RollupChange[] = this.tallies.flatMap(tally => tally.drain());
    return { change: { slot: this.slot.id, puts, deletes, increments }, scopes };
  }

  /** After the commit: what was in hand goes to the cache. */
  settle(): void {
    for (const draft of this.inHand.values()) {
      if (draft.dirty) {
        draft.stored = draft.doc !== undefined;
        draft.dirty = false;
      }
      this.cache.set(draft.id, draft);
    }
    this.inHand = new Map();
  }

  /** After a rollback: what was in hand was changed by the failed batch, and the cache shares it. */
  forget(): void {
    this.inHand = new Map();
    this.cache.clear();
    for (const tally of this.tallies) tally.drain();
  }
}

const errorOf = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error('Something other than an error was thrown');
