import { afterEach, describe, expect, test } from '@jest/globals';
import type { ViewHost } from '../view-host.ts';
import type { ViewCommit, ViewStore } from '../view-store.ts';
import { logOf, pupilEvents, pupils, activity } from './pupil-views.ts';
import { dumpViews } from './view-dump.ts';
import { history, TRIAL_VIEWS, viewTrial } from './view-trial.ts';
import type { OpenViewStore } from './view-store-trial.ts';

/** What live views must do over any store: keep up, rebuild, heal. */
export const viewHostContract = (storeName: string, open: () => Promise<OpenViewStore>) =>
  describe(`Live views: ${storeName}`, () => {
    const { openStore, reopen, end, hostOver, catchUp, operate, expected } = viewTrial(open);
    afterEach(end);

    test('a view holds what its events say, and its rollups what its documents say', async () => {
      const { store, reader } = await openStore();
      const { host } = await hostOver(store, logOf(...history));
      await catchUp(host);
      expect(await reader.load('pupils', ['ann', 'bob', 'cat'])).toEqual([
        { school: 'north', pages: [60, 70], nickname: 'A' },
        { school: 'south', pages: [5], nickname: null },
        undefined,
      ]);
      expect(await reader.sum('pupils', 'reading', { by: ['school', 'habit'] })).toEqual([
        { school: 'north', habit: 'avid', pages: 130, docs: 1 },
        { school: 'south', habit: 'casual', pages: 5, docs: 1 },
      ]);
      expect(await reader.load('activity', ['all', 'Moved'])).toEqual([{ count: 9 }, { count: 4 }]);
      expect(await host.verify()).toEqual([]);
      expect(host.position).toBe(9);
    });

    test('one event at a time gives the same bytes as all at once', async () => {
      const { store } = await openStore();
      const log = logOf();
      const { host } = await hostOver(store, log);
      for (const event of history) {
        log.add(event);
        await catchUp(host);
      }
      expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history));
    });

    test.each([
      ['pages of two events', { page: 2 }],
      ['transactions of three events', { page: 2, bulk: 3, beside: 3 }],
      ['transactions of two documents', { page: 1, documents: 2 }],
    ])('%s give the same bytes, live and rebuilt', async (_size, limits) => {
      const { store } = await openStore();
      const log = logOf(...history.slice(0, 5));
      const { host } = await hostOver(store, log, TRIAL_VIEWS, limits);
      await catchUp(host);
      log.add(...history.slice(5));
      await catchUp(host);
      expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history));
      const steps: number[] = [];
      await operate(
        host,
        host.rebuild('pupils', position => void steps.push(position)),
      );
      await operate(host, host.rebuild('activity'));
      expect(steps.at(-1)).toBe(9);
      expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history));
    });

    test('a restart goes on where the last commit ended', async () => {
      const first = await openStore();
      const log = logOf(...history.slice(0, 4));
      await catchUp((await hostOver(first.store, log)).host);
      const { store } = await reopen(first);
      log.add(...history.slice(4));
      const { host, applied } = await hostOver(store, log);
      await catchUp(host);
      expect(applied.map(({ checkpoint }) => checkpoint)).toEqual([{ 0: 9 }]);
      expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history));
    });

    test('browsers are told once per batch what changed, where a pupil came from included', async () => {
      const { store } = await openStore();
      const log = logOf(...history.slice(0, 6));
      const { host, applied } = await hostOver(store, log);
      await catchUp(host);
      log.add(...history.slice(6, 7));
      await catchUp(host);
      expect(applied.at(-1)!.invalidations).toEqual([
        { view: 'pupils', scope: 'school/north', version: 7 },
        { view: 'pupils', scope: 'pupil/bob', version: 7 },
        { view: 'pupils', scope: 'school/south', version: 7 },
      ]);
      log.add(
        ...pupilEvents(
          ...Array.from({ length: 600 }, (_, index) => ['Read', { pupil: `p${index}`, pages: 1 }] as const),
        ),
      );
      await catchUp(host);
      expect(applied.at(-1)!.invalidations).toEqual([{ view: 'pupils', scope: '*', version: 607 }]);
    });

    test('a commit that fails changes nothing, and the same events go through the next time', async () => {
      const { store } = await openStore();
      const failing = failingOnce(store);
      const log = logOf(...history.slice(0, 3));
      const { host } = await hostOver(failing.store, log);
      await catchUp(host);
      log.add(...history.slice(3));
      failing.failNext();
      await expect(host.advance()).rejects.toThrow('the disk is full');
      expect(host.position).toBe(3);
      await catchUp(host);
      expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history));
      expect(await host.parked()).toEqual([]);
    });

    describe('building', () => {
      test('a rebuild gives the same bytes twice, beside the live view, and leaves nothing behind', async () => {
        const { store, reader } = await openStore();
        const log = logOf(...history);
        const { host } = await hostOver(store, log);
        await catchUp(host);
        const before = await dumpViews(store, TRIAL_VIEWS);
        const steps: number[] = [];
        const rebuilt = host.rebuild('pupils', position => void steps.push(position));
        expect(await reader.load('pupils', ['bob'])).toMatchObject([{ school: 'south' }]);
        await operate(host, rebuilt);
        await operate(host, host.rebuild('pupils'));
        expect(steps).toEqual([9]);
        expect(await dumpViews(store, TRIAL_VIEWS)).toBe(before);
        expect((await store.slots()).map(({ id, status }) => [id, status])).toEqual([
          ['activity@1.1', 'live'],
          ['pupils@1.3', 'live'],
        ]);
        expect(await host.status()).toEqual([
          { name: 'activity', version: 1, status: 'live', position: 9, documents: 5 },
          { name: 'pupils', version: 1, status: 'live', position: 9, documents: 2 },
        ]);
      });

      test('live views go on while another is built, and both end where the log ends', async () => {
        const { store } = await openStore();
        const log = logOf(...history.slice(0, 5));
        const { host, applied } = await hostOver(store, log);
        await catchUp(host);
        const rebuilt = host.rebuild('pupils', () => log.add(...history.slice(log.head(), log.head() + 2)));
        await operate(host, rebuilt);
        log.add(...history.slice(log.head()));
        await catchUp(host);
        expect(
          applied.some(({ invalidations }) =>
            invalidations.some(({ view, scope }) => view === 'pupils' && scope === '*'),
          ),
        ).toBe(true);
        expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history));
      });

      test('a build goes on after a restart', async () => {
        const first = await openStore();
        const log = logOf(...history);
        const { host } = await hostOver(first.store, log);
        await catchUp(host);
        host.rebuild('pupils').catch(() => undefined);
        await host.advance(); // begun and folded, not yet swapped
        expect((await first.store.slots()).map(({ status }) => status)).toEqual(['live', 'live', 'building']);
        host.close();
        const { store } = await reopen(first);
        await catchUp((await hostOver(store, log)).host);
        expect((await store.slots()).map(({ id, status }) => [id, status])).toEqual([
          ['activity@1.1', 'live'],
          ['pupils@1.2', 'live'],
        ]);
        expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history));
      });

      test.each([
        ['its version is raised', { version: 2 }],
        ['its columns are others', { columns: { school: () => 'x' }, indexes: [['school']] }],
      ])('a view is built anew when %s, and only that one', async (_what, change) => {
        const first = await openStore();
        const log = logOf(...history);
        await catchUp((await hostOver(first.store, log)).host);
        const raised = { ...pupils, ...change };
        await first.store.open([raised, activity]);
        const { host } = await hostOver(first.store, log, [raised, activity]);
        expect(host.position).toBe(9);
        expect(await host.status()).toMatchObject([
          { name: 'activity', status: 'live', position: 9 },
          { name: 'pupils', status: 'building', position: 0 },
        ]);
        await catchUp(host);
        expect(host.complete).toBe(true);
        expect(await host.status()).toMatchObject([
          { name: 'activity', status: 'live' },
          { name: 'pupils', status: 'live', documents: 2 },
        ]);
      });

      test('a view that no code reads any more is dropped', async () => {
        const { store } = await openStore();
        const log = logOf(...history);
        await catchUp((await hostOver(store, log)).host);
        await catchUp((await hostOver(store, log, [pupils])).host);
        expect((await store.slots()).map(({ name }) => name)).toEqual(['pupils']);
      });

      test('views that stand beyond the end of the log are built again, and an operator is told', async () => {
        const { store } = await openStore();
        await catchUp((await hostOver(store, logOf(...history))).host);
        const older = logOf(...history.slice(0, 4));
        const { host, troubles } = await hostOver(store, older);
        await catchUp(host);
        expect(troubles).toEqual([expect.stringContaining('stand at position 9, but the log ends at 4')]);
        expect(await dumpViews(store, TRIAL_VIEWS)).toBe(await expected(...history.slice(0, 4)));
      });

      test('what still waits when the views stop is refused', async () => {
        const { store } = await openStore();
        const { host } = await hostOver(store, logOf());
        const asked = host.retry('pupils', 'ann');
        host.close();
        await expect(asked).rejects.toMatchObject({ code: 'VIEWS_STOPPED' });
        await expect(host.rebuild('pupils')).rejects.toMatchObject({ code: 'VIEWS_STOPPED' });
      });

      test('an operation on a view that is not there is refused', async () => {
        const { store } = await openStore();
        const { host } = await hostOver(store, logOf());
        await expect(operate(host, host.rebuild('teachers'))).rejects.toMatchObject({ code: 'UNKNOWN_VIEW' });
        await expect(operate(host, host.retry('teachers', 'ann'))).rejects.toMatchObject({ code: 'UNKNOWN_VIEW' });
      });
    });

    test('verification goes on while a view is rebuilt and swapped', async () => {
      const { store } = await openStore();
      const { host } = await hostOver(store, logOf(...history), TRIAL_VIEWS, { page: 1, beside: 1 });
      await catchUp(host);
      const rebuilt = host.rebuild('pupils');
      const verified: ReturnType<ViewHost['verify']>[] = [];
      do verified.push(host.verify());
      while (await host.advance());
      await rebuilt;
      expect((await Promise.all(verified)).flat()).toEqual([]);
    });

    test('verification finds a rollup that disagrees with its documents', async () => {
      const { store } = await openStore();
      const { host } = await hostOver(store, logOf(...history));
      await catchUp(host);
      const slot = (await store.slots()).find(({ name: slotName }) => slotName === 'pupils')!.id;
      const wrong = { rollup: 'reading', key: { school: 'north', habit: 'avid' }, add: { pages: 1 }, docs: 0 };
      await store.commit({
        group: 'live',
        checkpoint: { 0: 9 },
        park: [],
        unpark: [],
        invalidations: [],
        changes: [{ slot, puts: [], deletes: [], increments: [wrong] }],
      });
      expect(await host.verify()).toEqual([
        {
          view: 'pupils',
          rollup: 'reading',
          detail: '[north, avid] holds docs 1, pages 131, its documents add up to docs 1, pages 130',
        },
      ]);
    });
  });

/** The store itself, whose next commit may meet a full disk. */
const failingOnce = (store: ViewStore) => {
  let fails = false;
  const commit = async (batch: ViewCommit) => {
    if (!fails) return store.commit(batch);
    fails = false;
    throw new Error('the disk is full');
  };
  const faulty = new Proxy(store, {
    get: (target, property) => {
      if (property === 'commit') return commit;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { store: faulty, failNext: () => void (fails = true) };
};
