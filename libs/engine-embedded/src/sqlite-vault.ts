import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeyObject } from 'node:crypto';
import {
  BoundedCache,
  DomainError,
  keyedFingerprint,
  newKey,
  openSealed,
  sealData,
  subjectShredded,
  unreadable,
  type OpenRequest,
  type Sealed,
  type SealRequest,
  type Vault,
} from '@strata/kernel';
import { openDatabase, storeUnavailable, transaction } from './database.ts';
import { makeMasterKey, readMasterKey, type MasterKey } from './master-key.ts';
import { prepareRows } from './sqlite-log-reader.ts';

/**
 * A row without a key is the tombstone of a subject whose key was destroyed. Rows are only ever added at the end: so no
 * page that holds keys is ever split, and nothing hangs on what SQLite leaves behind when it moves a row.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS subject_keys(number INTEGER PRIMARY KEY, subject TEXT NOT NULL UNIQUE, wrapped BLOB);
  CREATE TABLE IF NOT EXISTS master_key_check(only INTEGER PRIMARY KEY CHECK (only = 1), value BLOB NOT NULL);`;

/** Requests that are worked on at a time; other work gets its turn in between. About 10 ms. */
const CHUNK = 1000;

/** Unwrapped keys that are remembered, twice over: people whose data is used again and again. */
const REMEMBERED_KEYS = 10_000;

type SubjectKey = KeyObject | 'shredded';

/**
 * The vault of the embedded engine: keys in a file of their own, wrapped by the master key beside it. Works in chunks:
 * 100,000 subjects take a few seconds to seal or to open, and no plain text is ever written to disk.
 */
export class SqliteVault implements Vault {
  private readonly db: DatabaseSync;
  private readonly masterKey: MasterKey;
  private readonly fingerprintKey: KeyObject;
  private readonly known = new BoundedCache<SubjectKey>(REMEMBERED_KEYS);
  private readonly select: StatementSync;
  private readonly insert: StatementSync;
  private readonly bury: StatementSync;

  /**
   * Opens the vault, making an empty one and its master key where there is neither.
   * @throws DomainError `MASTER_KEY_MISSING`, `MASTER_KEY_WRONG` or `MASTER_KEY_DAMAGED` when the keys in the file could
   *   not be used, `SECRET_EXPOSED` when others can read the master key.
   */
  constructor(path: string, masterKeyPath: string) {
    this.db = openDatabase(path, { synchronous: 'FULL', secureDelete: true, cacheMegabytes: 16 });
    try {
      this.db.exec(TABLES);
      this.masterKey = checkedMasterKey(this.db, masterKeyPath);
    } catch (error) {
      this.db.close();
      throw error;
    }
    this.fingerprintKey = this.masterKey.derive('fingerprint');
    this.select = prepareRows(
      this.db,
      'SELECT subject, wrapped FROM subject_keys WHERE subject IN (SELECT value FROM json_each(?))',
    );
    this.insert = this.db.prepare('INSERT INTO subject_keys(subject, wrapped) VALUES(?, ?)');
    this.bury = this.db.prepare(
      'INSERT INTO subject_keys(subject, wrapped) VALUES(?, NULL) ON CONFLICT(subject) DO UPDATE SET wrapped = NULL',
    );
  }

  async seal(requests: readonly SealRequest[]): Promise<Sealed[]> {
    return inChunks(requests, chunk => {
      const keys = this.keysOf(chunk);
      for (const { subjectId } of chunk) if (keys.get(subjectId) === 'shredded') throw subjectShredded(subjectId);
      this.makeMissing(chunk, keys);
      return chunk.map(({ subjectId, data }) => sealData(keys.get(subjectId) as KeyObject, subjectId, data));
    });
  }

  async open(requests: readonly OpenRequest[]): Promise<unknown[]> {
    return inChunks(requests, chunk => {
      const keys = this.keysOf(chunk);
      return chunk.map(({ subjectId, sealed }) => {
        const key = keys.get(subjectId);
        if (key === undefined) throw unreadable();
        return key === 'shredded' ? undefined : openSealed(key, subjectId, sealed);
      });
    });
  }

  fingerprint(text: string): string {
    return keyedFingerprint(this.fingerprintKey, text);
  }

  /** Also empties the write-ahead log, where older pages of the file would still hold the key. */
  async shred(subjectId: string): Promise<void> {
    this.known.delete(subjectId);
    this.write(() => this.bury.run(subjectId));
    const { busy } = this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
    if (busy !== 0) throw storeUnavailable(new Error('another process is reading the keys'));
  }

  close(): void {
    this.known.clear();
    this.db.close();
  }

  private write(work: () => unknown): void {
    try {
      transaction(this.db, work);
    } catch (error) {
      throw storeUnavailable(error);
    }
  }

  /** The keys of these subjects as far as there are any, asking the file once for all that are not remembered. */
  private keysOf(requests: readonly { readonly subjectId: string }[]): Map<string, SubjectKey> {
    const keys = new Map<string, SubjectKey>();
    const unknown = new Set<string>();
    for (const { subjectId } of requests) {
      const key = this.known.get(subjectId);
      if (key === undefined) unknown.add(subjectId);
      else keys.set(subjectId, key);
    }
    if (unknown.size === 0) return keys;
    const rows = this.select.all(JSON.stringify([...unknown])) as unknown as [string, Uint8Array | null][];
    for (const [subjectId, wrapped] of rows) {
      const key = wrapped === null ? 'shredded' : this.masterKey.unwrap(subjectId, wrapped);
      keys.set(subjectId, key);
      this.known.set(subjectId, key);
    }
    return keys;
  }

  private makeMissing(requests: readonly SealRequest[], keys: Map<string, SubjectKey>): void {
    const made = new Map<string, KeyObject>();
    for (const { subjectId } of requests) if (!keys.has(subjectId)) made.set(subjectId, newKey());
    if (made.size === 0) return;
    this.write(() => {
      for (const [subjectId, key] of made) this.insert.run(subjectId, this.masterKey.wrap(subjectId, key));
    });
    for (const [subjectId, key] of made) {
      keys.set(subjectId, key);
      this.known.set(subjectId, key);
    }
  }
}

const inChunks = async <Request, Answer>(
  requests: readonly Request[],
  work: (chunk: readonly Request[]) => Answer[],
): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let start = 0; start < requests.length; start += CHUNK) {
    if (start > 0) await new Promise<void>(resolve => void setImmediate(resolve));
    for (const answer of work(requests.slice(start, start + CHUNK))) answers.push(answer);
  }
  return answers;
};

/** The master key of this file of keys. The check value tells another key before it locks anybody out of anything. */
const checkedMasterKey = (db: DatabaseSync, path: string): MasterKey => {
  const stored = db.prepare('SELECT value FROM master_key_check').get() as { value: Uint8Array } | undefined;
  const found = readMasterKey(path);
  if (stored && !found) throw masterKeyMissing(path);
  const key = found ?? makeMasterKey(path); // on disk before the first key that hangs on it
  const check = key.derive('check').export();
  if (!stored) db.prepare('INSERT INTO master_key_check VALUES(1, ?)').run(check);
  else if (!check.equals(stored.value)) throw masterKeyWrong(path);
  return key;
};

const masterKeyMissing = (path: string) =>
  new DomainError(
    'MASTER_KEY_MISSING',
    'unavailable',
    `${path} is missing, and without it no name in this data can be read. Put the file back from a backup.`,
  );

const masterKeyWrong = (path: string) =>
  new DomainError(
    'MASTER_KEY_WRONG',
    'unavailable',
    `${path} is not the master key of this data. Put the right file back from a backup.`,
  );
