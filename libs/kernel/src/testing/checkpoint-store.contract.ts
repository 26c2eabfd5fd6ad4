import { describe, expect, test } from '@jest/globals';
import type { CheckpointStore } from '../checkpoint-store.ts';

/** Every store of checkpoints passes this suite. `open` gives an empty one. */
export const checkpointStoreContract = (name: string, open: () => Promise<CheckpointStore>) =>
  describe(`checkpoint store: ${name}`, () => {
    test('a reader that never ran starts at the beginning', async () => {
      expect(await (await open()).read('new')).toEqual({});
    });

    test('each reader finds the last checkpoint that it wrote, in every partition', async () => {
      const checkpoints = await open();
      await checkpoints.write('one', { 0: 5 });
      await checkpoints.write('two', { 0: 7, 3: 9 });
      await checkpoints.write('one', { 0: 6 });
      expect(await checkpoints.read('one')).toEqual({ 0: 6 });
      expect(await checkpoints.read('two')).toEqual({ 0: 7, 3: 9 });
    });
  });
