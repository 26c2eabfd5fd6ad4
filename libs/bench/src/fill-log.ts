import type { Commit, EventStore } from '@strata/kernel';

/** Commits a transaction: large, because nobody waits for one of them. */
const AT_ONCE = 1000;

/** Appends all of them, in their order. Returns the number of events. @throws Error when one is not taken. */
export const fillLog = async (store: EventStore, commits: Iterable<Commit>): Promise<number> => {
  let events = 0;
  let group: Commit[] = [];
  const append = async () => {
    for (const { status } of await store.append(group))
      if (status !== 'appended') throw new Error(`A commit was not appended: ${status}`);
    group = [];
  };
  for (const commit of commits) {
    events += commit.events.length;
    if (group.push(commit) === AT_ONCE) await append();
  }
  if (group.length > 0) await append();
  return events;
};
