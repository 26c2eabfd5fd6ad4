import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EventEnvelope, LogReader } from '@strata/kernel';
import { readEvents, type EventRow, type Wanted } from './commit-row.ts';
import { openDatabase } from './database.ts';

const READ = 'SELECT position, stream, version, types, body FROM commits';

/** Rows as arrays: a third faster than as objects. */
export const prepareRows = (db: DatabaseSync, sql: string): StatementSync => {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
};

/** Reads the log over an open connection. */
export const logReading = (db: DatabaseSync): LogReader => {
  const last = prepareRows(db, 'SELECT max(position) FROM commits');
  const window = prepareRows(db, `${READ} WHERE position > ? AND position <= ? ORDER BY position`);
  const next = prepareRows(db, `${READ} WHERE position > ? ORDER BY position LIMIT 1`);
  const byCount = new Map<number, StatementSync>();

  /** Positions count events, so a window of positions is a page of events in whole commits. */
  const anyType = (afterPosition: number, limit: number) => {
    const rows = window.all(afterPosition, afterPosition + limit);
    return rows.length > 0 ? rows : next.all(afterPosition);
  };

  /** SQLite compares the types without touching the bodies. */
  const ofTypes = (afterPosition: number, limit: number, types: readonly string[]) => {
    let statement = byCount.get(types.length);
    if (!statement) {
      const one = types.map(() => `instr(',' || types || ',', ?)`).join(' OR ');
      statement = prepareRows(db, `${READ} WHERE position > ? AND (${one}) ORDER BY position LIMIT ?`);
      byCount.set(types.length, statement);
    }
    // One row more: of the first one, only what lies before `afterPosition` may be of these types.
    return statement.all(afterPosition, ...types.map(type => `,${type},`), limit + 1);
  };

  return {
    head: () => (last.get() as unknown as [number | null])[0] ?? 0,
    readAll(afterPosition, limit, types) {
      if (types?.length === 0) return [];
      const rows = types ? ofTypes(afterPosition, limit, types) : anyType(afterPosition, limit);
      return page(rows as unknown as EventRow[], limit, { afterPosition, types: types && new Set(types) });
    },
  };
};

/** The wanted events of these rows, until the next commit would pass the limit. */
const page = (rows: readonly EventRow[], limit: number, wanted: Wanted): EventEnvelope[] => {
  const events: EventEnvelope[] = [];
  for (const row of rows) {
    const before = events.length;
    if (before === limit) break;
    readEvents(row, events, wanted);
    if (events.length > limit) events.length = before > 0 ? before : limit;
    if (events.length === before && before > 0) break;
  }
  return events;
};

export type OpenLogReader = LogReader & { close(): void };

/**
 * Reads the log file over a connection of its own, in any thread, while the event store writes it. The file must exist.
 * `readAll` takes about 3 microseconds an event.
 */
export const openLogReader = (path: string): OpenLogReader => {
  // It reads on and hardly ever back: what it has read only takes memory.
  const db = openDatabase(path, { synchronous: 'FULL', readOnly: true, cacheMegabytes: 4 });
  return { ...logReading(db), close: () => db.close() };
};
