import { describe, expect, test } from '@jest/globals';
import type { Leases } from '../lease.ts';

type OpenedLeases = { readonly leases: Leases; advance(milliseconds: number): Promise<void> };

/** Every implementation of leases passes this suite. `advance` moves their clock. */
export const leasesContract = (name: string, open: () => Promise<OpenedLeases>) =>
  describe(`leases: ${name}`, () => {
    test('one holder at a time', async () => {
      const { leases } = await open();
      expect(await leases.acquire('relay', 1000)).toMatchObject({ name: 'relay' });
      expect(await leases.acquire('relay', 1000)).toBeUndefined();
      expect(await leases.acquire('other', 1000)).toBeDefined();
    });

    test('every new holder has a higher epoch, so that late writes of an old one are recognised', async () => {
      const { leases, advance } = await open();
      const first = await leases.acquire('relay', 1000);
      await advance(1000);
      const second = await leases.acquire('relay', 1000);
      await second!.release();
      const third = await leases.acquire('relay', 1000);
      expect(second!.epoch).toBeGreaterThan(first!.epoch);
      expect(third!.epoch).toBeGreaterThan(second!.epoch);
    });

    test('a holder that renews in time stays the holder', async () => {
      const { leases, advance } = await open();
      const held = await leases.acquire('relay', 1000);
      for (let beat = 0; beat < 3; beat++) {
        await advance(900);
        expect(await held!.renew()).toBe(true);
      }
      expect(await leases.acquire('relay', 1000)).toBeUndefined();
    });

    test('a holder that is late has lost the lease, whatever it believes', async () => {
      const { leases, advance } = await open();
      const late = await leases.acquire('relay', 1000);
      await advance(1000);
      expect(await late!.renew()).toBe(false);
      const next = await leases.acquire('relay', 1000);
      expect(await late!.renew()).toBe(false);
      await late!.release();
      expect(await leases.acquire('relay', 1000)).toBeUndefined();
      expect(await next!.renew()).toBe(true);
    });

    test('a released lease is free at once', async () => {
      const { leases } = await open();
      const held = await leases.acquire('relay', 1000);
      await held!.release();
      await held!.release();
      expect(await held!.renew()).toBe(false);
      expect(await leases.acquire('relay', 1000)).toBeDefined();
    });
  });
