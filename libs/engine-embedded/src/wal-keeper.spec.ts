import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openDatabase } from './database.ts';
import { cleanUp } from './testing/temporary-folder.ts';
import { WalKeeper } from './wal-keeper.ts';

const after = cleanUp();
afterEach(after.now);

const open = () => {
  const path = join(after.folder(), 'views.db');
  const db = openDatabase(path, { synchronous: 'NORMAL', pageSize: 16384, autoCheckpointPages: 0 });
  const keeper = new WalKeeper(db, path);
  after.later(async () => {
    await keeper.close();
    db.close();
  });
  db.exec('CREATE TABLE notes(body)');
  const put = db.prepare('INSERT INTO notes VALUES (randomblob(?))');
  return { path, keeper, write: (bytes: number) => put.run(bytes) };
};
const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

test('pages move into the file while the writer does something else', async () => {
  const { path, keeper, write } = open();
  write(3_000_000);
  expect(sizeOf(path)).toBeLessThan(100_000);
  for (let now = 0; sizeOf(path) < 3_000_000; now += 1000) {
    keeper.tick(now);
    await new Promise<void>(resolve => void setImmediate(resolve));
  }
});

test('a write-ahead log that outgrew the thread is finished by the writer and starts over', () => {
  const { path, keeper, write } = open();
  for (let written = 0; written < 140_000_000; written += 14_000_000) write(14_000_000);
  const grown = sizeOf(`${path}-wal`);
  keeper.tick(0);
  write(14_000_000);
  expect(sizeOf(path)).toBeGreaterThan(130_000_000);
  expect(sizeOf(`${path}-wal`)).toBeLessThanOrEqual(grown);
});
