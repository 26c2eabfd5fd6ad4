import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { View } from '../view.ts';
import { activity, logOf, pupilEvents, pupils, spoiltFails } from './pupil-views.ts';
import { dumpViews } from './view-dump.ts';
import { history, poisoned, rethrow, TRIAL_VIEWS, viewTrial } from './view-trial.ts';
import type { OpenViewStore } from './view-store-trial.ts';

/** What happens to an event that a view cannot fold, over any store. */
export const viewParkingContract = (storeName: string, open: () => Promise<OpenViewStore>) =>
  describe(`An event that a view cannot fold: ${storeName}`, () => {
    const { openStore, reopen, end, hostOver, catchUp, operate, expected } = viewTrial(open);
    beforeEach(() => {
      spoiltFails.now = true;
    });
    afterEach(end);

    test('is parked with the later events of its key, while other keys and other views go on', async () => {
      const { store, reader } = await openStore();
      const { host } = await hostOver(store, logOf(...poisoned));
      await catchUp(host);
      expect(
        (await host.parked()).map(({ view, key, eventType, position, reason }) => [
          view,
          key,
          eventType,
          position,
          reason,
        ]),
      ).toEqual([
        ['pupils', 'ann', 'Spoilt', 3, 'Error: a page is torn'],
        ['pupils', 'ann', 'Read', 5, 'Waits for an earlier event of its key.'],
        ['pupils', 'bob', 'Spoilt', 7, 'Error: a page is torn'],
      ]);
      expect(await reader.load('pupils', ['ann', 'bob'])).toEqual([
        { school: 'north', pages: [60], nickname: null },
        { school: 'north', pages: [5], nickname: null },
      ]);
      expect(await reader.load('activity', ['all'])).toEqual([{ count: 5 }]);
      expect(await host.verify()).toEqual([]);
      expect(host.position).toBe(7);
    });

    test.each([
      ['one at a time', { page: 1, bulk: 1 }],
      ['in transactions of several pages', { page: 2, bulk: 5 }],
    ])('leaves the same bytes behind when events are folded %s', async (_how, limits) => {
      const [small, large] = [await openStore(), await openStore()];
      await catchUp((await hostOver(small.store, logOf(...poisoned), TRIAL_VIEWS, limits)).host);
      await catchUp((await hostOver(large.store, logOf(...poisoned))).host);
      expect(await dumpViews(small.store, TRIAL_VIEWS)).toBe(await dumpViews(large.store, TRIAL_VIEWS));
      expect(await small.store.parked()).toEqual(await large.store.parked());
    });

    test('waits over a restart, and what comes later for its key waits behind it', async () => {
      const first = await openStore();
      const log = logOf(...poisoned);
      await catchUp((await hostOver(first.store, log)).host);
      const { store } = await reopen(first);
      log.add(...pupilEvents(['Read', { pupil: 'ann', pages: 1 }]));
      const { host } = await hostOver(store, log);
      await catchUp(host);
      expect((await host.parked()).map(({ position }) => position)).toEqual([3, 5, 7, 8]);
    });

    test('goes through in order once the view is mended, as if it had never waited', async () => {
      const { store } = await openStore();
      const { host } = await hostOver(store, logOf(...poisoned));
      await catchUp(host);
      expect(await operate(host, host.retry('pupils', 'ann'))).toBe(0);
      spoiltFails.now = false;
      expect(await operate(host, host.retry('pupils', 'ann'))).toBe(2);
      expect((await host.parked()).map(({ key }) => key)).toEqual(['bob']);
      expect(await operate(host, host.retry('pupils', 'bob'))).toBe(1);
      expect(await host.parked()).toEqual([]);
      expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...poisoned));
      expect(await host.verify()).toEqual([]);
    });

    test('can be discarded, and those behind it go through', async () => {
      const { store, reader } = await openStore();
      const log = logOf(...poisoned);
      const { host } = await hostOver(store, log);
      await catchUp(host);
      expect(await operate(host, host.discard('pupils', 'ann'))).toBe(1);
      expect(await operate(host, host.discard('pupils', 'bob'))).toBe(0);
      expect(await host.parked()).toEqual([]);
      log.add(...pupilEvents(['Read', { pupil: 'bob', pages: 9 }]));
      await catchUp(host);
      expect(await reader.load('pupils', ['ann', 'bob'])).toEqual([
        { school: 'north', pages: [60, 70], nickname: null },
        { school: 'north', pages: [5, 9], nickname: null },
      ]);
    });

    test('stops at the next one that fails when its key is tried again', async () => {
      const { store } = await openStore();
      const { host } = await hostOver(
        store,
        logOf(...poisoned, ...pupilEvents(['Spoilt', { pupil: 'ann' }], ['Read', { pupil: 'ann', pages: 2 }])),
      );
      await catchUp(host);
      expect(await operate(host, host.discard('pupils', 'ann'))).toBe(1);
      expect(
        (await host.parked()).filter(({ key }) => key === 'ann').map(({ position, reason }) => [position, reason]),
      ).toEqual([
        [8, 'Error: a page is torn'],
        [9, 'Waits for an earlier event of its key.'],
      ]);
    });

    test('is tried again from scratch by a rebuild', async () => {
      const { store } = await openStore();
      const { host } = await hostOver(store, logOf(...poisoned));
      await catchUp(host);
      await operate(host, host.rebuild('pupils'));
      expect(await host.parked()).toHaveLength(3);
      spoiltFails.now = false;
      await operate(host, host.rebuild('pupils'));
      expect(await host.parked()).toEqual([]);
      expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...poisoned));
    });

    test.each([
      ['key', { key: () => rethrow() }],
      [
        'column',
        {
          columns: {
            ...pupils.columns,
            pages: (doc: object) => ((doc as { pages: number[] }).pages.includes(70) ? rethrow() : 1),
          },
        },
      ],
      ['column value', { columns: { ...pupils.columns, pages: () => NaN } }],
      [
        'rollup',
        {
          rollups: {
            reading: {
              ...pupils.rollups!.reading!,
              of: () => [{ key: { school: 'x', habit: 'y' }, add: { pages: 0.5 } }],
            },
          },
        },
      ],
      ['missing document', { on: { ...pupils.on, Read: () => undefined as never } }],
      ['scope', { scopes: () => rethrow() }],
      ['emptiness', { empty: () => rethrow() }],
      ['beginning', { initial: () => rethrow() }],
    ] as [string, Partial<View>][])('also when it is the %s that fails', async (_part, fault) => {
      const { store, reader } = await openStore();
      const faulty = { ...pupils, ...fault };
      await store.open([faulty, activity]);
      const log = logOf();
      const { host } = await hostOver(store, log, [faulty, activity]);
      await catchUp(host);
      log.add(...history);
      await catchUp(host);
      expect(await host.parked()).not.toEqual([]);
      expect(await reader.load('activity', ['all'])).toEqual([{ count: 9 }]);
    });
  });
