import { LOG_TABLE, openRaw, type LogRow } from './raw-log.ts';

/**
 * Inserts rows that are ready made, so many in a transaction as there are writers: as many syncs as a store that gathers
 * all of them each time. Makes no JSON and asks for no version. Returns seconds.
 */
export const appendRaw = (path: string, rows: readonly LogRow[], writers: number): number => {
  const db = openRaw(path);
  db.exec(LOG_TABLE);
  const insert = db.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)');
  const started = performance.now();
  for (let start = 0; start < rows.length; start += writers) {
    db.exec('BEGIN IMMEDIATE');
    const end = Math.min(start + writers, rows.length);
    for (let index = start; index < end; index++) insert.run(...rows[index]!);
    db.exec('COMMIT');
  }
  const seconds = (performance.now() - started) / 1000;
  db.close();
  return seconds;
};
