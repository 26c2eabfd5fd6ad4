import { describe, expect, test } from '@jest/globals';
import type { CheckpointStore, ParkedReaction } from '../checkpoint-store.ts';
import { pupilEvents } from './pupil-views.ts';

/** Every store of checkpoints passes this suite. `open` gives an empty one. */
export const checkpointStoreContract = (name: string, open: () => Promise<CheckpointStore>) =>
  describe(`checkpoint store: ${name}`, () => {
    test('a reader that never ran starts at the beginning', async () => {
      const checkpoints = await open();
      expect(await checkpoints.read('new')).toEqual({});
      expect(await checkpoints.parked('new')).toEqual([]);
    });

    test('each reader finds the last checkpoint that it wrote, in every partition', async () => {
      const checkpoints = await open();
      await checkpoints.write('one', { 0: 5 });
      await checkpoints.write('two', { 0: 7, 3: 9 });
      await checkpoints.write('one', { 0: 6 });
      expect(await checkpoints.read('one')).toEqual({ 0: 6 });
      expect(await checkpoints.read('two')).toEqual({ 0: 7, 3: 9 });
    });

    test('parked events keep their order; one parked again keeps its place and takes the new reason', async () => {
      const checkpoints = await open();
      const [first, second] = parkedOf('torn') as [ParkedReaction, ParkedReaction];
      await checkpoints.write('one', { 0: 2 }, { park: [first, second], unpark: [] });
      await checkpoints.write('two', { 0: 2 }, { park: [first], unpark: [] });
      await checkpoints.write('one', { 0: 3 }, { park: [{ ...first, reason: 'still torn' }], unpark: [] });
      expect(await checkpoints.parked('one')).toEqual([{ ...first, reason: 'still torn' }, second]);
      await checkpoints.write('one', { 0: 3 }, { park: [], unpark: [first.event.id] });
      expect(await checkpoints.parked('one')).toEqual([second]);
      expect(await checkpoints.parked('two')).toEqual([first]);
    });

    test('a group that is reset begins again, and others do not', async () => {
      const checkpoints = await open();
      for (const group of ['one', 'two'])
        await checkpoints.write(group, { 0: 2 }, { park: parkedOf('torn'), unpark: [] });
      await checkpoints.reset('one');
      expect([await checkpoints.read('one'), await checkpoints.parked('one')]).toEqual([{}, []]);
      expect([await checkpoints.read('two'), await checkpoints.parked('two')]).toEqual([{ 0: 2 }, parkedOf('torn')]);
    });
  });

const parkedOf = (reason: string): ParkedReaction[] =>
  pupilEvents(['Spoilt', { pupil: 'ann' }], ['Read', { pupil: 'ann', pages: 3 }]).map(event => ({
    key: event.key,
    reason,
    parkedAt: '2026-09-01T08:00:00.000Z',
    event,
  }));
