import { randomBytes } from 'node:crypto';
import type { LiveFeed, LiveMessage } from './live-feed.ts';

/**
 * The reference live feed, and the one of the embedded engine: the last `kept` messages in memory (default 10,000).
 * Ids begin with a word of this process, so that one from before a restart is known to be old.
 */
export const inMemoryLiveFeed = (kept = 10_000): LiveFeed => {
  const boot = randomBytes(6).toString('base64url');
  const ring: LiveMessage[] = []; // message n lies at n % kept
  const listeners = new Set<(message: LiveMessage) => void>();
  let last = 0;

  const idOf = (number: number) => `${boot}.${number}`;

  /** The number in an id that this process gave and whose successors are all kept; undefined otherwise. */
  const resumable = (id: string): number | undefined => {
    const number = Number(id.slice(boot.length + 1));
    return idOf(number) === id && number <= last && number >= last - kept ? number : undefined;
  };

  const catchUp = (lastId: string, listener: (message: LiveMessage) => void) => {
    const seen = resumable(lastId);
    if (seen === undefined) listener({ id: idOf(last), invalidations: [{ view: '*', scope: '*', version: 0 }] });
    else for (let number = seen + 1; number <= last; number++) listener(ring[number % kept]!);
  };

  return {
    async publish(invalidations) {
      if (invalidations.length === 0) return;
      const message = { id: idOf(++last), invalidations };
      ring[last % kept] = message;
      for (const listener of [...listeners]) listener(message);
    },
    async subscribe(lastId, listener) {
      if (lastId !== undefined) catchUp(lastId, listener);
      const own = (message: LiveMessage) => listener(message); // the same function may subscribe twice
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
};
