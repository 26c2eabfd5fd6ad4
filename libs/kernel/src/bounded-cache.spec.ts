import { expect, test } from '@jest/globals';
import { BoundedCache } from './bounded-cache.ts';

test('a cache keeps what is asked for and forgets what is not, however much passes through', () => {
  const cache = new BoundedCache<number>(10);
  cache.set('kept', 1);
  for (let index = 0; index < 100; index++) {
    cache.set(`passing-${index}`, index);
    expect(cache.get('kept')).toBe(1);
  }
  expect(cache.get('passing-99')).toBe(99);
  expect(cache.get('passing-50')).toBeUndefined();
});

test('what is deleted or cleared is gone from both generations', () => {
  const cache = new BoundedCache<number>(1);
  cache.set('old', 1);
  cache.set('young', 2);
  cache.delete('old');
  expect([cache.get('old'), cache.get('young')]).toEqual([undefined, 2]);
  cache.clear();
  expect(cache.get('young')).toBeUndefined();
});
