import type { EventEnvelope } from './envelope.ts';
import type { Checkpoint } from './event-feed.ts';
import type { Invalidation } from './live-feed.ts';
import type { ColumnValue, View } from './view.ts';

/** `{column: value}` equals, `{column: [a, b]}` one of, `{column: {gte, lt}}` a range over one column. */
export type Filter = Readonly<
  Record<string, ColumnValue | readonly ColumnValue[] | { readonly gte?: ColumnValue; readonly lt?: ColumnValue }>
>;

export type Find = {
  readonly where?: Filter;
  /**
   * Columns of a declared index, in its order, after those that `where` holds to one value; `-name` descending (all or
   * none). The id breaks ties, in the same direction. Without it, by id. Nulls come first ascending, last descending.
   */
  readonly order?: readonly string[];
  /** 1 to 1,000. */
  readonly limit: number;
  /** `next` of the page before. Opaque; of another query it is refused with `INVALID_CURSOR`. */
  readonly cursor?: string;
};

export type Found<Doc> = {
  readonly items: readonly { readonly id: string; readonly doc: Doc }[];
  readonly next?: string;
};

/** A row of a rollup: the dimensions asked for, every measure, and `docs`. */
export type RollupRow = Readonly<Record<string, string | number>>;

export type SumQuery = {
  readonly where?: Readonly<
    Record<string, string | readonly string[] | { readonly gte?: string; readonly lt?: string }>
  >;
  /** Dimensions to keep, which also sort the rows; the others are summed over. With none, the answer is one row. */
  readonly by: readonly string[];
};

/** How far the views are behind the log. */
export type ViewProgress = {
  /** Feed position that every live view includes. */
  readonly position: number;
  /** RFC 3339: the views hold everything recorded until then. */
  readonly asOf: string;
  /** Seconds since the oldest event not yet in the views was recorded; 0 when there is none. */
  readonly lagSeconds: number;
};

/**
 * What the live views hold. Every answer is a consistent state of one commit.
 * @throws DomainError `VIEW_BUILDING` (unavailable) while no build of this version of the view has caught up yet,
 *   `UNKNOWN_VIEW`, `UNKNOWN_COLUMN`, `UNKNOWN_ORDER`, `UNKNOWN_ROLLUP`, `UNKNOWN_DIMENSION`, `INVALID_LIMIT`,
 *   `INVALID_CURSOR` (invalid).
 */
export interface ViewDocuments {
  /** In the order of the ids; undefined where there is none. */
  load<Doc>(view: string, ids: readonly string[]): Promise<(Doc | undefined)[]>;
  find<Doc>(view: string, query: Find): Promise<Found<Doc>>;
  sum(view: string, rollup: string, query: SumQuery): Promise<RollupRow[]>;
}

/** Reading views: what services and the query API see. */
export interface ViewReader extends ViewDocuments {
  progress(): ViewProgress;
  /** Resolves when every live view includes `position`. @throws DomainError `VIEWS_BEHIND` after `timeoutMs` (default 10,000). */
  whenCaughtUp(position: number, timeoutMs?: number): Promise<void>;
}

/** An event that a view could not fold. It waits, and every later event of the same key behind it, in that view. */
export type ParkedEvent = {
  readonly view: string;
  /** The event's partition key: all that the law of a view lets it rely on is the order within one key. */
  readonly key: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly position: number;
  /** The first of its key carries the reason; those behind it wait for it. */
  readonly reason: string;
  readonly parkedAt: string;
};

export type ViewStatus = {
  readonly name: string;
  readonly version: number;
  readonly status: 'live' | 'building';
  readonly position: number;
  readonly documents: number;
};

/** Operating views: what the command line and the data-quality page use. */
export interface ViewOperations {
  status(): Promise<ViewStatus[]>;
  /** Rebuilds beside the live version and swaps; resolves after the swap. */
  rebuild(view: string, onProgress?: (position: number, head: number) => void): Promise<void>;
  parked(): Promise<ParkedEvent[]>;
  /** Folds the key's parked events again, in order; those that still fail stay. Returns how many went through. */
  retry(view: string, key: string): Promise<number>;
  /** Drops the first parked event of the key from this view for good, and retries the rest. */
  discard(view: string, key: string): Promise<number>;
  /** Recounts every rollup from its documents; an empty list means that they agree. */
  verify(): Promise<{ readonly view: string; readonly rollup: string; readonly detail: string }[]>;
}

/**
 * One build of one version of a view: documents, rollups and parked events of its own. While a view is rebuilt it has two,
 * and a reader sees the live one.
 */
export type ViewSlot = {
  /** `census@3.1`: name, version, number of the build. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** `retired`: replaced, waiting to be dropped. */
  readonly status: 'building' | 'live' | 'retired';
  /** Slots of one group move together, under one checkpoint. */
  readonly group: string;
  /** What the slot was laid out for (`shapeOf`): a view whose columns changed does not fit any more. */
  readonly shape: string;
};

export type Put = {
  readonly id: string;
  readonly doc: object;
  readonly columns: Readonly<Record<string, ColumnValue>>;
};

export type RollupChange = {
  readonly rollup: string;
  readonly key: Readonly<Record<string, string>>;
  /** Every measure, by how much it changes. */
  readonly add: Readonly<Record<string, number>>;
  /** Change of the number of documents in the row; at 0 documents the row goes. */
  readonly docs: number;
};

export type ViewChange = {
  readonly slot: string;
  /** Sorted by id: neighbours are written together, at half the cost. */
  readonly puts: readonly Put[];
  readonly deletes: readonly string[];
  readonly increments: readonly RollupChange[];
};

/** A parked event with all that it takes to fold it later. */
export type ParkedRecord = Omit<ParkedEvent, 'view'> & { readonly slot: string; readonly event: EventEnvelope };

/** Everything that one batch changed: durable together, or not at all. */
export type ViewCommit = {
  readonly group: string;
  readonly checkpoint: Checkpoint;
  readonly changes: readonly ViewChange[];
  /** Appended to the slot's parked events; one that is parked already keeps its place and takes the new reason. */
  readonly park: readonly ParkedRecord[];
  readonly unpark: readonly { readonly slot: string; readonly eventId: string }[];
  readonly invalidations: readonly Invalidation[];
};

/** All that a slot holds, as of one commit. */
export interface ViewScan {
  /** In pages, in the order of the ids (by UTF-8 bytes). */
  documents(): AsyncIterable<readonly { readonly id: string; readonly doc: object }[]>;
  /** Every row of a rollup: dimensions, measures and `docs`. */
  rows(rollup: string): Promise<RollupRow[]>;
  close(): Promise<void>;
}

/** The writing side, used by the view host and its runners alone. One writer at a time. */
export interface ViewStore {
  /** Learns the views; makes nothing. Before anything else. */
  open(views: readonly View[]): Promise<void>;
  /** Everything that it holds, whatever the code knows; by name, version and build. */
  slots(): Promise<ViewSlot[]>;
  /** A new, empty slot, building, beside any other of this view. */
  create(view: View, group: string): Promise<ViewSlot>;
  /**
   * In one transaction: the slots of group `from` become live in group `into`, the live slots of the same views are
   * retired, and the checkpoint of `from` ends.
   * @throws Error when `into` has live slots and stands elsewhere.
   */
  promote(from: string, into: string): Promise<void>;
  /** Removes slots with all they hold, and the checkpoints of groups that are empty then. Unknown ids are no error. */
  drop(slotIds: readonly string[]): Promise<void>;
  checkpoint(group: string): Promise<Checkpoint>;
  load<Doc>(slotId: string, ids: readonly string[]): Promise<(Doc | undefined)[]>;
  count(slotId: string): Promise<number>;
  /** In the order of parking. */
  parked(): Promise<(ParkedEvent & { readonly slot: string })[]>;
  parkedEvents(slotId: string, key: string): Promise<EventEnvelope[]>;
  /** One transaction. @throws DomainError of kind `unavailable` when the disk or the database refuses; it may be tried again */
  commit(batch: ViewCommit): Promise<void>;
  scan(slotId: string): Promise<ViewScan>;
}

/** What the storage of a view depends on. A slot of another shape cannot serve it, whatever its version says. */
export const shapeOf = (view: View): string =>
  JSON.stringify({
    columns: Object.keys(view.columns ?? {}),
    indexes: view.indexes ?? [],
    rollups: Object.entries(view.rollups ?? {}).map(([name, { dimensions, measures }]) => [name, dimensions, measures]),
  });
