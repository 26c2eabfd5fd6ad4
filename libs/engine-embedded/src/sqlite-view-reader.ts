import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  DomainError,
  planFind,
  planSum,
  shapeOf,
  type ColumnValue,
  type Find,
  type Found,
  type ParkedEvent,
  type RollupRow,
  type SumQuery,
  type View,
  type ViewDocuments,
} from '@strata/kernel';
import { openDatabase } from './database.ts';
import { pageQueries, sumQuery } from './sqlite-view-find.ts';
import { readParked } from './sqlite-view-store.ts';
import { quoted } from './views-file.ts';

/** Prepared statements kept; queries of a page differ by their filters only. */
const STATEMENTS = 200;

type Row = readonly ColumnValue[];

/**
 * Reads the views over a connection of its own, in any thread, while the worker writes them. Each answer comes from one
 * snapshot, so documents, rollups and the choice of the live slot belong together. The file must exist.
 */
export class SqliteViewReader implements ViewDocuments {
  private readonly db: DatabaseSync;
  private readonly views: ReadonlyMap<string, { readonly view: View; readonly shape: string }>;
  private readonly head: () => number;
  private readonly statements = new Map<string, StatementSync>();

  /** `head` is the end of the log, for the message that a view is still being built. */
  constructor(path: string, views: readonly View[], head: () => number) {
    this.db = openDatabase(path, { synchronous: 'NORMAL', readOnly: true, cacheMegabytes: 32 });
    this.views = new Map(views.map(view => [view.name, { view, shape: shapeOf(view) }]));
    this.head = head;
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  async load<Doc>(name: string, ids: readonly string[]): Promise<(Doc | undefined)[]> {
    return this.snapshot(name, slotId => {
      const select = this.prepared(`SELECT body FROM ${quoted(slotId)} WHERE id=?`);
      return ids.map(id => {
        const row = select.get(id) as unknown as Row | undefined;
        return row && (JSON.parse(row[0] as string) as Doc);
      });
    });
  }

  async find<Doc>(name: string, query: Find): Promise<Found<Doc>> {
    return this.snapshot(name, (slotId, view) => {
      const plan = planFind(view, query);
      const rows: Row[] = [];
      for (const { sql, values } of pageQueries(slotId, plan)) {
        rows.push(...(this.prepared(sql).all(...values, plan.limit + 1 - rows.length) as unknown as Row[]));
        if (rows.length > plan.limit) break;
      }
      const page = rows.slice(0, plan.limit);
      const items = page.map(([id, body]) => ({ id: id as string, doc: JSON.parse(body as string) as Doc }));
      if (rows.length === page.length) return { items };
      const [id, , ...columns] = page.at(-1)!;
      return { items, next: plan.cursorAfter([...columns, id!]) };
    });
  }

  async sum(name: string, rollup: string, query: SumQuery): Promise<RollupRow[]> {
    return this.snapshot(name, (slotId, view) => {
      const plan = planSum(view, rollup, query);
      const { sql, values } = sumQuery(slotId, rollup, plan);
      const fields = [...plan.by, ...plan.rollup.measures, 'docs'];
      const rows = this.prepared(sql).all(...values) as unknown as (string | number)[][];
      return rows.map(row => Object.fromEntries(fields.map((field, index) => [field, row[index]!])));
    });
  }

  /** What waits in live slots, and in those of views that have none. */
  parked(): ParkedEvent[] {
    const slots = this.db
      .prepare(`SELECT id, name FROM slots WHERE status != 'retired' ORDER BY status='live', build DESC`)
      .all();
    const seen = new Map(slots.map(({ id, name }) => [name, id]));
    return readParked(this.db)
      .filter(({ view, slot }) => seen.get(view) === slot)
      .map(({ slot: _slot, ...event }) => event);
  }

  private snapshot<Result>(name: string, read: (slotId: string, view: View) => Result): Result {
    const known = this.views.get(name);
    if (!known) throw new DomainError('UNKNOWN_VIEW', 'invalid', `There is no view named ${name}.`, { view: name });
    this.prepared('BEGIN').run();
    try {
      return read(this.liveSlot(known.view, known.shape), known.view);
    } finally {
      this.prepared('COMMIT').run();
    }
  }

  private liveSlot({ name, version }: View, shape: string): string {
    const find = this.prepared(`SELECT id FROM slots WHERE name=? AND version=? AND shape=? AND status='live'`);
    const row = find.get(name, version, shape) as unknown as [string] | undefined;
    if (row) return row[0];
    const building = this.prepared(
      `SELECT max(position) FROM checkpoints JOIN slots USING (grp) WHERE name=? AND version=? AND status='building'`,
    );
    const [position] = building.get(name, version) as unknown as [number | null];
    const head = this.head();
    const message = `The view ${name} is being built: ${position ?? 0} of ${head} events so far. Try again soon.`;
    throw new DomainError('VIEW_BUILDING', 'unavailable', message, { view: name, position: position ?? 0, head });
  }

  private prepared(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (statement) return statement;
    statement = this.db.prepare(sql);
    statement.setReturnArrays(true);
    const oldest = this.statements.size >= STATEMENTS ? this.statements.keys().next().value : undefined;
    if (oldest !== undefined) this.statements.delete(oldest);
    this.statements.set(sql, statement);
    return statement;
  }
}
