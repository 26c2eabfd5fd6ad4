import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ViewDocuments } from '../view-store.ts';
import type { PupilDoc } from './pupil-views.ts';
import { commitOf, doc, put, storeTrial, type OpenViewStore } from './view-store-trial.ts';

/** How documents are found, page by page; every reader gives the same pages. */
export const viewFindContract = (name: string, open: () => Promise<OpenViewStore>) =>
  describe(`Finding documents of a view: ${name}`, () => {
    const { startWith, end } = storeTrial(open);
    afterEach(end);

    const shelf = {
      ann: doc('north', [1, 1], 'A'),
      bob: doc('north', [1]),
      cat: doc('south', [1], 'C'),
      dan: doc('north', [1], 'D'),
    };
    const ids = async (reader: ViewDocuments, query: Omit<Parameters<ViewDocuments['find']>[1], 'limit'>) =>
      (await reader.find('pupils', { ...query, limit: 100 })).items.map(({ id }) => id);

    test('filters by one value, by several, by a range, and by nothing there', async () => {
      const { reader } = await startWith(shelf);
      expect(await ids(reader, { where: { school: 'north' } })).toEqual(['ann', 'bob', 'dan']);
      expect(await ids(reader, { where: { school: ['south', 'west'] } })).toEqual(['cat']);
      expect(await ids(reader, { where: { pages: { gte: 1, lt: 2 } } })).toEqual(['bob', 'cat', 'dan']);
      expect(await ids(reader, { where: { nickname: null } })).toEqual(['bob']);
      expect(await ids(reader, { where: { nickname: [null, 'C'] } })).toEqual(['bob', 'cat']);
      expect(await ids(reader, { where: { nickname: { gte: 'B' } } })).toEqual(['cat', 'dan']);
      expect(await ids(reader, { where: { school: [] } })).toEqual([]);
    });

    test('sorts by an index either way, the id last, what has no value first or last', async () => {
      const { reader } = await startWith(shelf);
      expect(await ids(reader, { order: ['school', 'pages'] })).toEqual(['bob', 'dan', 'ann', 'cat']);
      expect(await ids(reader, { order: ['-school', '-pages'] })).toEqual(['cat', 'ann', 'dan', 'bob']);
      expect(await ids(reader, { where: { school: 'north' }, order: ['-pages'] })).toEqual(['ann', 'dan', 'bob']);
      expect(await ids(reader, { order: ['nickname'] })).toEqual(['bob', 'ann', 'cat', 'dan']);
      expect(await ids(reader, { order: ['-nickname'] })).toEqual(['dan', 'cat', 'ann', 'bob']);
    });

    test('pages through everything once, whatever the order, also where values repeat or are missing', async () => {
      const { store, reader, slot } = await startWith({});
      const value = fc.record({
        school: fc.constantFrom('a', 'b', 'é', '\u{1F4DA}'),
        pages: fc.array(fc.constant(1), { maxLength: 2 }),
        nickname: fc.constantFrom(null, 'x', 'y', 'Ω'),
      });
      const order = fc.constantFrom(
        [],
        ['school', 'pages'],
        ['-school', '-pages'],
        ['nickname'],
        ['-nickname'],
        ['school'],
        ['-school'],
      );
      let position = 1;
      const sorted = fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1, unit: fc.constantFrom('a', 'B', 'ü', '9') }), { maxLength: 12 }),
        fc.array(value, { minLength: 12, maxLength: 12 }),
        order,
        fc.integer({ min: 1, max: 5 }),
        async (names, values, by, limit) => {
          const scan = await store.scan(slot);
          const before: string[] = [];
          for await (const page of scan.documents()) before.push(...page.map(({ id }) => id));
          await scan.close();
          await store.commit(commitOf('live', ++position, { slot, deletes: before }));
          await store.commit(
            commitOf('live', ++position, { slot, puts: names.map((id, index) => put(id, values[index]!)) }),
          );
          const whole = (await reader.find('pupils', { order: by, limit: 1000 })).items;
          const paged: unknown[] = [];
          let cursor: string | undefined;
          do {
            const page = await reader.find('pupils', { order: by, limit, ...(cursor !== undefined && { cursor }) });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            paged.push(...page.items);
            cursor = page.next;
          } while (cursor !== undefined);
          expect(whole).toHaveLength(names.length);
          expect(paged).toEqual(whole);
          expect(whole).toEqual([...whole].sort(inOrder(by)));
        },
      );
      await fc.assert(sorted, { numRuns: 60 });
    });

    test('refuses a cursor of another query, and one that it never gave', async () => {
      const { reader } = await startWith(shelf);
      const { next } = await reader.find('pupils', { order: ['school'], limit: 1 });
      const refused = { code: 'INVALID_CURSOR', kind: 'invalid' };
      const cursor = next!;
      await expect(reader.find('pupils', { order: ['-school'], limit: 1, cursor })).rejects.toMatchObject(refused);
      await expect(
        reader.find('pupils', { order: ['school'], where: { pages: 1 }, limit: 1, cursor }),
      ).rejects.toMatchObject(refused);
      await expect(reader.find('pupils', { order: ['school'], limit: 1, cursor: 'made-up' })).rejects.toMatchObject(
        refused,
      );
      expect((await reader.find('pupils', { order: ['school'], limit: 2, cursor })).items.map(({ id }) => id)).toEqual([
        'bob',
        'dan',
      ]);
    });

    test('refuses a column, an order or a limit that it cannot serve', async () => {
      const { reader } = await startWith(shelf);
      const find = (query: object) => reader.find('pupils', { limit: 10, ...query });
      await expect(find({ where: { shoe: 1 } })).rejects.toMatchObject({ code: 'UNKNOWN_COLUMN', kind: 'invalid' });
      await expect(find({ order: ['pages'] })).rejects.toMatchObject({ code: 'UNKNOWN_ORDER', kind: 'invalid' });
      await expect(find({ order: ['school', '-pages'] })).rejects.toMatchObject({ code: 'UNKNOWN_ORDER' });
      await expect(find({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_LIMIT', kind: 'invalid' });
      await expect(find({ limit: 1001 })).rejects.toMatchObject({ code: 'INVALID_LIMIT' });
    });
  });

type Item = { readonly id: string; readonly doc: unknown };

/** Sorting as the port words it, written a second time. */
const inOrder = (order: readonly string[]) => (a: Item, b: Item) => {
  const sign = order[0]?.startsWith('-') ? -1 : 1;
  const keyOf = ({ id, doc: value }: Item) => {
    const { school, pages, nickname } = value as PupilDoc;
    const columns: Record<string, string | number | null> = { school, pages: pages.length, nickname };
    return [...order.map(column => columns[column.replace('-', '')] ?? null), id];
  };
  const [left, right] = [keyOf(a), keyOf(b)];
  for (const [index, value] of left.entries()) {
    const other = right[index]!;
    if (value === other) continue;
    if (value === null || other === null) return value === null ? -sign : sign;
    if (typeof value === 'number') return sign * (value - Number(other));
    return sign * Buffer.compare(Buffer.from(String(value)), Buffer.from(String(other)));
  }
  return 0;
};
