import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { checkpointStoreContract } from '@strata/kernel/testing';
import { SqliteCheckpoints } from './sqlite-checkpoints.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

checkpointStoreContract('SQLite', async () => {
  const checkpoints = new SqliteCheckpoints(join(after.folder(), 'checkpoints.db'));
  after.later(() => checkpoints.close());
  return checkpoints;
});

test('a reaction goes on after a restart where it was', async () => {
  const path = join(after.folder(), 'checkpoints.db');
  const before = new SqliteCheckpoints(path);
  await before.write('placements', { 0: 41 });
  before.close();
  const checkpoints = new SqliteCheckpoints(path);
  after.later(() => checkpoints.close());
  expect(await checkpoints.read('placements')).toEqual({ 0: 41 });
});
