import { existsSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, pragma } from './database.ts';

/**
 * Raised when the tables below change. A file of another layout is made anew from the log: views hold nothing of their own.
 * Derived figures will bring columns and a table of recorded look-ups per slot, and so a new layout.
 */
const LAYOUT = 1;

/** SQLite's codes for a damaged file: SQLITE_CORRUPT, SQLITE_NOTADB. */
const DAMAGED = new Set([11, 26]);

const TABLES = `
  CREATE TABLE slots(
    id TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, build INTEGER NOT NULL,
    status TEXT NOT NULL, grp TEXT NOT NULL, shape TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE checkpoints(grp TEXT, part INTEGER, position INTEGER NOT NULL, PRIMARY KEY(grp, part)) WITHOUT ROWID;
  CREATE TABLE parked(
    seq INTEGER PRIMARY KEY, slot TEXT NOT NULL, key TEXT NOT NULL, event_id TEXT NOT NULL, event_type TEXT NOT NULL,
    position INTEGER NOT NULL, reason TEXT NOT NULL, parked_at TEXT NOT NULL, event TEXT NOT NULL);
  CREATE UNIQUE INDEX parked_event ON parked(slot, event_id);
  CREATE INDEX parked_key ON parked(slot, key);`;

/** Whether this error says that the file itself is broken, so that nothing but making it anew helps. */
export const saysDamaged = (error: unknown): boolean =>
  DAMAGED.has((error as { errcode?: number } | null)?.errcode ?? 0);

/**
 * Opens the views file for its one writer, and makes it where it is missing. A file of another layout is thrown away.
 *
 * `NORMAL`, because the log is what must not be lost: power loss may take the last commits, documents, rollups and
 * checkpoint together, and reading the log from the older checkpoint heals that. No commit moves pages from the
 * write-ahead log into the file: that would be its tail of 30 ms and more, so `WalKeeper` does it.
 */
export const openViewsFile = (path: string): DatabaseSync => {
  let db = open(path);
  const layout = pragma(db, 'user_version');
  if (layout !== 0 && layout !== LAYOUT) {
    db.close();
    removeViewsFile(path);
    db = open(path);
  }
  if (pragma(db, 'user_version') === 0) db.exec(`BEGIN; ${TABLES} PRAGMA user_version=${LAYOUT}; COMMIT;`);
  return db;
};

const open = (path: string) => openDatabase(path, { synchronous: 'NORMAL', pageSize: 16384, autoCheckpointPages: 0 });

export const removeViewsFile = (path: string): void => {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) rmSync(file);
};

/** A name as SQL takes it, whatever characters it holds. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names of the view never meet ours: its columns begin with `c_`, its dimensions with `d_`, its measures with `m_`. */
export const columnName = (name: string): string => quoted(`c_${name}`);
export const dimensionName = (name: string): string => quoted(`d_${name}`);
export const measureName = (name: string): string => quoted(`m_${name}`);
export const rollupTable = (slotId: string, rollup: string): string => quoted(`${slotId}/${rollup}`);
