import { afterEach, expect, test } from '@jest/globals';
import type { RunningSubscription } from './event-feed.ts';
import { cursorEventFeed } from './cursor-event-feed.ts';
import { inMemoryEventStore } from './in-memory-event-store.ts';
import { commitOn, lessons } from './testing/commits.ts';
import { eventFeedContract } from './testing/event-feed.contract.ts';
import { eventStoreContract } from './testing/event-store.contract.ts';
import { logReaderContract } from './testing/log-reader.contract.ts';

const running: RunningSubscription[] = [];
afterEach(async () => {
  for (const subscription of running.splice(0)) await subscription.close();
});

eventStoreContract('in memory', async () => inMemoryEventStore());

logReaderContract('in memory', async () => {
  const store = inMemoryEventStore();
  return { store, reader: store };
});

eventFeedContract('in memory', async () => {
  const store = inMemoryEventStore();
  return { store, feed: cursorEventFeed(store, { batchSize: 3 }) };
});

/** Resolves with the position of the first batch that reaches this one. */
const reached = (position: number) => {
  let arrive = (_events: number) => {};
  const arrived = new Promise<number>(resolve => (arrive = resolve));
  const onBatch = async (batch: { position: number; events: readonly unknown[] }) => {
    if (batch.position >= position) arrive(batch.events.length);
  };
  return { arrived, onBatch };
};

test('a subscriber hears how far the log was read even when nothing was of its topics', async () => {
  const store = inMemoryEventStore();
  const { arrived, onBatch } = reached(3);
  running.push(await cursorEventFeed(store).subscribe({ group: 'g', topics: ['none'], checkpoint: {}, onBatch }));
  await store.append([commitOn('a', 0, { events: lessons(3) })]);
  expect(await arrived).toBe(0);
});

test('a lost signal costs time and no event', async () => {
  const store = inMemoryEventStore();
  const deaf = { ...store, onAppended: () => () => {} };
  const { arrived, onBatch } = reached(1);
  running.push(
    await cursorEventFeed(deaf, { pollMs: 5 }).subscribe({ group: 'g', topics: [], checkpoint: {}, onBatch }),
  );
  await store.append([commitOn('a', 0)]);
  expect(await arrived).toBe(1);
});

test('a signal wakes a subscriber long before it would look by itself', async () => {
  const store = inMemoryEventStore();
  const { arrived, onBatch } = reached(2);
  running.push(
    await cursorEventFeed(store, { pollMs: 3_600_000 }).subscribe({ group: 'g', topics: [], checkpoint: {}, onBatch }),
  );
  await store.append([commitOn('a', 0)]);
  await new Promise(setImmediate);
  await store.append([commitOn('a', 1)]);
  expect(await arrived).toBe(1);
});

test('a checkpoint that the log never reached is refused instead of skipping events', async () => {
  const store = inMemoryEventStore();
  await store.append([commitOn('a', 0)]);
  const subscribe = (position: number) =>
    cursorEventFeed(store).subscribe({ group: 'g', topics: [], checkpoint: { 0: position }, onBatch: async () => {} });
  await expect(subscribe(2)).rejects.toMatchObject({
    code: 'CHECKPOINT_BEYOND_LOG',
    details: { position: 2, head: 1 },
  });
  running.push(await subscribe(1));
});

test('a group has one reader at a time', async () => {
  const feed = cursorEventFeed(inMemoryEventStore());
  const subscription = { group: 'g', topics: [], checkpoint: {}, onBatch: async () => {} };
  const first = await feed.subscribe(subscription);
  await expect(feed.subscribe(subscription)).rejects.toThrow('subscribed already');
  await first.close();
  running.push(await feed.subscribe(subscription));
});

test('subscribers at the same place share one reading of the log', async () => {
  const store = inMemoryEventStore();
  let reads = 0;
  const counted: typeof store = {
    ...store,
    readAll: (after, limit, types) => {
      const page = store.readAll(after, limit, types);
      if (page.length > 0) reads++;
      return page;
    },
  };
  const feed = cursorEventFeed(counted);
  const both = [reached(3), reached(3)];
  for (const [index, { onBatch }] of both.entries()) {
    running.push(await feed.subscribe({ group: `g${index}`, topics: [], checkpoint: {}, onBatch }));
  }
  await store.append([commitOn('a', 0, { events: lessons(3) })]);
  await Promise.all(both.map(({ arrived }) => arrived));
  expect(reads).toBe(1);
});
