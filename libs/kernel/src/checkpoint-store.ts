import type { EventEnvelope } from './envelope.ts';
import type { Checkpoint } from './event-feed.ts';

/** An event that a reaction could not handle, or that waits behind one of its key. */
export type ParkedReaction = {
  readonly key: string;
  readonly reason: string;
  readonly parkedAt: string;
  readonly event: EventEnvelope;
};

export type ParkedChange = {
  /** Appended; an event that is parked already keeps its place and takes the new reason. */
  readonly park: readonly ParkedReaction[];
  /** Ids of events that wait no more. */
  readonly unpark: readonly string[];
};

/** How far a reaction has read. Losing the newest write is harmless: what it did is repeated under the same commit ids. */
export interface CheckpointStore {
  /** `{}` for a group that has not read anything. */
  read(group: string): Promise<Checkpoint>;
  /** The checkpoint, and what was parked on the way to it: kept together, or not at all. */
  write(group: string, checkpoint: Checkpoint, parked?: ParkedChange): Promise<void>;
  /** In the order of parking. */
  parked(group: string): Promise<ParkedReaction[]>;
  /** Forgets the checkpoint and what is parked: the group begins again. */
  reset(group: string): Promise<void>;
}
