import type { AppendOutcome, Commit, EventEnvelope, EventStore, StoredCommit } from '@strata/kernel';
import { envelopesOf } from '@strata/kernel';

/**
 * The log as it is, plus what a trial would add to it: reads see both, and nothing is stored. So a trial answers exactly
 * what the real thing would.
 */
export const dryRunStore = (store: EventStore): EventStore => {
  const commits = new Map<string, StoredCommit>();
  const streams = new Map<string, EventEnvelope[]>();

  const add = async (commit: Commit): Promise<AppendOutcome> => {
    const [known] = await findCommits([commit.commitId]);
    if (known) return { status: 'duplicate', commit: known };
    const { version } = await read(commit.streamId);
    if (version !== commit.expectedVersion) return { status: 'conflict', actualVersion: version };
    const stored = { ...commit, position: null };
    commits.set(commit.commitId, stored);
    streams.set(commit.streamId, [...(streams.get(commit.streamId) ?? []), ...envelopesOf(stored)]);
    return { status: 'appended', version: version + commit.events.length, position: null };
  };
  const findCommits = async (ids: readonly string[]) => (await store.findCommits(ids)).map((commit, index) => commit ?? commits.get(ids[index]!));
  const read = async (streamId: string, afterVersion = 0) => {
    const stored = await store.read(streamId, afterVersion);
    const tried = streams.get(streamId) ?? [];
    return { events: [...stored.events, ...tried.filter(({ version }) => version > afterVersion)], version: tried.at(-1)?.version ?? stored.version };
  };

  return {
    async append(added) {
      const outcomes: AppendOutcome[] = [];
      for (const commit of added) outcomes.push(await add(commit));
      return outcomes;
    },
    read,
    readMany: async (streamIds) => Promise.all(streamIds.map((streamId) => read(streamId))),
    findCommits,
  };
};
