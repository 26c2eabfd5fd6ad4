import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { envelopesOf, type AppendOutcome, type Commit, type EventStore } from '../event-store.ts';
import { commitOn, lessons } from './commits.ts';
import { ODD_TEXTS } from './odd-texts.ts';

/** Every event store passes this suite; the in-memory one is the reference. `open` gives an empty store. */
export const eventStoreContract = (name: string, open: () => Promise<EventStore>) =>
  describe(`event store: ${name}`, () => {
    test('what was recorded is read back in order, with who and why', async () => {
      const store = await open();
      const commit = commitOn('s-1', 0, {
        events: [
          { type: 'LessonHeld', effectiveDate: '2026-09-02' },
          { type: 'LessonCorrected', occurredAt: '2026-08-31T07:00:00Z' },
        ],
        metadata: { causationId: 'because', traceparent: '00-1-2-01', contentHash: 'digest' },
      });
      const [outcome] = await store.append([commit]);
      expect(outcome).toMatchObject({ status: 'appended', version: 2 });
      const { events, version } = await store.read('s-1');
      expect(version).toBe(2);
      const position = (outcome as { position: number | null }).position;
      expect(unplaced(events)).toEqual(unplaced(envelopesOf({ ...commit, position })));
      expect(events[0]).not.toHaveProperty('contentHash');
    });

    test('a decision made on an older version is refused, and told the version that there is', async () => {
      const store = await open();
      await store.append([commitOn('s-1', 0, { events: lessons(2) })]);
      for (const expected of [0, 1, 3]) {
        expect(await store.append([commitOn('s-1', expected)])).toEqual([{ status: 'conflict', actualVersion: 2 }]);
      }
      expect(await store.append([commitOn('s-2', 1)])).toEqual([{ status: 'conflict', actualVersion: 0 }]);
      expect((await store.read('s-1')).version).toBe(2);
      expect(await store.read('s-2')).toEqual({ events: [], version: 0 });
    });

    test('a commit that is sent again is stored once, and the answer carries the stored one', async () => {
      const store = await open();
      const commit = commitOn('s-1', 0, { commitId: 'c-1', metadata: { contentHash: 'first' } });
      await store.append([commit]);
      await store.append([commitOn('s-1', 1)]); // the stream has moved on meanwhile
      const other = commitOn('s-9', 0, { commitId: 'c-1', metadata: { contentHash: 'second' } });
      const outcomes = await store.append([commit, other]);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({
          status: 'duplicate',
          commit: { ...commit, metadata: { contentHash: 'first' } },
        });
      }
      expect((await store.read('s-1')).version).toBe(2);
      expect((await store.read('s-9')).version).toBe(0);
    });

    test('commits of one call see the earlier ones of that call', async () => {
      const store = await open();
      const first = commitOn('s-1', 0, { events: lessons(2) });
      const outcomes = await store.append([first, commitOn('s-1', 2), first, commitOn('s-1', 2), commitOn('s-1', 3)]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        'appended',
        'appended',
        'duplicate',
        'conflict',
        'appended',
      ]);
      expect((await store.read('s-1')).version).toBe(4);
    });

    test('a refused commit holds back none of the others', async () => {
      const store = await open();
      await store.append([commitOn('s-1', 0)]);
      const outcomes = await store.append([commitOn('s-2', 0), commitOn('s-1', 0), commitOn('s-3', 0)]);
      expect(outcomes.map(({ status }) => status)).toEqual(['appended', 'conflict', 'appended']);
    });

    test('a stream is read from any version on, also from the middle of a commit', async () => {
      const store = await open();
      await store.append([commitOn('s-1', 0, { events: lessons(2) }), commitOn('s-1', 2, { events: lessons(3) })]);
      for (const after of [0, 1, 2, 3, 4, 5, 9]) {
        const slice = await store.read('s-1', after);
        expect(slice.version).toBe(5);
        expect(slice.events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5].filter(version => version > after));
      }
    });

    test('many streams are read in one step, in the order asked', async () => {
      const store = await open();
      await store.append([commitOn('a', 0), commitOn('b', 0, { events: lessons(2) })]);
      const slices = await store.readMany(['b', 'none', 'a', 'b']);
      expect(slices.map(({ version }) => version)).toEqual([2, 0, 1, 2]);
      expect(slices.map(({ events }) => events.map(event => event.stream))).toEqual([
        ['b', 'b'],
        [],
        ['a'],
        ['b', 'b'],
      ]);
      expect(await store.readMany([])).toEqual([]);
    });

    test('commits are found by their ids, in the order asked', async () => {
      const store = await open();
      const [first, second] = [commitOn('a', 0, { events: lessons(3) }), commitOn('a', 3)];
      await store.append([first, second]);
      const found = await store.findCommits([second.commitId, 'none', first.commitId]);
      expect(found).toMatchObject([second, undefined, first]);
      expect(found[0]!.metadata).toEqual(second.metadata);
    });

    test('a call with a faulty commit stores nothing', async () => {
      const store = await open();
      const good = commitOn('s-1', 0);
      await expect(store.append([good, commitOn('s-2', 0, { events: [] })])).rejects.toThrow();
      await expect(store.append([good, commitOn('s-2', 0, { events: [{ data: { size: 1n } }] })])).rejects.toThrow();
      expect(await store.findCommits([good.commitId])).toEqual([undefined]);
      expect(await store.append([])).toEqual([]);
    });

    test('what a reader does with its copy changes nothing in the log', async () => {
      const store = await open();
      await store.append([commitOn('s-1', 0, { events: [{ data: { minutes: [30] } }] })]);
      const { events } = await store.read('s-1');
      (events[0]!.data as { minutes: number[] }).minutes.push(99);
      expect((await store.read('s-1')).events[0]!.data).toEqual({ minutes: [30] });
    });

    test('text of every language and sign comes back as it went in', async () => {
      const store = await open();
      let version = 0;
      const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom(...ODD_TEXTS));
      const sent = fc.record({
        data: fc.dictionary(text, fc.jsonValue()),
        key: text,
        effectiveDate: text,
        actor: text,
      });
      await fc.assert(
        fc.asyncProperty(sent, async ({ data, key, effectiveDate, actor }) => {
          const plain = JSON.parse(JSON.stringify(data)) as object; // -0 and such: what JSON cannot hold nobody promised
          const commit = commitOn('s-1', version, {
            events: [{ data: plain, key, effectiveDate }],
            metadata: { actor },
          });
          await store.append([commit]);
          const { events } = await store.read('s-1', version++);
          expect(events).toEqual([expect.objectContaining({ data: plain, key, effectiveDate, actor })]);
        }),
        { numRuns: 30 },
      );
    });

    test('writers who retry after losing a race all get their turn', async () => {
      const store = await open();
      const write = async () => {
        for (let done = 0; done < 5;) {
          const { version } = await store.read('contended');
          const [outcome] = await store.append([commitOn('contended', version)]);
          if (outcome!.status === 'appended') done++;
        }
      };
      await Promise.all([write(), write(), write(), write()]);
      const { events, version } = await store.read('contended');
      expect(version).toBe(20);
      expect(events.map(event => event.version)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    test('whatever is appended at the same time, no commit is lost, doubled or torn', async () => {
      await fc.assert(
        fc.asyncProperty(concurrentCalls, async calls => {
          const store = await open();
          const outcomes = (await Promise.all(calls.map(call => store.append(call)))).flat();
          await expectConsistent(store, calls.flat(), outcomes);
        }),
        { numRuns: 25 },
      );
    });
  });

const STREAMS = ['a', 'b', 'c'];

const anyCommit = fc
  .record({
    stream: fc.constantFrom(...STREAMS),
    expected: fc.nat(5),
    id: fc.nat(20),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ stream, expected, id, count }) =>
    commitOn(stream, expected, { commitId: `c-${id}`, events: lessons(count) }),
  );

const concurrentCalls = fc.array(fc.array(anyCommit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

/** What must hold between commits and outcomes in whatever order they were taken. */
const expectConsistent = async (store: EventStore, commits: readonly Commit[], outcomes: readonly AppendOutcome[]) => {
  const appended = commits.filter((_, index) => outcomes[index]!.status === 'appended');
  expect(outcomes).toHaveLength(commits.length);
  expect(new Set(appended.map(({ commitId }) => commitId)).size).toBe(appended.length);
  commits.forEach((commit, index) => {
    const outcome = outcomes[index]!;
    if (outcome.status === 'appended') expect(outcome.version).toBe(commit.expectedVersion + commit.events.length);
    if (outcome.status === 'duplicate')
      expect(appended).toContainEqual(expect.objectContaining({ commitId: commit.commitId }));
    if (outcome.status === 'conflict') expect(outcome.actualVersion).not.toBe(commit.expectedVersion);
  });
  for (const stream of STREAMS) {
    const { events, version } = await store.read(stream);
    const own = appended
      .filter(({ streamId }) => streamId === stream)
      .sort((a, b) => a.expectedVersion - b.expectedVersion);
    expect(events.map(event => event.version)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
    expect(events.map(({ id }) => id)).toEqual(own.flatMap(commit => commit.events.map(({ id }) => id)));
  }
};

/** Envelopes without their position, which an engine may give later. */
const unplaced = (events: readonly { readonly position: number }[]) =>
  events.map(({ position: _position, ...event }) => event);
