import type { EventEnvelope } from './envelope.ts';
import { DomainError } from './errors.ts';
import type { EventFeed, FeedSubscription, RunningSubscription } from './event-feed.ts';
import type { EventLog } from './event-log.ts';

export type CursorFeedOptions = {
  /** How long a subscription at the head sleeps when no signal wakes it, in milliseconds. Default 1,000. */
  readonly pollMs?: number;
  /** Most events of a batch. Default 500. */
  readonly batchSize?: number;
};

type Page = { readonly position: number; readonly events: readonly EventEnvelope[] };
/** What comes after a position; the position itself when there is nothing yet. */
type ReadPage = (afterPosition: number) => Page;

/**
 * The feed of an engine of one process, in-memory and embedded: a cursor over the log. One partition, 0; so order holds
 * across keys too. A subscription gives way to other work after every batch.
 *
 * @throws Error from `subscribe` when the group runs already: with one partition its second reader would only repeat.
 */
export const cursorEventFeed = (log: EventLog, options: CursorFeedOptions = {}): EventFeed => {
  const { pollMs = 1000, batchSize = 500 } = options;
  const running = new Set<string>();
  const readPage = sharedPages(log, batchSize);
  return {
    async subscribe(subscription) {
      const { group } = subscription;
      const start = subscription.checkpoint[0] ?? 0;
      if (running.has(group)) throw new Error(`The group ${group} is subscribed already.`);
      if (start > log.head()) throw checkpointBeyondLog(group, start, log.head());
      running.add(group);
      const bell = doorbell(pollMs);
      const silence = log.onAppended(bell.ring);
      const pages = subscription.types ? pagesOf(log, batchSize, subscription.types) : readPage;
      return follow(subscription, pages, bell, () => {
        silence();
        running.delete(group);
      });
    },
  };
};

const follow = (
  { checkpoint, topics, onBatch }: FeedSubscription,
  readPage: ReadPage,
  bell: Doorbell,
  end: () => void,
): RunningSubscription => {
  const wanted = new Set(topics);
  let closing = false;
  const run = async () => {
    let position = checkpoint[0] ?? 0;
    await breathe(); // the caller holds the subscription before its first batch comes
    while (!closing) {
      const page = readPage(position);
      if (page.position === position) {
        await bell.rung();
        continue;
      }
      position = page.position;
      const events = wanted.size === 0 ? page.events : page.events.filter(event => wanted.has(event.topic));
      await onBatch({ partition: 0, position, events });
      await breathe(); // a long catch-up on one thread must not keep requests waiting
    }
  };
  const stopped = run()
    .then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    )
    .finally(end);
  const close = async () => {
    closing = true;
    bell.ring();
    await stopped;
  };
  return { stopped, close };
};

const breathe = () => new Promise<void>(resolve => void setImmediate(resolve));

type Doorbell = { ring(): void; rung(): Promise<void> };

/** Resolves `rung` at the next ring, or after `pollMs`. A ring while nobody waits counts for the next wait. */
const doorbell = (pollMs: number): Doorbell => {
  let missed = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      missed = true;
      wake?.();
    },
    async rung() {
      if (!missed) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, pollMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      [missed, wake] = [false, undefined];
    },
  };
};

/** Subscriptions at the head all ask for the same page at the same time: it is read and parsed once. */
const sharedPages = (log: EventLog, batchSize: number): ReadPage => {
  let last: { after: number; page: Page } | undefined;
  return afterPosition => {
    if (last?.after !== afterPosition || last.page.position === afterPosition) {
      const events = log.readAll(afterPosition, batchSize);
      last = { after: afterPosition, page: { position: events.at(-1)?.position ?? afterPosition, events } };
    }
    return last.page;
  };
};

/** Pages of a few types: the others are neither parsed nor shown. The end is asked for first, so that nothing is passed by. */
const pagesOf =
  (log: EventLog, batchSize: number, types: readonly string[]): ReadPage =>
  afterPosition => {
    const head = log.head();
    const events = log.readAll(afterPosition, batchSize, types);
    return { position: events.at(-1)?.position ?? head, events };
  };

const checkpointBeyondLog = (group: string, position: number, head: number) =>
  new DomainError(
    'CHECKPOINT_BEYOND_LOG',
    'unavailable',
    `The checkpoint of ${group} is at ${position}, but the log ends at ${head}: it is an older copy. Rebuild what ${group} made.`,
    { group, position, head },
  );
