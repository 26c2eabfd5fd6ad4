import type { Message } from './decider.ts';
import type { CommitMetadata, EventEnvelope, NewEvent } from './envelope.ts';

/** Events that become durable together or not at all. */
export type Commit = {
  /** The caller's idempotency key, unique over the whole log and for ever: retry an unknown outcome with the same one. */
  readonly commitId: string;
  readonly streamId: string;
  /** The stream's version that the decision was made on; 0 for a new stream. */
  readonly expectedVersion: number;
  /** At least one. */
  readonly events: readonly NewEvent[];
  readonly metadata: CommitMetadata;
};

/** A commit as the store holds it. */
export type StoredCommit = Commit & {
  /** Feed position of its last event; null while the store has not placed it yet (distributed engine). */
  readonly position: number | null;
};

export type AppendOutcome =
  | { readonly status: 'appended'; readonly version: number; readonly position: number | null }
  /** A commit of this id is stored already, perhaps with other content: compare `commit.metadata.contentHash`. */
  | { readonly status: 'duplicate'; readonly commit: StoredCommit }
  /** The stream is at another version; nothing of this commit was stored. */
  | { readonly status: 'conflict'; readonly actualVersion: number };

export type StreamSlice<Event extends Message = Message> = {
  readonly events: readonly EventEnvelope<Event>[];
  /** The stream's current version, 0 when it does not exist. */
  readonly version: number;
};

/**
 * The log. Every commit is atomic and independent of the others in its call.
 *
 * `append` answers when the commits are on disk; calls made at the same time share one sync (group commit), and
 * outcomes come in the order of the commits. Commits of one call see the earlier ones of that call. When the disk
 * refuses, it throws `DomainError('STORE_UNAVAILABLE', 'unavailable')` and nothing of the call is stored. A call with a
 * commit without events, or with data that is no JSON, throws an Error and stores nothing.
 */
export interface EventStore {
  append(commits: readonly Commit[]): Promise<AppendOutcome[]>;
  /** Events of a stream with `version > afterVersion`, oldest first. */
  read(streamId: string, afterVersion?: number): Promise<StreamSlice>;
  /** `read` for many streams in one step; slices come in the order of the ids. */
  readMany(streamIds: readonly string[]): Promise<StreamSlice[]>;
  /** The stored commits of these ids, `undefined` where there is none, in the order of the ids. */
  findCommits(commitIds: readonly string[]): Promise<(StoredCommit | undefined)[]>;
}

/** @throws Error for a commit without events: a bug of the caller, found before anything is stored. */
export const requireEvents = (commit: Commit): void => {
  if (commit.events.length === 0) throw new Error('A commit holds at least one event.');
};

/** The envelopes of a stored commit's events, oldest first; positions end at the commit's own. */
export const envelopesOf = (commit: StoredCommit): EventEnvelope[] => {
  const { contentHash: _unpublished, ...metadata } = commit.metadata;
  const before = (commit.position ?? 0) - commit.events.length;
  return commit.events.map((event, index) => ({
    ...event,
    ...metadata,
    stream: commit.streamId,
    version: commit.expectedVersion + index + 1,
    position: before + index + 1,
  }));
};
