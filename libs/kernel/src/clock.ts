import { randomBytes } from 'node:crypto';

/** The time. Deciders and views never see it: it arrives in commands and events. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** RFC 3339, UTC, milliseconds. */
export const instant = (clock: Clock): string => new Date(clock.now()).toISOString();

/** Makes ids. */
export interface Ids {
  /** A UUIDv7: unique, and growing within one process, so that unique indexes stay cheap. */
  next(): string;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * UUIDv7 (RFC 9562, method 1): 48 bits of milliseconds, a 12-bit counter that keeps ids of one millisecond in order,
 * 62 random bits. When the counter runs over, the time part runs ahead of the clock instead of going back.
 */
export const uuidV7 = (clock: Clock = systemClock): Ids => {
  let last = 0;
  let counter = 0;
  let pool = randomBytes(4096);
  let used = 0;
  return {
    next() {
      const now = clock.now();
      if (now > last) [last, counter] = [now, 0];
      else if (++counter > 0xfff) [last, counter] = [last + 1, 0];
      if (used + 8 > pool.length) [pool, used] = [randomBytes(4096), 0];
      const random = pool.subarray(used, (used += 8));
      const time = last.toString(16).padStart(12, '0');
      const tail =
        HEX[random[2]!]! + HEX[random[3]!]! + HEX[random[4]!]! + HEX[random[5]!]! + HEX[random[6]!]! + HEX[random[7]!]!;
      const variant = HEX[(random[0]! & 0x3f) | 0x80]! + HEX[random[1]!]!;
      return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}-${tail}`;
    },
  };
};
