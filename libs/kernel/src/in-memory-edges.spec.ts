import { expect, test } from '@jest/globals';
import { inMemoryCheckpoints } from './in-memory-checkpoints.ts';
import { inMemoryLeases } from './in-memory-leases.ts';
import { inMemoryLimiter } from './in-memory-limiter.ts';
import { inMemoryLiveFeed } from './in-memory-live-feed.ts';
import { inMemoryUploads } from './in-memory-uploads.ts';
import { inMemoryVault } from './in-memory-vault.ts';
import type { LiveMessage } from './live-feed.ts';
import { checkpointStoreContract } from './testing/checkpoint-store.contract.ts';
import { leasesContract } from './testing/leases.contract.ts';
import { limiterContract } from './testing/limiter.contract.ts';
import { liveFeedContract } from './testing/live-feed.contract.ts';
import { uploadsContract } from './testing/uploads.contract.ts';
import { vaultContract } from './testing/vault.contract.ts';

/** A clock that goes on when told. */
const handClock = (start = Date.parse('2026-09-01T08:00:00Z')) => {
  let now = start;
  return {
    now: () => now,
    advance: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
};

liveFeedContract('in memory', async kept => inMemoryLiveFeed(kept));
checkpointStoreContract('in memory', async () => inMemoryCheckpoints());
vaultContract('in memory', async () => inMemoryVault());
uploadsContract('in memory', async () => inMemoryUploads());

leasesContract('in memory', async () => {
  const clock = handClock();
  return { leases: inMemoryLeases(clock), advance: clock.advance };
});

limiterContract('in memory', async () => {
  const clock = handClock();
  return { limiter: inMemoryLimiter(clock), advance: seconds => clock.advance(seconds * 1000) };
});

test('a page that was open before a restart is told to fetch everything', async () => {
  const messages: LiveMessage[] = [];
  const before = inMemoryLiveFeed();
  await before.subscribe(undefined, message => messages.push(message));
  await before.publish([{ view: 'census', scope: 'district', version: 1 }]);
  const after = inMemoryLiveFeed();
  await after.publish([{ view: 'census', scope: 'district', version: 2 }]);
  await after.subscribe(messages[0]!.id, message => messages.push(message));
  expect(messages[1]!.invalidations).toEqual([{ view: '*', scope: '*', version: 0 }]);
});

test('a lease taken after a restart has a higher epoch than any before', async () => {
  const clock = handClock();
  const before = await inMemoryLeases(clock).acquire('relay', 1000);
  await clock.advance(1);
  const after = await inMemoryLeases(clock).acquire('relay', 1000);
  expect(after!.epoch).toBeGreaterThan(before!.epoch);
});

test('a clock that is set back locks nobody out of a limit', async () => {
  const clock = handClock();
  const limiter = inMemoryLimiter(clock);
  const policy = { name: 'burst', capacity: 10, windowSeconds: 60 };
  await limiter.take('p', 10, policy);
  await clock.advance(-3_600_000);
  expect(await limiter.take('p', 1, policy)).toMatchObject({ allowed: false, resetSeconds: 60, retryAfterSeconds: 6 });
});

test('a limiter forgets full buckets and keeps the others, however many keys come by', async () => {
  const clock = handClock();
  const limiter = inMemoryLimiter(clock);
  const policy = { name: 'burst', capacity: 2, windowSeconds: 60 };
  await limiter.take('busy', 2, { ...policy, windowSeconds: 3600 });
  for (let call = 0; call < 25_000; call++) {
    await limiter.take(`once-${call}`, 2, policy);
    await clock.advance(10);
  }
  expect(await limiter.take('busy', 1, { ...policy, windowSeconds: 3600 })).toMatchObject({ allowed: false });
  expect(await limiter.take('once-24999', 1, policy)).toMatchObject({ allowed: false });
  expect(await limiter.take('once-1', 2, policy)).toMatchObject({ allowed: true });
});
