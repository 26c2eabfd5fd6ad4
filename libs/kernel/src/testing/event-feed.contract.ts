import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventEnvelope } from '../envelope.ts';
import type { Checkpoint, EventFeed, FeedBatch } from '../event-feed.ts';
import type { EventStore } from '../event-store.ts';
import { commitOn, lessons } from './commits.ts';

type OpenedFeed = { readonly store: EventStore; readonly feed: EventFeed };

/** What a subscriber keeps: the events it saw, and the checkpoint that it would have stored with them. */
const reader = () => {
  const events: EventEnvelope[] = [];
  let checkpoint: Checkpoint = {};
  let look = () => {};
  return {
    events,
    checkpoint: () => checkpoint,
    take: (batch: FeedBatch) => {
      events.push(...batch.events);
      checkpoint = { ...checkpoint, [batch.partition]: batch.position };
      look();
    },
    /** Resolves when the condition holds; looked at after each batch. */
    until: (holds: () => boolean) =>
      new Promise<void>(resolve => {
        look = () => holds() && resolve();
        look();
      }),
  };
};

const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

/** Every feed passes this suite. `open` gives an empty log and the feed over it. */
export const eventFeedContract = (name: string, open: () => Promise<OpenedFeed>) =>
  describe(`event feed: ${name}`, () => {
    const subscribe = (feed: EventFeed, group: string, seen: ReturnType<typeof reader>, topics: string[] = []) =>
      feed.subscribe({ group, topics, checkpoint: seen.checkpoint(), onBatch: async batch => seen.take(batch) });

    test('a subscriber gets what was recorded before it came and what is recorded after', async () => {
      const { store, feed } = await open();
      const [before, after] = [commitOn('a', 0, { events: lessons(3) }), commitOn('a', 3, { events: lessons(2) })];
      await store.append([before]);
      const seen = reader();
      const running = await subscribe(feed, 'g', seen);
      await seen.until(() => seen.events.length >= 3);
      await store.append([after]);
      await seen.until(() => seen.events.length >= 5);
      await running.close();
      expect(idsOf(seen.events)).toEqual(idsOf([...before.events, ...after.events]));
      expect(seen.events).toEqual(
        (await store.read('a')).events.map(event => expect.objectContaining({ id: event.id, version: event.version })),
      );
    });

    test('a subscriber goes on where its own checkpoint stands', async () => {
      const { store, feed } = await open();
      const seen = reader();
      await store.append([commitOn('a', 0, { events: lessons(3) })]);
      const first = await subscribe(feed, 'g', seen);
      await seen.until(() => seen.events.length >= 3);
      await first.close();
      await store.append([commitOn('a', 3, { events: lessons(2) })]);
      const second = await subscribe(feed, 'g', seen);
      await seen.until(() => seen.events.length >= 5);
      await second.close();
      expect(seen.events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    });

    test('only the topics asked for come', async () => {
      const { store, feed } = await open();
      const seen = reader();
      const running = await subscribe(feed, 'g', seen, ['wanted', 'also']);
      const topics = ['wanted', 'other', 'also', 'other', 'wanted'];
      await store.append([commitOn('a', 0, { events: topics.map(topic => ({ topic })) })]);
      await seen.until(() => seen.events.length >= 3);
      await running.close();
      expect(seen.events.map(({ topic }) => topic)).toEqual(['wanted', 'also', 'wanted']);
    });

    test('only the types asked for come, and the checkpoint passes the others by', async () => {
      const { store, feed } = await open();
      const mixed = ['Held', 'Other', 'Held', 'Other', 'Other'].map(type => ({ type }));
      await store.append([commitOn('a', 0, { events: mixed }), commitOn('b', 0, { events: mixed.slice(3) })]);
      const seen = reader();
      const running = await feed.subscribe({ group: 'g', topics: [], types: ['Held'], checkpoint: {}, onBatch: async batch => seen.take(batch) });
      await seen.until(() => (seen.checkpoint()[0] ?? 0) >= 7);
      await store.append([commitOn('c', 0, { events: mixed })]);
      await seen.until(() => (seen.checkpoint()[0] ?? 0) >= 12);
      await running.close();
      expect(seen.events.map(({ type, stream }) => `${type} ${stream}`)).toEqual(['Held a', 'Held a', 'Held c', 'Held c']);
    });

    test('two groups each get everything', async () => {
      const { store, feed } = await open();
      const [one, two] = [reader(), reader()];
      const running = [await subscribe(feed, 'one', one), await subscribe(feed, 'two', two, ['wanted'])];
      await store.append([commitOn('a', 0, { events: [{ topic: 'wanted' }, { topic: 'other' }] })]);
      await Promise.all([one.until(() => one.events.length >= 2), two.until(() => two.events.length >= 1)]);
      await Promise.all(running.map(subscription => subscription.close()));
      expect([one.events.length, two.events.length]).toEqual([2, 1]);
    });

    test('a batch that fails stops its subscription with the reason, and comes again from the old checkpoint', async () => {
      const { store, feed } = await open();
      const commit = commitOn('a', 0, { events: lessons(2) });
      await store.append([commit]);
      const failing = await feed.subscribe({
        group: 'g',
        topics: [],
        checkpoint: {},
        onBatch: async () => {
          throw new Error('cannot');
        },
      });
      expect(await failing.stopped).toMatchObject({ message: 'cannot' });
      const seen = reader();
      const running = await subscribe(feed, 'g', seen);
      await seen.until(() => seen.events.length >= 2);
      await running.close();
      expect(await running.stopped).toBeUndefined();
      expect(idsOf(seen.events)).toEqual(idsOf(commit.events));
    });

    test('closing waits for the batch in hand, and no other comes', async () => {
      const { store, feed } = await open();
      let [begun, ended] = [0, 0];
      let enter = () => {};
      let leave = () => {};
      const inside = new Promise<void>(resolve => (enter = resolve));
      const released = new Promise<void>(resolve => (leave = resolve));
      const running = await feed.subscribe({
        group: 'g',
        topics: [],
        checkpoint: {},
        onBatch: async () => {
          begun++;
          enter();
          await released;
          ended++;
        },
      });
      await store.append([commitOn('a', 0)]);
      await inside;
      await store.append([commitOn('a', 1)]);
      const closed = running.close();
      leave();
      await closed;
      expect([begun, ended]).toEqual([1, 1]);
    });

    test('whatever is appended while it reads, a subscriber sees every event once and each key in its order', async () => {
      const appends = fc.array(
        fc.record({ stream: fc.constantFrom('a', 'b', 'c'), count: fc.integer({ min: 1, max: 4 }) }),
        {
          minLength: 1,
          maxLength: 25,
        },
      );
      await fc.assert(
        fc.asyncProperty(appends, async list => {
          const { store, feed } = await open();
          const seen = reader();
          const running = await subscribe(feed, 'g', seen);
          const versions: Record<string, number> = { a: 0, b: 0, c: 0 };
          for (const { stream, count } of list) {
            await store.append([commitOn(stream, versions[stream]!, { events: lessons(count) })]);
            versions[stream]! += count;
          }
          await seen.until(() => seen.events.length >= list.reduce((sum, { count }) => sum + count, 0));
          await running.close();
          for (const stream of ['a', 'b', 'c']) {
            const own = seen.events.filter(event => event.stream === stream).map(({ version }) => version);
            expect(own).toEqual(Array.from({ length: versions[stream]! }, (_, index) => index + 1));
          }
        }),
        { numRuns: 20 },
      );
    });
  });
