import { openRaw, rowsOf } from './raw-log.ts';

const PAGE = 10_000;

/** Reads the whole log in its order, in pages, and parses every body: whoever rebuilds anything does this. Returns seconds. */
export const readAndParse = (path: string): number => {
  const db = openRaw(path);
  const page = rowsOf(db, 'SELECT position, body FROM commits WHERE position > ? ORDER BY position LIMIT ?');
  const started = performance.now();
  let events = 0;
  for (let after = 0; ;) {
    const rows = page.all(after, PAGE) as unknown as [number, string][];
    for (const [, body] of rows) events += (JSON.parse(body) as unknown[]).length;
    if (rows.length === 0) break;
    after = rows.at(-1)![0];
  }
  const seconds = (performance.now() - started) / 1000;
  db.close();
  if (events === 0) throw new Error('The log to read is empty.');
  return seconds;
};
