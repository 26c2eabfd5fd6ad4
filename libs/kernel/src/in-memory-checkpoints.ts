import type { CheckpointStore, ParkedReaction } from './checkpoint-store.ts';
import type { Checkpoint } from './event-feed.ts';

/** The reference checkpoint store. */
export const inMemoryCheckpoints = (): CheckpointStore => {
  const groups = new Map<string, Checkpoint>();
  const waiting = new Map<string, ReadonlyMap<string, ParkedReaction>>();
  return {
    read: async group => groups.get(group) ?? {},
    async write(group, checkpoint, { park, unpark } = { park: [], unpark: [] }) {
      const events = new Map(waiting.get(group));
      for (const parked of park) events.set(parked.event.id, structuredClone(parked));
      for (const id of unpark) events.delete(id);
      waiting.set(group, events);
      groups.set(group, { ...checkpoint });
    },
    parked: async group => structuredClone([...(waiting.get(group)?.values() ?? [])]),
    async reset(group) {
      groups.delete(group);
      waiting.delete(group);
    },
  };
};
