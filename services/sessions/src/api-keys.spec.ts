import { describe, expect, test } from '@jest/globals';
import { isKeyOf, newKey, newProviderId, parseKey } from './api-keys.ts';

describe('an API key', () => {
  const providerId = newProviderId();
  const { keyId, key, hash } = newKey(providerId, 'live');

  test('shows what it is, and whose', () => {
    expect(key).toMatch(/^strata_live_[a-z2-7]{16}_[0-9A-Za-z]{38}$/);
    expect(newKey(providerId, 'test').key).toMatch(/^strata_test_/);
    expect(parseKey(key)).toEqual({ kind: 'live', keyId, providerId });
  });

  test('is known by its hash alone', () => {
    expect(isKeyOf(key, hash)).toBe(true);
    expect(hash).not.toContain(key.slice(-38));
    expect(isKeyOf(newKey(providerId, 'live').key, hash)).toBe(false);
    expect(isKeyOf(key, 'ff')).toBe(false);
  });

  test('that was damaged anywhere is no key', () => {
    for (let place = 0; place < key.length; place++) {
      const damaged = key.slice(0, place) + (key[place] === 'a' ? 'b' : 'a') + key.slice(place + 1);
      expect({ damaged, is: parseKey(damaged) }).toEqual({ damaged, is: undefined });
    }
    for (const cut of ['', key.slice(0, -1), key.slice(1), `${key}a`, ` ${key}`]) expect(parseKey(cut)).toBeUndefined();
  });

  test('is never made twice', () => {
    const made = Array.from({ length: 200 }, () => newKey(providerId, 'live'));
    expect(new Set(made.map((one) => one.key)).size).toBe(200);
  });
});
