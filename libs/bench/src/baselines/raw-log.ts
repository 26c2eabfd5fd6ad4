import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** The table of the log with its two unique indexes, as the engine lays it out. */
export const LOG_TABLE = `CREATE TABLE commits(
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  stream TEXT NOT NULL,
  expected_version INTEGER NOT NULL,
  version INTEGER NOT NULL,
  types TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE(stream, expected_version))`;

export type LogRow = [number, string, string, number, number, string, string];

/** As durable as the engine: one sync per transaction. The other settings are the engine's as well. */
export const openRaw = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000');
  return db;
};

/** Rows as arrays: a third faster than as objects. */
export const rowsOf = (db: DatabaseSync, sql: string): StatementSync => {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
};
