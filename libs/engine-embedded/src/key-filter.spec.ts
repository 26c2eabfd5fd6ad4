import { expect, test } from '@jest/globals';
import { uuidV7 } from '@strata/kernel';
import { KeyFilter } from './key-filter.ts';

test('a filter of keys never forgets one, and seldom takes a strange one for known', () => {
  const ids = uuidV7();
  const filter = new KeyFilter();
  const known = Array.from({ length: 50_000 }, (_, index) => `2026-09-0${index % 9}/${ids.next()}`);
  known.forEach(id => filter.add(id));
  expect(known.every(id => filter.mayHave(id))).toBe(true);
  const strange = Array.from({ length: 50_000 }, (_, index) => `2026-09-0${index % 9}/${ids.next()}`);
  expect(strange.filter(id => filter.mayHave(id)).length).toBeLessThan(50);
});
