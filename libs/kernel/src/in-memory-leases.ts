import { systemClock, type Clock } from './clock.ts';
import type { HeldLease, Leases } from './lease.ts';

type Holding = { epoch: number; until: number };

/**
 * The reference leases, and those of the embedded engine. Epochs start at the clock's milliseconds, so that they grow
 * over a restart of the process as well.
 */
export const inMemoryLeases = (clock: Clock = systemClock): Leases => {
  const holdings = new Map<string, Holding>();

  const held = (name: string, ttlMs: number, epoch: number): HeldLease => {
    const mine = () => {
      const holding = holdings.get(name);
      return holding?.epoch === epoch && holding.until > clock.now() ? holding : undefined;
    };
    return {
      name,
      epoch,
      async renew() {
        const holding = mine();
        if (holding) holding.until = clock.now() + ttlMs;
        return holding !== undefined;
      },
      async release() {
        const holding = mine();
        if (holding) holding.until = 0; // the entry stays: the next epoch must be higher
      },
    };
  };

  return {
    async acquire(name, ttlMs) {
      const now = clock.now();
      const before = holdings.get(name);
      if (before && before.until > now) return undefined;
      const epoch = Math.max((before?.epoch ?? 0) + 1, now);
      holdings.set(name, { epoch, until: now + ttlMs });
      return held(name, ttlMs, epoch);
    },
  };
};
