import { systemClock, type Clock } from './clock.ts';
import type { Limiter } from './limiter.ts';

/** Buckets are looked through for full ones, which need no memory, after this many calls. */
const SWEEP_EVERY = 10_000;

/** Hides the rounding of fractions of a millisecond. */
const EPSILON = 1e-6;

/**
 * The reference limiter, and the one of the embedded engine. A bucket is a single number, the time at which it will be
 * full again (the generic cell rate algorithm, ITU-T I.371): a full bucket is the same as no bucket.
 */
export const inMemoryLimiter = (clock: Clock = systemClock): Limiter => {
  const fullAt = new Map<string, number>();
  let calls = 0;

  const sweep = (now: number) => {
    for (const [bucket, time] of fullAt) if (time <= now) fullAt.delete(bucket);
  };

  return {
    async take(key, cost, { name, capacity, windowSeconds }) {
      const now = clock.now();
      if (++calls % SWEEP_EVERY === 0) sweep(now);
      const bucket = `${name}/${key}`;
      const windowMs = windowSeconds * 1000;
      const tokenMs = windowMs / capacity;
      const before = Math.min(Math.max((fullAt.get(bucket) ?? now) - now, 0), windowMs); // a clock set back must not lock out
      const after = before + cost * tokenMs;
      const allowed = after <= windowMs + EPSILON;
      const owed = allowed ? after : before;
      if (allowed) fullAt.set(bucket, now + owed);
      const resetSeconds = Math.max(0, Math.ceil(owed / 1000 - EPSILON));
      const wait = Math.ceil((after - windowMs) / 1000 - EPSILON);
      return {
        allowed,
        remaining: Math.max(0, Math.floor((windowMs - owed) / tokenMs + EPSILON)),
        resetSeconds,
        retryAfterSeconds: allowed ? 0 : Math.max(1, cost > capacity ? resetSeconds : wait),
      };
    },
  };
};
