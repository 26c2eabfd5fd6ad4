import type { EventEnvelope } from './envelope.ts';

/** Partition -> position of the last event that was handled. The embedded engine has one partition, 0. */
export type Checkpoint = Readonly<Record<number, number>>;

export type FeedBatch = {
  readonly partition: number;
  /** Everything up to here is covered by this batch; store it together with what the batch changed. */
  readonly position: number;
  /** Empty when none up to `position` was of the topics asked for: then only the checkpoint moves. */
  readonly events: readonly EventEnvelope[];
};

export type FeedSubscription = {
  /** One name per independent reader; two processes of one group share its partitions. */
  readonly group: string;
  /** Empty means every topic. */
  readonly topics: readonly string[];
  /** Only these event types, where given: a feed may leave the others unread. Batches may then be empty. */
  readonly types?: readonly string[];
  /** Where to start: the subscriber's own checkpoint, never the transport's. */
  readonly checkpoint: Checkpoint;
  /** The next batch comes when this one is done. A rejection stops the subscription and reaches `stopped`. */
  onBatch(batch: FeedBatch): Promise<void>;
};

export interface RunningSubscription {
  /** Resolves with the error that stopped it, or with undefined after `close`. */
  readonly stopped: Promise<Error | undefined>;
  /** Resolves when the batch in hand is done and no other will come. */
  close(): Promise<void>;
}

/**
 * Events in the order of the log per partition (and so per key), at least once: a batch may come again after a crash,
 * never out of order. A signal may wake a subscription; it is never trusted to, so a lost one costs latency only.
 */
export interface EventFeed {
  /**
   * @throws DomainError `CHECKPOINT_BEYOND_LOG` when the checkpoint names a position that the log never gave (a log
   * restored from an older copy): going on would skip events without a word. The reader must be rebuilt.
   */
  subscribe(subscription: FeedSubscription): Promise<RunningSubscription>;
}
