import type { EventEnvelope } from './envelope.ts';

export type ColumnValue = string | number | null;

/** What one document adds to one row of a rollup. Measures are integers; an absent measure adds 0. */
export type Contribution = {
  readonly key: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, number>>;
};

export type Rollup<Doc> = {
  /** The row's key, in the order in which it is looked up. */
  readonly dimensions: readonly string[];
  /** Summed over the documents; `docs`, the number of documents in the row, is always there as well. */
  readonly measures: readonly string[];
  /** What this document counts for, today. The engine subtracts what it counted for before. */
  of(doc: Doc, id: string): readonly Contribution[];
};

/**
 * A live view: data plus pure functions. No clock, no randomness, no I/O; `initial` names every field; documents are
 * plain JSON. The result must not depend on how events of different keys or different topics interleave: it may rely on
 * the order within one key of one topic, and on nothing else. `viewLaws` of the test tools checks that.
 *
 * A function that throws parks the event, and the later ones of its key, in this view alone.
 */
export type View<Doc extends object = object> = {
  readonly name: string;
  /** Raise it whenever an old document would no longer be right: the view is rebuilt beside the old one and swapped. */
  readonly version: number;
  /** Event type -> fold. The draft belongs to the engine: change it and return it, or return a new one. */
  readonly on: Readonly<Record<string, (doc: Doc, event: EventEnvelope<never>) => Doc>>;
  /**
   * The documents that an event touches; `[]` for none. Put time before person in composite ids: neighbours are written
   * together. An event must find its document by itself: a correction carries the date of what it corrects.
   */
  key(event: EventEnvelope<never>): string | readonly string[];
  initial(id: string): Doc;
  /** True when the document holds nothing any more: it goes, and an event that comes later starts from `initial`. */
  empty?(doc: Doc): boolean;
  /** Values to find and sort by. */
  readonly columns?: Readonly<Record<string, (doc: Doc, id: string) => ColumnValue>>;
  /** Ordered lists of columns that queries use; the id is always the last tie-breaker. */
  readonly indexes?: readonly (readonly string[])[];
  readonly rollups?: Readonly<Record<string, Rollup<Doc>>>;
  /** What an open browser must fetch again when this document changed: scopes of the live feed, before and after. */
  scopes?(doc: Doc, id: string): readonly string[];
};

/** Types a view where it is written and lets a list hold views of any document. */
export const view = <Doc extends object>(definition: View<Doc>): View => definition as unknown as View;

/**
 * What one service does because of another's event: a pure function from an event, and the documents it asks for, to
 * commands. Runs in order, checkpointed, at least once: so commands carry ids made from the event's.
 */
export type Reaction<Task> = {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handles: readonly string[];
  /** Documents of the service's own views that `react` sees, at or after the event's position. */
  needs?(event: EventEnvelope<never>): readonly { readonly view: string; readonly id: string }[];
  react(event: EventEnvelope<never>, document: (view: string, id: string) => unknown): readonly Task[];
};
