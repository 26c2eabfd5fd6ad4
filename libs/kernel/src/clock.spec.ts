import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instant, uuidV7 } from './clock.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('an instant is written in UTC with milliseconds', () => {
  expect(instant({ now: () => Date.parse('2026-09-01T10:00:00+02:00') })).toBe('2026-09-01T08:00:00.000Z');
});

test('ids are well-formed, unique and growing whatever the clock does', () => {
  const steps = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(steps, list => {
      let now = 1_780_000_000_000;
      const ids = uuidV7({ now: () => now });
      const made = list.map(step => {
        now += step;
        return ids.next();
      });
      for (const id of made) expect(id).toMatch(UUID_V7);
      expect([...new Set(made)].sort()).toEqual(made);
    }),
  );
});

test('more ids than a millisecond has numbers still grow', () => {
  const ids = uuidV7({ now: () => 1_780_000_000_000 });
  const made = Array.from({ length: 10_000 }, () => ids.next());
  expect([...new Set(made)].sort()).toEqual(made);
});

test('an id tells the millisecond in which it was made', () => {
  const now = Date.parse('2026-09-01T08:00:00.123Z');
  const id = uuidV7({ now: () => now }).next();
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
});
