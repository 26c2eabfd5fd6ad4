import type { Checkpoint } from './event-feed.ts';
import type { Invalidation } from './live-feed.ts';
import type { ColumnValue, View } from './view.ts';

/** `{column: value}` equals, `{column: [a, b]}` one of, `{column: {gte, lt}}` a range over one column. */
export type Filter = Readonly<
  Record<string, ColumnValue | readonly ColumnValue[] | { readonly gte?: ColumnValue; readonly lt?: ColumnValue }>
>;

export type Find = {
  readonly where?: Filter;
  /** Columns of a declared index, in its order; `-name` descending (all or none). The id breaks ties. */
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
  readonly where?: Readonly<Record<string, string | readonly string[] | { readonly gte?: string; readonly lt?: string }>>;
  /** Dimensions to keep; the others are summed over. */
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

/** Reading views: what services and the query API see. Every answer is a consistent state of one commit. */
export interface ViewReader {
  load<Doc>(view: string, ids: readonly string[]): Promise<(Doc | undefined)[]>;
  find<Doc>(view: string, query: Find): Promise<Found<Doc>>;
  sum(view: string, rollup: string, query: SumQuery): Promise<RollupRow[]>;
  progress(): ViewProgress;
  /** Resolves when every live view includes `position`. @throws DomainError `VIEWS_BEHIND` after `timeoutMs` (default 10,000). */
  whenCaughtUp(position: number, timeoutMs?: number): Promise<void>;
}

/** A document that could not be folded: its event and every later event of the same key wait here, per view. */
export type ParkedEvent = {
  readonly view: string;
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

export type Put = {
  readonly id: string;
  readonly doc: object;
  readonly columns: Readonly<Record<string, ColumnValue>>;
};

export type RollupChange = {
  readonly rollup: string;
  readonly key: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, number>>;
  /** Change of the number of documents in the row; at 0 documents the row goes. */
  readonly docs: number;
};

export type ViewChange = {
  readonly view: string;
  readonly puts: readonly Put[];
  readonly deletes: readonly string[];
  readonly increments: readonly RollupChange[];
};

/** Everything that one batch changed: durable together, or not at all. */
export type ViewCommit = {
  readonly group: string;
  readonly checkpoint: Checkpoint;
  readonly changes: readonly ViewChange[];
  readonly park: readonly ParkedEvent[];
  readonly unpark: readonly { readonly view: string; readonly eventId: string }[];
  readonly invalidations: readonly Invalidation[];
};

/** The writing side, used by the view runner alone. */
export interface ViewStore {
  /** Makes room for these views. Idempotent. */
  open(views: readonly View[]): Promise<void>;
  checkpoint(group: string): Promise<Checkpoint>;
  load<Doc>(view: string, ids: readonly string[]): Promise<(Doc | undefined)[]>;
  parked(): Promise<ParkedEvent[]>;
  /** One transaction. */
  commit(batch: ViewCommit): Promise<void>;
}
