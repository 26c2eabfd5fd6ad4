import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventStore } from '../event-store.ts';
import type { EventLog } from '../event-log.ts';
import type { LogReader } from '../log-reader.ts';
import { commitOn, lessons } from './commits.ts';

type OpenedLog = { readonly store: EventStore & EventLog; readonly reader: LogReader };

/** Every log of one process passes this suite. `reader` is the log itself, or another way to read the same one. */
export const logReaderContract = (name: string, open: () => Promise<OpenedLog>) =>
  describe(`log reader: ${name}`, () => {
    const positions = (reader: LogReader, after: number, limit: number, types?: readonly string[]) =>
      reader.readAll(after, limit, types).map(({ position }) => position);

    test('an empty log has its head at 0 and nothing to read', async () => {
      const { reader } = await open();
      expect(reader.head()).toBe(0);
      expect(reader.readAll(0, 10)).toEqual([]);
      expect(reader.readAll(0, 10, ['LessonHeld'])).toEqual([]);
    });

    test('the log is read across streams in the order of appending, in whole commits', async () => {
      const { store, reader } = await open();
      await store.append([
        commitOn('a', 0, { events: lessons(2) }),
        commitOn('b', 0, { events: lessons(3) }),
        commitOn('a', 2),
      ]);
      expect(reader.head()).toBe(6);
      expect(reader.readAll(0, 10).map(({ stream }) => stream)).toEqual(['a', 'a', 'b', 'b', 'b', 'a']);
      expect(positions(reader, 0, 10)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(positions(reader, 0, 4)).toEqual([1, 2]);
      expect(positions(reader, 0, 5)).toEqual([1, 2, 3, 4, 5]);
      expect(positions(reader, 6, 5)).toEqual([]);
    });

    test('a commit larger than the page is cut, and reading goes on inside it', async () => {
      const { store, reader } = await open();
      await store.append([commitOn('a', 0, { events: lessons(5) }), commitOn('b', 0)]);
      expect(positions(reader, 0, 2)).toEqual([1, 2]);
      expect(positions(reader, 2, 2)).toEqual([3, 4]);
      expect(positions(reader, 4, 2)).toEqual([5, 6]);
      expect(positions(reader, 0, 2, ['LessonHeld'])).toEqual([1, 2]);
    });

    test('only the types asked for are read, by their exact names', async () => {
      const { store, reader } = await open();
      const typed = (...types: string[]) => ({ events: types.map(type => ({ type })) });
      await store.append([
        commitOn('a', 0, typed('Held', 'Corrected')),
        commitOn('b', 0, typed('HeldLate')),
        commitOn('c', 0, typed('Voided', 'Held')),
      ]);
      expect(positions(reader, 0, 10, ['Held'])).toEqual([1, 5]);
      expect(positions(reader, 0, 1, ['Held'])).toEqual([1]);
      expect(positions(reader, 1, 1, ['Held'])).toEqual([5]);
      expect(positions(reader, 0, 10, ['HeldLate', 'Corrected'])).toEqual([2, 3]);
      expect(positions(reader, 0, 10, ['Nothing'])).toEqual([]);
      expect(positions(reader, 0, 10, [])).toEqual([]);
    });

    test('pages of any size, of all types or some, make up the whole log', async () => {
      const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(sizes, fc.integer({ min: 1, max: 9 }), async (commits, limit) => {
          const { store, reader } = await open();
          const types = (count: number) =>
            lessons(count).map((event, index) => ({ ...event, type: `Type${index % 3}` }));
          await store.append(commits.map((count, index) => commitOn(`s-${index}`, 0, { events: types(count) })));
          const whole = reader.readAll(0, 1000);
          expect(whole.map(({ position }) => position)).toEqual(whole.map((_, index) => index + 1));
          expect(whole).toHaveLength(reader.head());
          expect(paged(reader, limit)).toEqual(whole);
          expect(paged(reader, limit, ['Type1'])).toEqual(whole.filter(({ type }) => type === 'Type1'));
        }),
        { numRuns: 20 },
      );
    });

    test('listeners hear of the new head until they stop listening', async () => {
      const { store } = await open();
      const heard: number[] = [];
      const stop = store.onAppended(head => heard.push(head));
      await store.append([commitOn('a', 0, { events: lessons(2) })]);
      await store.append([commitOn('a', 0)]); // a conflict adds nothing
      await store.append([commitOn('a', 2)]);
      stop();
      await store.append([commitOn('a', 3)]);
      expect(heard).toEqual([2, 3]);
    });
  });

const paged = (reader: LogReader, limit: number, types?: readonly string[]) => {
  const events = [];
  for (let after = 0; ;) {
    const page = reader.readAll(after, limit, types);
    expect(page.length).toBeLessThanOrEqual(limit);
    if (page.length === 0) return events;
    events.push(...page);
    after = page.at(-1)!.position;
  }
};
