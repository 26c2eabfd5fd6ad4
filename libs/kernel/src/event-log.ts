import type { LogReader } from './log-reader.ts';

/** The log of an engine of one process (in-memory, embedded): readable as a whole, and it says when it grew. */
export interface EventLog extends LogReader {
  /** Calls `listener` with the new head after each group commit, synchronously. Returns the function that ends it. */
  onAppended(listener: (head: number) => void): () => void;
}
