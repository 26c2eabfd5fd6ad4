import { describe, expect, test } from '@jest/globals';
import { heldRows, nextSort, rowsInSight, sorted, sortOf, sortText } from './order.ts';

describe('sorting a list', () => {
  test('grades follow each other as people count them', () => {
    expect(sorted(['10', '9', '2', 'KG'], grade => grade, false)).toEqual(['2', '9', '10', 'KG']);
  });

  test('equal rows keep their order, either way', () => {
    const rows = [
      { n: 1, at: 'a' },
      { n: 1, at: 'b' },
      { n: 2, at: 'c' },
    ];
    expect(sorted(rows, row => row.n, true).map(({ at }) => at)).toEqual(['c', 'a', 'b']);
    expect(sorted(rows, row => row.n, false).map(({ at }) => at)).toEqual(['a', 'b', 'c']);
  });

  test('rows without a value come last, either way', () => {
    const rank = (value: number | undefined) => value;
    expect(sorted([undefined, 3, 1], rank, false)).toEqual([1, 3, undefined]);
    expect(sorted([undefined, 3, 1], rank, true)).toEqual([3, 1, undefined]);
  });

  test('accents do not send a name to the end', () => {
    expect(sorted(['Zoë', 'Élise', 'Ann'], name => name, false)).toEqual(['Ann', 'Élise', 'Zoë']);
  });

  test('the address holds column and direction, and reads them back', () => {
    expect(sortOf('-moved')).toEqual({ column: 'moved', descending: true });
    expect(sortText({ column: 'moved', descending: true })).toBe('-moved');
    expect(sortOf('')).toBeUndefined();
  });

  test('a second click turns a column round, another column starts afresh', () => {
    expect(nextSort({ column: 'moved', descending: true }, 'moved', true).descending).toBe(false);
    expect(nextSort({ column: 'moved', descending: false }, 'name', false)).toEqual({
      column: 'name',
      descending: false,
    });
  });
});

describe('a list under the hand', () => {
  const keyOf = ({ id }: { id: string }) => id;

  test('keeps its rows in place, with their new values, while new ones wait', () => {
    const shown = [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ];
    const incoming = [
      { id: 'c', n: 9 },
      { id: 'b', n: 3 },
      { id: 'a', n: 1 },
    ];
    expect(heldRows(shown, incoming, keyOf)).toEqual({
      rows: [
        { id: 'a', n: 1 },
        { id: 'b', n: 3 },
      ],
      waiting: 1,
    });
  });

  test('keeps a row that left until the hand is gone', () => {
    expect(heldRows([{ id: 'a' }, { id: 'b' }], [{ id: 'b' }], keyOf)).toEqual({
      rows: [{ id: 'a' }, { id: 'b' }],
      waiting: 0,
    });
  });
});

describe('a long list', () => {
  test('draws what is near the eye', () => {
    expect(rowsInSight(3000, { top: 0, height: 640, rowHeight: 32 })).toEqual({ first: 0, last: 40 });
    expect(rowsInSight(3000, { top: 32_000, height: 640, rowHeight: 32 })).toEqual({ first: 980, last: 1040 });
  });

  test('never asks for more than there is', () => {
    expect(rowsInSight(10, { top: 99_999, height: 640, rowHeight: 32 })).toEqual({ first: 10, last: 10 });
  });
});
