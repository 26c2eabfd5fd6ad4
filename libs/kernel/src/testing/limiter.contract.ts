import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Limiter } from '../limiter.ts';

type OpenedLimiter = { readonly limiter: Limiter; advance(seconds: number): Promise<void> };

const BURST = { name: 'burst', capacity: 10, windowSeconds: 60 };

/** Every limiter passes this suite. `advance` moves the limiter's clock. */
export const limiterContract = (name: string, open: () => Promise<OpenedLimiter>) =>
  describe(`limiter: ${name}`, () => {
    test('a fresh bucket is full and is taken down to nothing', async () => {
      const { limiter } = await open();
      expect(await limiter.take('p', 1, BURST)).toEqual({
        allowed: true,
        remaining: 9,
        resetSeconds: 6,
        retryAfterSeconds: 0,
      });
      expect(await limiter.take('p', 9, BURST)).toEqual({
        allowed: true,
        remaining: 0,
        resetSeconds: 60,
        retryAfterSeconds: 0,
      });
    });

    test('a refused call takes nothing and hears when to come back', async () => {
      const { limiter, advance } = await open();
      await limiter.take('p', 8, BURST);
      const refused = { allowed: false, remaining: 2, resetSeconds: 48, retryAfterSeconds: 6 };
      expect(await limiter.take('p', 3, BURST)).toEqual(refused);
      expect(await limiter.take('p', 3, BURST)).toEqual(refused);
      await advance(6);
      expect(await limiter.take('p', 3, BURST)).toMatchObject({ allowed: true, remaining: 0 });
    });

    test('tokens come back evenly, up to the capacity', async () => {
      const { limiter, advance } = await open();
      await limiter.take('p', 10, BURST);
      await advance(12);
      expect(await limiter.take('p', 0, BURST)).toMatchObject({ remaining: 2, resetSeconds: 48 });
      await advance(1000);
      expect(await limiter.take('p', 0, BURST)).toMatchObject({ remaining: 10, resetSeconds: 0 });
    });

    test('each key has a bucket of its own under each policy', async () => {
      const { limiter } = await open();
      await limiter.take('p', 10, BURST);
      expect(await limiter.take('q', 1, BURST)).toMatchObject({ allowed: true });
      expect(await limiter.take('p', 1, { ...BURST, name: 'daily' })).toMatchObject({ allowed: true });
      expect(await limiter.take('p', 1, BURST)).toMatchObject({ allowed: false });
    });

    test('a cost above the capacity is never allowed', async () => {
      const { limiter } = await open();
      expect(await limiter.take('p', 11, BURST)).toEqual({
        allowed: false,
        remaining: 10,
        resetSeconds: 0,
        retryAfterSeconds: 1,
      });
    });

    test('over any stretch of time no more is allowed than the capacity and what came back', async () => {
      const calls = fc.array(
        fc.record({ pause: fc.integer({ min: 0, max: 20 }), cost: fc.integer({ min: 0, max: 12 }) }),
        {
          maxLength: 40,
        },
      );
      await fc.assert(
        fc.asyncProperty(calls, async list => {
          const { limiter, advance } = await open();
          const taken: { at: number; cost: number }[] = [];
          let at = 0;
          for (const { pause, cost } of list) {
            await advance(pause);
            at += pause;
            const verdict = await limiter.take('p', cost, BURST);
            if (verdict.allowed) taken.push({ at, cost });
            else expect(verdict.retryAfterSeconds).toBeGreaterThan(0);
            const since = (start: number) =>
              taken.filter(call => call.at >= start).reduce((sum, call) => sum + call.cost, 0);
            for (const call of taken) expect(since(call.at)).toBeLessThanOrEqual(10 + (at - call.at) / 6 + 1e-6);
          }
        }),
        { numRuns: 50 },
      );
    });
  });
