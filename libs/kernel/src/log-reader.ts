import type { EventEnvelope } from './envelope.ts';

/**
 * The whole log in its order, for whoever keeps up with it by itself, on a thread of its own: hence synchronous.
 * What it returns is on disk.
 */
export interface LogReader {
  /** Position of the last event; 0 when there is none. */
  head(): number;
  /**
   * At most `limit` events after this position, oldest first; with `types`, only these types, the others skipped unparsed.
   * A commit is cut only when it alone passes the limit. An empty answer means that nothing, or nothing of these types, is left.
   */
  readAll(afterPosition: number, limit: number, types?: readonly string[]): readonly EventEnvelope[];
}
