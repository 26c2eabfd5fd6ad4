import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteIndex, hash53, IntList, join53, TextStore } from './oneroster-tables.ts';

describe('An index of texts', () => {
  test('numbers and finds texts as a map does', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 })), texts => {
        const index = new ByteIndex();
        const oracle = new Map<string, number>();
        for (const text of texts) {
          const known = oracle.get(text);
          expect(index.addText(text)).toBe(known === undefined ? oracle.size : ~known);
          if (known === undefined) oracle.set(text, oracle.size);
        }
        for (const [text, number] of oracle) expect([index.findText(text), index.text(number)]).toEqual([number, text]);
        expect(index.findText('not one of them')).toBe(-1);
      }),
    );
  });

  test('keeps a hundred thousand ids apart while it grows', () => {
    const index = new ByteIndex();
    for (let i = 0; i < 100_000; i += 1) index.addText(`id-${i * 7919}`);
    expect(index.size).toBe(100_000);
    for (let i = 0; i < 100_000; i += 977)
      expect([index.findText(`id-${i * 7919}`), index.text(i)]).toEqual([i, `id-${i * 7919}`]);
    expect(index.addText('id-0')).toBe(~0);
  });

  test('gives a text the same hashes in every index, and others to another', () => {
    const [a, b] = [new ByteIndex(), new ByteIndex(5000)];
    b.addText('first');
    expect(a.lanes(a.addText('x'))).toEqual(b.lanes(b.addText('x')));
    expect(a.lanes(a.addText('y'))).not.toEqual(a.lanes(0));
  });
});

describe('Lists', () => {
  test('of integers read as blank where nothing was set', () => {
    const list = new IntList(-1, 2);
    list.set(5, 42);
    list.push(7);
    expect([0, 5, 6, 7, 1000].map(i => list.get(i))).toEqual([-1, 42, 7, -1, -1]);
    expect(list.length).toBe(7);
  });

  test('of texts keep them in order', () => {
    const store = new TextStore(1, 1);
    const texts = Array.from({ length: 100 }, (_, i) => 'é'.repeat(i % 9) + i);
    texts.forEach(text => store.pushText(text));
    expect(texts.map((_, i) => store.text(i))).toEqual(texts);
  });
});

describe('Hashes of 53 bits', () => {
  test('are safe integers and differ for different texts', () => {
    const hashes = new Set(Array.from({ length: 50_000 }, (_, i) => hash53(`record ${i}`)));
    expect(hashes.size).toBe(50_000);
    for (const hash of hashes) if (!Number.isSafeInteger(hash) || hash < 0) throw new Error('not a safe integer');
    expect(new Set(Array.from({ length: 50_000 }, (_, i) => join53(i, 0))).size).toBe(50_000);
  });

  test('stay the same over releases: stored ones are compared with new ones', () => {
    expect(hash53('Strata')).toMatchInlineSnapshot(`8008450837370771`);
  });
});
