import type { CheckpointStore } from './checkpoint-store.ts';
import type { Checkpoint } from './event-feed.ts';

/** The reference checkpoint store. */
export const inMemoryCheckpoints = (): CheckpointStore => {
  const groups = new Map<string, Checkpoint>();
  return {
    read: async (group) => groups.get(group) ?? {},
    write: async (group, checkpoint) => void groups.set(group, { ...checkpoint }),
  };
};
