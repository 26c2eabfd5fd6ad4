import type { Checkpoint } from './event-feed.ts';

/** How far a reaction has read. Losing the newest write is harmless: what it did is repeated under the same commit ids. */
export interface CheckpointStore {
  /** `{}` for a group that has not read anything. */
  read(group: string): Promise<Checkpoint>;
  write(group: string, checkpoint: Checkpoint): Promise<void>;
}
