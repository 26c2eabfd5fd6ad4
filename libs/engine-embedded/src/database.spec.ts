import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from '@jest/globals';
import { openDatabase, pragma, transaction, type DatabaseOptions } from './database.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

const open = (path: string, options: DatabaseOptions) => {
  const db = openDatabase(path, options);
  after.later(() => db.close());
  return db;
};

test('the log is opened so that a commit that answered is on disk, every time', () => {
  const path = join(after.folder(), 'log.db');
  for (const _time of ['first', 'again']) {
    const db = openDatabase(path, { synchronous: 'FULL' });
    expect([pragma(db, 'journal_mode'), pragma(db, 'synchronous')]).toEqual(['wal', 2]);
    db.close();
  }
});

test('views are opened so that they survive a crash and do not wait for the disk', () => {
  const db = open(join(after.folder(), 'views.db'), { synchronous: 'NORMAL', pageSize: 16384, autoCheckpointPages: 0 });
  db.exec('CREATE TABLE t(a)');
  expect([pragma(db, 'journal_mode'), pragma(db, 'synchronous')]).toEqual(['wal', 1]);
  expect([pragma(db, 'page_size'), pragma(db, 'wal_autocheckpoint')]).toEqual([16384, 0]);
});

test('a file that SQLite does not keep as asked is refused', () => {
  const path = join(after.folder(), 'old.db');
  const plain = new DatabaseSync(path);
  plain.exec('CREATE TABLE t(a)');
  plain.close();
  expect(() => openDatabase(path, { synchronous: 'FULL', readOnly: true })).toThrow(
    'journal_mode=delete (wal is needed)',
  );
});

test('data files are closed to other users of the machine', () => {
  const path = join(after.folder(), 'log.db');
  const db = open(path, { synchronous: 'FULL' });
  db.exec('CREATE TABLE t(a)');
  for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
});

test('a transaction that fails leaves nothing behind', () => {
  const db = open(join(after.folder(), 'log.db'), { synchronous: 'FULL' });
  db.exec('CREATE TABLE t(a)');
  const failing = () =>
    transaction(db, () => {
      db.exec('INSERT INTO t VALUES(1)');
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(transaction(db, () => db.prepare('SELECT count(*) AS n FROM t').get())).toEqual({ n: 0 });
});
