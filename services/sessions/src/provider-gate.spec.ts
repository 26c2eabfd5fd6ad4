import { expect, test } from '@jest/globals';
import { inMemoryEventStore, inMemoryLimiter, inMemoryVault, systemClock } from '@strata/kernel';
import { AccessTokens } from './access-tokens.ts';
import { ProviderDirectory } from './provider-directory.ts';
import { ProviderGate } from './provider-gate.ts';

test('when too many batches are being worked on, the next one is sent away at once and may come again', async () => {
  const gate = new ProviderGate(new ProviderDirectory(inMemoryEventStore(), systemClock, new AccessTokens(inMemoryVault(), systemClock)), inMemoryLimiter(systemClock));
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const failed = gate.through(() => Promise.reject(new Error('a batch that failed gives its place back')));
  await expect(failed).rejects.toThrow('gives its place back');
  const inside = Array.from({ length: 256 }, (_, place) => gate.through(() => released.then(() => place)));
  await expect(gate.through(() => Promise.resolve('late'))).rejects.toMatchObject({ code: 'OVERLOADED', kind: 'unavailable' });
  release();
  expect(await Promise.all(inside)).toHaveLength(256);
  expect(await gate.through(() => Promise.resolve('late'))).toBe('late');
});
