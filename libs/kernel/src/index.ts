export { replay, type Decider, type Message } from './decider.ts';
export { assertNever, DomainError, type ErrorDetails, type ErrorKind, type Fault } from './errors.ts';
export type { Catalogue, CommitMetadata, EventEnvelope, EventSpec, NewEvent } from './envelope.ts';
export { instant, systemClock, uuidV7, type Clock, type Ids } from './clock.ts';
export { envelopesOf, requireEvents, type AppendOutcome, type Commit, type EventStore, type StoredCommit, type StreamSlice } from './event-store.ts';
export type { CheckpointStore, ParkedChange, ParkedReaction } from './checkpoint-store.ts';
export type { Checkpoint, EventFeed, FeedBatch, FeedSubscription, RunningSubscription } from './event-feed.ts';
export { execute, executeAll, toNewEvent, type Execution, type Task, type TaskResult } from './execute.ts';
export { view, type ColumnValue, type Contribution, type Reaction, type Rollup, type View } from './view.ts';
export type {
  Filter, Find, Found, ParkedEvent, Put, RollupChange, RollupRow, SumQuery,
  ParkedRecord, ViewChange, ViewCommit, ViewDocuments, ViewOperations, ViewProgress, ViewReader, ViewScan, ViewSlot,
  ViewStatus, ViewStore,
} from './view-store.ts';
export { shapeOf } from './view-store.ts';
export type { Invalidation, LiveFeed, LiveMessage } from './live-feed.ts';
export type { EventLog } from './event-log.ts';
export type { LogReader } from './log-reader.ts';
export type { Limiter, LimitPolicy, LimitVerdict } from './limiter.ts';
export type { HeldLease, Leases } from './lease.ts';
export { subjectShredded, type OpenRequest, type Sealed, type SealRequest, type Vault } from './vault.ts';
export { decrypt, encrypt, keyedFingerprint, newKey, openSealed, sealData, secretKey, unreadable } from './sealing.ts';
export { receiveUpload, requireUploadId, type StoredUpload, type Uploads } from './uploads.ts';
export { BoundedCache } from './bounded-cache.ts';
export { cursorEventFeed, type CursorFeedOptions } from './cursor-event-feed.ts';
export { inMemoryEventStore } from './in-memory-event-store.ts';
export { inMemoryLeases } from './in-memory-leases.ts';
export { inMemoryLimiter } from './in-memory-limiter.ts';
export { inMemoryLiveFeed } from './in-memory-live-feed.ts';
export { inMemoryUploads } from './in-memory-uploads.ts';
export { inMemoryVault } from './in-memory-vault.ts';
export { inMemoryCheckpoints } from './in-memory-checkpoints.ts';
export { InMemoryViewStore } from './in-memory-view-store.ts';
export { PositionGate } from './position-gate.ts';
export { ViewHost, type ViewHostOptions } from './view-host.ts';
export { progressAt } from './view-progress.ts';
export { planFind, planSum, type Condition, type FindPlan, type SumPlan } from './view-query.ts';
export { ViewDrafts } from './view-drafts.ts';
export { recount, type RollupFault } from './view-rollups.ts';
export { ViewRunner, type Applied, type ViewBatch, type ViewPage } from './view-runner.ts';
export { ReactionRunner, type ReactionPorts } from './reaction-runner.ts';
