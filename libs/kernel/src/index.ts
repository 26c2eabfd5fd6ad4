export { replay, type Decider, type Message } from './decider.ts';
export { assertNever, DomainError, type ErrorDetails, type ErrorKind, type Fault } from './errors.ts';
export type { Catalogue, CommitMetadata, EventEnvelope, EventSpec, NewEvent } from './envelope.ts';
export { instant, systemClock, uuidV7, type Clock, type Ids } from './clock.ts';
export { envelopesOf, type AppendOutcome, type Commit, type EventStore, type StoredCommit, type StreamSlice } from './event-store.ts';
export type { CheckpointStore } from './checkpoint-store.ts';
export type { Checkpoint, EventFeed, FeedBatch, FeedSubscription, RunningSubscription } from './event-feed.ts';
export { execute, executeAll, toNewEvent, type Execution, type Task, type TaskResult } from './execute.ts';
export { view, type ColumnValue, type Contribution, type Reaction, type Rollup, type View } from './view.ts';
export type {
  Filter, Find, Found, ParkedEvent, Put, RollupChange, RollupRow, SumQuery,
  ViewChange, ViewCommit, ViewOperations, ViewProgress, ViewReader, ViewStatus, ViewStore,
} from './view-store.ts';
export type { Invalidation, LiveFeed, LiveMessage } from './live-feed.ts';
export type { LogReader } from './log-reader.ts';
export type { Limiter, LimitPolicy, LimitVerdict } from './limiter.ts';
export type { HeldLease, Leases } from './lease.ts';
export type { OpenRequest, Sealed, SealRequest, Vault } from './vault.ts';
export type { StoredUpload, Uploads } from './uploads.ts';
