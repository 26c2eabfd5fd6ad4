import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Put, RollupChange, View, ViewChange } from '@strata/kernel';
import { KeyFilter } from './key-filter.ts';
import { columnName, dimensionName, measureName, quoted, rollupTable } from './views-file.ts';

/** Documents written by one statement: half the cost of one by one. */
const ROWS = 16;

/**
 * The tables of one slot: documents in a rowid table, because bodies pass 1 KB and would spill out of an index tree, with
 * the view's columns before the body, so that reading one does not touch the pages behind; rollups in index trees.
 */
export const createSlotTables = (db: DatabaseSync, slotId: string, view: View): void => {
  const columns = Object.keys(view.columns ?? {}).map(columnName);
  db.exec(`CREATE TABLE ${quoted(slotId)}(${['id TEXT PRIMARY KEY', ...columns, 'body TEXT NOT NULL'].join(', ')})`);
  for (const [name, { dimensions, measures }] of Object.entries(view.rollups ?? {})) {
    const keys = dimensions.map(dimensionName);
    const sums = [...measures.map(measureName), 'docs'].map(sum => `${sum} INTEGER NOT NULL`);
    const parts = [...keys.map(key => `${key} TEXT NOT NULL`), ...sums, `PRIMARY KEY(${keys.join(', ')})`];
    db.exec(`CREATE TABLE ${rollupTable(slotId, name)}(${parts.join(', ')}) WITHOUT ROWID`);
  }
};

/** The view's indexes, those that are not there yet. */
export const createSlotIndexes = (db: DatabaseSync, slotId: string, view: View): void => {
  (view.indexes ?? []).forEach((index, number) => {
    const columns = [...index.map(columnName), 'id'];
    db.exec(`CREATE INDEX IF NOT EXISTS ${quoted(`${slotId}#${number}`)} ON ${quoted(slotId)}(${columns.join(', ')})`);
  });
};

export const dropSlotTables = (db: DatabaseSync, slotId: string): void => {
  const names = db.prepare(`SELECT name FROM sqlite_schema WHERE type='table' AND (name=? OR substr(name, 1, ?)=?)`);
  const prefix = `${slotId}/`;
  for (const { name } of names.all(slotId, prefix.length, prefix)) db.exec(`DROP TABLE ${quoted(String(name))}`);
};

type RollupStatements = {
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly add: StatementSync;
  readonly clear: StatementSync;
};

/** Reads and writes the tables of one slot over the writer's connection, within whatever transaction is open. */
export class SlotTables {
  private readonly columns: readonly string[];
  private readonly select: StatementSync;
  private readonly putOne: StatementSync;
  private readonly putMany: StatementSync;
  private readonly remove: StatementSync;
  private readonly rollups: ReadonlyMap<string, RollupStatements>;

  private readonly written: KeyFilter | undefined;

  /** `empty` says that the tables were made just now, so that what is in them is known without looking. */
  constructor(db: DatabaseSync, slotId: string, view: View, empty: boolean) {
    this.written = empty ? new KeyFilter() : undefined;
    const table = quoted(slotId);
    this.columns = Object.keys(view.columns ?? {});
    this.select = db.prepare(`SELECT body FROM ${table} WHERE id=?`);
    this.select.setReturnArrays(true);
    this.remove = db.prepare(`DELETE FROM ${table} WHERE id=?`);
    const names = ['id', ...this.columns.map(columnName), 'body'];
    const row = `(${names.map(() => '?').join(', ')})`;
    const updates = names.slice(1).map(name => `${name}=excluded.${name}`);
    const put = (rows: number) =>
      db.prepare(
        `INSERT INTO ${table}(${names.join(', ')}) VALUES ${Array<string>(rows).fill(row).join(', ')}
         ON CONFLICT(id) DO UPDATE SET ${updates.join(', ')}`,
      );
    this.putOne = put(1);
    this.putMany = put(ROWS);
    this.rollups = new Map(
      Object.keys(view.rollups ?? {}).map(name => [name, rollupStatements(db, slotId, name, view)]),
    );
  }

  load<Doc>(ids: readonly string[]): (Doc | undefined)[] {
    return ids.map(id => {
      if (this.written && !this.written.mayHave(id)) return undefined;
      const row = this.select.get(id) as unknown as [string] | undefined;
      return row && (JSON.parse(row[0]) as Doc);
    });
  }

  write({ puts, deletes, increments }: ViewChange): void {
    const whole = puts.length - (puts.length % ROWS);
    for (let start = 0; start < whole; start += ROWS) {
      const values: (string | number | null)[] = [];
      for (let index = start; index < start + ROWS; index++) this.pushRow(values, puts[index]!);
      this.putMany.run(...values);
    }
    for (let index = whole; index < puts.length; index++) {
      const values: (string | number | null)[] = [];
      this.pushRow(values, puts[index]!);
      this.putOne.run(...values);
    }
    for (const id of deletes) this.remove.run(id);
    for (const change of increments) this.increment(change);
  }

  private pushRow(values: (string | number | null)[], { id, doc, columns }: Put): void {
    this.written?.add(id);
    values.push(id);
    for (const name of this.columns) values.push(columns[name]!);
    values.push(JSON.stringify(doc));
  }

  private increment({ rollup, key, add, docs }: RollupChange): void {
    const statements = this.rollups.get(rollup)!;
    const keys = statements.dimensions.map(name => key[name]!);
    const sums = statements.measures.map(name => add[name]!);
    statements.add.run(...keys, ...sums, docs);
    if (docs < 0) statements.clear.run(...keys);
  }
}

const rollupStatements = (db: DatabaseSync, slotId: string, name: string, view: View): RollupStatements => {
  const { dimensions, measures } = view.rollups![name]!;
  const table = rollupTable(slotId, name);
  const keys = dimensions.map(dimensionName);
  const sums = [...measures.map(measureName), 'docs'];
  const values = [...keys, ...sums].map(() => '?').join(', ');
  const updates = sums.map(sum => `${sum}=${sum}+excluded.${sum}`).join(', ');
  return {
    dimensions,
    measures,
    add: db.prepare(
      `INSERT INTO ${table}(${[...keys, ...sums].join(', ')}) VALUES (${values})
       ON CONFLICT(${keys.join(', ')}) DO UPDATE SET ${updates}`,
    ),
    clear: db.prepare(`DELETE FROM ${table} WHERE ${keys.map(key => `${key}=?`).join(' AND ')} AND docs=0`),
  };
};
