import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DomainError } from '@strata/kernel';

export type DatabaseOptions = {
  /**
   * `FULL`: a commit that answered is on disk, power loss included (the log, the vault). `NORMAL`: it survives a crash of
   * the process; power loss may take the last commits, all their tables together, and never damages the file (views).
   */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Bytes a page; holds for a new file only. Default 4096: best for the log; larger pages suit larger rows. */
  readonly pageSize?: 4096 | 8192 | 16384;
  /** Default 64. The cache is filled as pages are touched, never ahead. */
  readonly cacheMegabytes?: number;
  /**
   * Pages in the write-ahead log after which a commit also moves them into the file. Default 4000: 16 MB at 4 KB a page;
   * SQLite's own 1000 doubles the slowest commits. 0 when another thread does it (`wal_checkpoint(PASSIVE)`).
   */
  readonly autoCheckpointPages?: number;
  /** Overwrites what is deleted with zeros. */
  readonly secureDelete?: boolean;
  readonly readOnly?: boolean;
};

/**
 * Opens a SQLite file in WAL mode and makes sure of its durability: both settings are read back, at every open, because
 * SQLite keeps silent when it cannot do what it was asked (WAL on a network drive, say). A new file gets mode 0600.
 *
 * A statement waits up to 5 seconds for another connection's lock and then throws.
 * @throws Error when the file cannot be opened, or cannot be kept as asked.
 */
export const openDatabase = (path: string, options: DatabaseOptions): DatabaseSync => {
  const { synchronous, pageSize = 4096, cacheMegabytes = 64, autoCheckpointPages = 4000, readOnly = false } = options;
  if (!readOnly && !existsSync(path)) closeSync(openSync(path, 'a', 0o600)); // -wal and -shm take over its mode
  const db = new DatabaseSync(path, { readOnly, timeout: 5000 });
  try {
    if (!readOnly) db.exec(`PRAGMA page_size=${pageSize}; PRAGMA journal_mode=WAL;`);
    db.exec(`PRAGMA synchronous=${synchronous}; PRAGMA cache_size=-${cacheMegabytes * 1024};
      PRAGMA wal_autocheckpoint=${autoCheckpointPages}; PRAGMA journal_size_limit=67108864;
      PRAGMA secure_delete=${options.secureDelete ? 'ON' : 'OFF'}; PRAGMA temp_store=MEMORY;`);
    // On macOS a plain fsync leaves the drive's own cache; elsewhere this does nothing.
    if (synchronous === 'FULL') db.exec('PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;');
    assertDurability(db, path, synchronous);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
};

/** The value of a pragma, as SQLite now holds it. */
export const pragma = (db: DatabaseSync, name: string): string | number | undefined =>
  Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] as string | number | undefined;

/** What SQLite answers to `PRAGMA synchronous`. */
const SYNCHRONOUS = { NORMAL: 1, FULL: 2 } as const;

const assertDurability = (db: DatabaseSync, path: string, synchronous: DatabaseOptions['synchronous']): void => {
  const journal = pragma(db, 'journal_mode');
  const level = pragma(db, 'synchronous');
  if (journal === 'wal' && level === SYNCHRONOUS[synchronous]) return;
  throw new Error(
    `SQLite does not keep ${path} as it must: journal_mode=${journal} (wal is needed), synchronous=${level} ` +
      `(${SYNCHRONOUS[synchronous]} is needed). Put the data on a local disk.`,
  );
};

/**
 * Runs `work` in one write transaction: everything, or nothing. Rolls back and throws on when `work` or the commit
 * fails. `work` is synchronous; transactions do not nest.
 */
export const transaction = <Result>(db: DatabaseSync, work: () => Result): Result => {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK'); // a full disk may have rolled back by itself
    throw error;
  }
};

/**
 * What a caller hears when the disk refuses: SQLite's words ("database or disk is full") or the system's code (`ENOSPC`),
 * neither of which names data or a path.
 */
export const storeUnavailable = (error: unknown): DomainError => {
  const { errstr, code, message } = error as { errstr?: string; code?: string; message: string };
  const reason = errstr ?? code ?? message;
  return new DomainError('STORE_UNAVAILABLE', 'unavailable', `Nothing was stored, try again: ${reason}.`, { reason });
};
