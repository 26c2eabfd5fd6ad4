import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { cursorEventFeed, inMemoryEventStore, type Commit, type RunningSubscription } from '@strata/kernel';
import { commitOn, eventFeedContract, eventStoreContract, lessons, logReaderContract } from '@strata/kernel/testing';
import fc from 'fast-check';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { openLogReader } from './sqlite-log-reader.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

const openAt = (path: string) => {
  const store = new SqliteEventStore(path);
  after.later(() => store.close());
  return store;
};
const open = () => openAt(join(after.folder(), 'log.db'));

eventStoreContract('SQLite', async () => open());

eventFeedContract('SQLite', async () => {
  const store = open();
  return { store, feed: cursorEventFeed(store, { batchSize: 3 }) };
});

logReaderContract('SQLite', async () => {
  const store = open();
  return { store, reader: store };
});

logReaderContract('SQLite, over a connection of its own', async () => {
  const path = join(after.folder(), 'log.db');
  const store = openAt(path);
  const reader = openLogReader(path);
  after.later(() => reader.close());
  return { store, reader };
});

describe('the log in SQLite', () => {
  test('everything is there after a restart, and positions go on', async () => {
    const path = join(after.folder(), 'log.db');
    const before = new SqliteEventStore(path);
    const commit = commitOn('a', 0, {
      events: lessons(3),
      metadata: { contentHash: 'digest', causationId: 'because' },
    });
    await before.append([commit]);
    const written = before.readAll(0, 10);
    before.close();
    const store = openAt(path);
    expect(store.readAll(0, 10)).toEqual(written);
    expect(await store.append([commit, commitOn('a', 3)])).toMatchObject([
      { status: 'duplicate', commit },
      { status: 'appended', version: 4, position: 4 },
    ]);
  });

  test('it answers exactly as the reference does, commit by commit', async () => {
    const anyCommit = fc
      .record({
        stream: fc.constantFrom('a', 'b'),
        expected: fc.nat(6),
        id: fc.nat(12),
        count: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ stream, expected, id, count }) =>
        commitOn(stream, expected, { commitId: `c-${id}`, events: lessons(count) }),
      );
    const calls = fc.array(fc.array(anyCommit, { minLength: 1, maxLength: 5 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(calls, async list => {
        const [store, reference] = [open(), inMemoryEventStore()];
        for (const call of list) expect(await store.append(call)).toEqual(await reference.append(call));
        expect(store.readAll(0, 1000)).toStrictEqual(reference.readAll(0, 1000));
        for (const stream of ['a', 'b'])
          expect(await store.read(stream, 2)).toStrictEqual(await reference.read(stream, 2));
        const ids = Array.from({ length: 13 }, (_, id) => `c-${id}`);
        expect(await store.findCommits(ids)).toStrictEqual(await reference.findCommits(ids));
      }),
      { numRuns: 25 },
    );
  });

  test('sixty-four writers at the same time share one transaction', async () => {
    const store = open();
    const heads: number[] = [];
    store.onAppended(head => heads.push(head));
    await Promise.all(Array.from({ length: 64 }, (_, writer) => store.append([commitOn(`s-${writer}`, 0)])));
    expect(heads).toEqual([64]);
  });

  test('a caller with a faulty commit fails alone', async () => {
    const store = open();
    const faulty = commitOn('b', 0, { events: [{ data: { size: 1n } }] });
    const settled = await Promise.allSettled([store.append([commitOn('a', 0)]), store.append([faulty])]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('appends that wait when the store is closed are written, later ones fail', async () => {
    const path = join(after.folder(), 'log.db');
    const store = new SqliteEventStore(path);
    const waiting = store.append([commitOn('a', 0)]);
    store.close();
    expect(await waiting).toMatchObject([{ status: 'appended' }]);
    await expect(store.append([commitOn('a', 1)])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(openAt(path).head()).toBe(1);
  });

  test('a second writer on the same file breaks nothing: the loser is told to try again', async () => {
    const path = join(after.folder(), 'log.db');
    const [one, two] = [openAt(path), openAt(path)];
    await one.append([commitOn('a', 0)]);
    const commit = commitOn('b', 0);
    await expect(two.append([commit])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await two.append([commit])).toMatchObject([{ status: 'appended', position: 2 }]);
  });

  test('a feed finds what another connection wrote without any signal', async () => {
    const path = join(after.folder(), 'log.db');
    const [writer, reader] = [openAt(path), openAt(path)];
    let running: RunningSubscription | undefined;
    const seen = new Promise<number>((resolve, reject) => {
      const onBatch = async (batch: { position: number }) => resolve(batch.position);
      cursorEventFeed(reader, { pollMs: 5 })
        .subscribe({ group: 'g', topics: [], checkpoint: {}, onBatch })
        .then(subscription => (running = subscription), reject);
    });
    await writer.append([commitOn('a', 0)]);
    expect(await seen).toBe(1);
    await running!.close();
  });
});

describe('a disk that refuses', () => {
  /** As if the disk were full after this many more pages of 4 KB. */
  const limitPages = (store: SqliteEventStore, more: number) => {
    const db = store['db'];
    const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    db.exec(`PRAGMA max_page_count=${pages + more}`);
  };
  const big = (stream: string, version = 0): Commit =>
    commitOn(stream, version, { events: [{ data: { text: 'x'.repeat(20_000) } }] });

  test('every caller of the group hears of it, nothing of theirs is stored, and writing goes on when there is room', async () => {
    const store = open();
    await store.append([commitOn('before', 0)]);
    const heads: number[] = [];
    store.onAppended(head => heads.push(head));
    limitPages(store, 2);
    const calls = [[commitOn('small', 0)], [big('large'), commitOn('also', 0)], [big('larger')]];
    const settled = await Promise.allSettled(calls.map(call => store.append(call)));
    const unavailable = { status: 'rejected', reason: { code: 'STORE_UNAVAILABLE', kind: 'unavailable' } };
    expect(settled).toMatchObject([unavailable, unavailable, unavailable]);
    expect(await store.findCommits(calls.flat().map(({ commitId }) => commitId))).toEqual(Array(4).fill(undefined));
    expect([store.head(), heads]).toEqual([1, []]);

    limitPages(store, 1_000_000);
    const again = await Promise.all(calls.map(call => store.append(call)));
    expect(again.flat().map(outcome => 'position' in outcome && outcome.position)).toEqual([2, 3, 4, 5]);
    expect((await store.read('before')).version).toBe(1);
  });
});
