import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withScratchFolder } from './scratch-folder.ts';
import { startServer } from './server.ts';

test('a second process on the same data folder is refused with a clear sentence, and the first goes on', async () => {
  await withScratchFolder(async scratch => {
    const folder = join(scratch, 'data');
    const first = await startServer(folder);
    try {
      const second = startServer(folder);
      await expect(second).rejects.toThrow(
        /ended with 1 .*Another Strata process is using the data folder .* Stop it first/,
      );
      await expect(first.owner.get('/v1/views/tier-board')).resolves.toMatchObject({ students: 0 });
    } finally {
      await first.owner.close();
      await first.stop();
    }
    const third = await startServer(folder); // once the first is gone, the folder is free
    await third.owner.close();
    await third.stop();
  });
}, 120_000);
