import { afterEach, describe, expect, test } from '@jest/globals';
import type { ParkedRecord, ViewDocuments } from '../view-store.ts';
import { pupilEvents, pupils, type PupilDoc } from './pupil-views.ts';
import { commitOf, doc, put, storeTrial, sum, type OpenViewStore } from './view-store-trial.ts';

/** What every view store and its reader must hold to; the in-memory one is the reference. */
export const viewStoreContract = (name: string, open: () => Promise<OpenViewStore>) =>
  describe(`ViewStore contract: ${name}`, () => {
    const { start, startWith, reopen, end } = storeTrial(open);
    afterEach(end);

    describe('keeping documents', () => {
      test('gives back what was put, in the order asked, and undefined for what is not there', async () => {
        const { store, slot } = await startWith({ ann: doc('north', [3]), bob: doc('south') });
        expect(await store.load(slot, ['bob', 'nobody', 'ann'])).toEqual([doc('south'), undefined, doc('north', [3])]);
        expect(await store.count(slot)).toBe(2);
      });

      test('replaces a document that is put again, and forgets one that is deleted', async () => {
        const { store, slot } = await startWith({ ann: doc('north'), bob: doc('south') });
        await store.commit(commitOf('live', 2, { slot, puts: [put('ann', doc('west'))], deletes: ['bob'] }));
        expect(await store.load(slot, ['ann', 'bob'])).toEqual([doc('west'), undefined]);
      });

      test('writes many documents in one commit', async () => {
        const many = Object.fromEntries(
          Array.from({ length: 100 }, (_, index) => [`p${index}`, doc('north', [index])]),
        );
        const { store, slot } = await startWith(many);
        expect(await store.load(slot, Object.keys(many))).toEqual(Object.values(many));
      });

      test('keeps documents, rollups, checkpoint and parked events over a restart', async () => {
        const { store, slot } = await startWith({ ann: doc('north') });
        const [event] = pupilEvents(['Spoilt', { pupil: 'bob' }]);
        await store.commit({
          ...commitOf('live', 7, { slot, increments: [sum('north', 'casual', 5, 1)] }),
          park: [parkedOf(slot, event!, 'torn')],
        });
        const after = await reopen();
        expect(await after.reader.load('pupils', ['ann'])).toEqual([doc('north')]);
        expect(await after.reader.sum('pupils', 'reading', { by: ['school'] })).toEqual([
          { school: 'north', pages: 5, docs: 1 },
        ]);
        expect(await after.store.checkpoint('live')).toEqual({ 0: 7 });
        expect(await after.store.parked()).toMatchObject([{ view: 'pupils', key: 'bob', reason: 'torn' }]);
      });

      test('stores nothing at all when a part of a commit cannot be stored', async () => {
        const { store, reader, slot } = await startWith({ ann: doc('north') });
        const broken = { toJSON: () => rethrow() } as unknown as PupilDoc;
        const puts = [put('bob', doc('south')), { ...put('cat', doc('south')), doc: broken }];
        await expect(
          store.commit(commitOf('live', 2, { slot, puts, increments: [sum('south', 'casual', 1, 1)] })),
        ).rejects.toThrow('no text');
        expect(await store.load(slot, ['ann', 'bob'])).toEqual([doc('north'), undefined]);
        expect(await reader.sum('pupils', 'reading', { by: [] })).toEqual([{ pages: 0, docs: 0 }]);
        expect(await store.checkpoint('live')).toEqual({ 0: 1 });
      });
    });

    describe('rollups', () => {
      test('add up, and a row goes when no document counts into it any more', async () => {
        const { store, reader, slot } = await startWith({});
        await store.commit(
          commitOf('live', 2, { slot, increments: [sum('north', 'casual', 5, 2), sum('south', 'avid', 200, 1)] }),
        );
        await store.commit(
          commitOf('live', 3, { slot, increments: [sum('north', 'casual', -5, -2), sum('south', 'avid', 1, 0)] }),
        );
        expect(await reader.sum('pupils', 'reading', { by: ['school', 'habit'] })).toEqual([
          { school: 'south', habit: 'avid', pages: 201, docs: 1 },
        ]);
        const scan = await store.scan(slot);
        expect(await scan.rows('reading')).toEqual([{ school: 'south', habit: 'avid', pages: 201, docs: 1 }]);
        await scan.close();
      });

      test('are summed over the dimensions that nobody asked for, filtered, and sorted', async () => {
        const { store, reader, slot } = await startWith({});
        const rows = [
          sum('a', 'avid', 1, 1),
          sum('a', 'casual', 2, 1),
          sum('b', 'avid', 4, 1),
          sum('c', 'casual', 8, 3),
        ];
        await store.commit(commitOf('live', 2, { slot, increments: rows }));
        const ask = (query: Parameters<ViewDocuments['sum']>[2]) => reader.sum('pupils', 'reading', query);
        expect(await ask({ by: [] })).toEqual([{ pages: 15, docs: 6 }]);
        expect(await ask({ by: ['habit'] })).toEqual([
          { habit: 'avid', pages: 5, docs: 2 },
          { habit: 'casual', pages: 10, docs: 4 },
        ]);
        expect(await ask({ by: ['school'], where: { school: ['c', 'a'] } })).toEqual([
          { school: 'a', pages: 3, docs: 2 },
          { school: 'c', pages: 8, docs: 3 },
        ]);
        expect(await ask({ by: [], where: { habit: 'avid', school: { gte: 'b', lt: 'c' } } })).toEqual([
          { pages: 4, docs: 1 },
        ]);
        expect(await ask({ by: ['school'], where: { school: [] } })).toEqual([]);
      });

      test('refuse a dimension or a rollup that the view does not declare', async () => {
        const { reader } = await startWith({});
        await expect(reader.sum('pupils', 'reading', { by: ['shoe'] })).rejects.toMatchObject({
          code: 'UNKNOWN_DIMENSION',
        });
        await expect(reader.sum('pupils', 'reading', { by: [], where: { shoe: '1' } })).rejects.toMatchObject({
          code: 'UNKNOWN_DIMENSION',
        });
        await expect(reader.sum('pupils', 'running', { by: [] })).rejects.toMatchObject({ code: 'UNKNOWN_ROLLUP' });
      });
    });

    describe('slots', () => {
      test('a view that is still being built is not read, and one that nobody declared is not known', async () => {
        const { store, reader } = await start();
        await store.create(pupils, 'build-1');
        await expect(reader.load('pupils', ['ann'])).rejects.toMatchObject({
          code: 'VIEW_BUILDING',
          kind: 'unavailable',
        });
        await expect(reader.load('teachers', ['ann'])).rejects.toMatchObject({ code: 'UNKNOWN_VIEW', kind: 'invalid' });
      });

      test('a second build lies beside the live one, replaces it at once, and takes nothing of it', async () => {
        const { store, reader, slot } = await startWith({ ann: doc('north') });
        const { id: second } = await store.create(pupils, 'build-2');
        expect(second).not.toBe(slot);
        await store.commit(commitOf('build-2', 1, { slot: second, puts: [put('ann', doc('west'))] }));
        expect(await reader.load('pupils', ['ann'])).toEqual([doc('north')]);
        await store.promote('build-2', 'live');
        expect(await reader.load('pupils', ['ann'])).toEqual([doc('west')]);
        expect(await store.slots()).toMatchObject([
          { id: slot, status: 'retired' },
          { id: second, status: 'live', group: 'live' },
        ]);
        await store.drop([slot]);
        expect(await store.slots()).toMatchObject([{ id: second }]);
        expect(await reader.load('pupils', ['ann'])).toEqual([doc('west')]);
        expect(await store.checkpoint('build-2')).toEqual({});
      });

      test('a build that has not come as far as the live views cannot join them', async () => {
        const { store, slot } = await startWith({ ann: doc('north') });
        await store.commit(commitOf('live', 5, { slot }));
        const { id: second } = await store.create(pupils, 'build-2');
        await store.commit(commitOf('build-2', 4, { slot: second }));
        await expect(store.promote('build-2', 'live')).rejects.toThrow();
        expect(await store.slots()).toMatchObject([
          { id: slot, status: 'live' },
          { id: second, status: 'building' },
        ]);
      });

      test('dropping the last slot of a group ends its checkpoint, and its parked events', async () => {
        const { store, slot } = await startWith({});
        const [event] = pupilEvents(['Spoilt', { pupil: 'bob' }]);
        await store.commit({ ...commitOf('live', 2, { slot }), park: [parkedOf(slot, event!, 'torn')] });
        await store.drop([slot, 'never@1.1']);
        expect(await store.slots()).toEqual([]);
        expect(await store.checkpoint('live')).toEqual({});
        expect(await store.parked()).toEqual([]);
      });
    });

    test('parked events keep their order; one parked again keeps its place and takes the new reason', async () => {
      const { store, slot } = await startWith({});
      const events = pupilEvents(
        ['Spoilt', { pupil: 'bob' }],
        ['Read', { pupil: 'bob', pages: 3 }],
        ['Spoilt', { pupil: 'ann' }],
      );
      await store.commit({
        ...commitOf('live', 3, { slot }),
        park: events.map(event => parkedOf(slot, event, 'torn')),
      });
      await store.commit({ ...commitOf('live', 3, { slot }), park: [parkedOf(slot, events[0]!, 'still torn')] });
      expect((await store.parked()).map(({ eventId, reason }) => [eventId, reason])).toEqual([
        [events[0]!.id, 'still torn'],
        [events[1]!.id, 'torn'],
        [events[2]!.id, 'torn'],
      ]);
      expect(await store.parkedEvents(slot, 'bob')).toEqual(events.slice(0, 2));
      await store.commit({ ...commitOf('live', 3, { slot }), unpark: [{ slot, eventId: events[0]!.id }] });
      expect(await store.parkedEvents(slot, 'bob')).toEqual([events[1]]);
    });

    test('a scan shows one commit, whatever is written meanwhile', async () => {
      const { store, slot } = await startWith({ cat: doc('south'), ann: doc('north') });
      const scan = await store.scan(slot);
      await store.commit(
        commitOf('live', 2, { slot, puts: [put('bob', doc('west'))], increments: [sum('west', 'casual', 1, 1)] }),
      );
      const pages: unknown[] = [];
      for await (const page of scan.documents()) pages.push(...page);
      expect(pages).toEqual([
        { id: 'ann', doc: doc('north') },
        { id: 'cat', doc: doc('south') },
      ]);
      expect(await scan.rows('reading')).toEqual([]);
      await scan.close();
    });
  });

const parkedOf = (slot: string, event: ParkedRecord['event'], reason: string): ParkedRecord => ({
  slot,
  key: event.key,
  eventId: event.id,
  eventType: event.type,
  position: event.position,
  reason,
  parkedAt: '2026-09-01T08:00:00.000Z',
  event,
});

const rethrow = (): never => {
  throw new TypeError('no text');
};
