import type { AppendOutcome, Commit, EventStore } from '@strata/kernel';

/** How long an acknowledged commit stays in memory alone. */
const DELAY_MS = 100;

/**
 * What must never be: acknowledges before it writes. It stands in for the log in the run that has to fail, so that a run
 * that finds nothing lost is known to be able to find it.
 */
export const hastyStore = (store: EventStore): EventStore => ({
  append: async (commits: readonly Commit[]): Promise<AppendOutcome[]> => {
    setTimeout(() => void store.append(commits), DELAY_MS);
    return commits.map(({ expectedVersion, events }) => ({
      status: 'appended',
      version: expectedVersion + events.length,
      position: null,
    }));
  },
  read: (streamId, afterVersion) => store.read(streamId, afterVersion),
  readMany: streamIds => store.readMany(streamIds),
  findCommits: commitIds => store.findCommits(commitIds),
});
