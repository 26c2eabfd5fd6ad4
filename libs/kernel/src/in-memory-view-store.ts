import type { EventEnvelope } from './envelope.ts';
import { DomainError } from './errors.ts';
import type { Checkpoint } from './event-feed.ts';
import { planFind, planSum, type Condition } from './view-query.ts';
import {
  shapeOf,
  type Found,
  type ParkedRecord,
  type RollupChange,
  type RollupRow,
  type ViewCommit,
  type ViewDocuments,
  type ViewSlot,
  type ViewStore,
} from './view-store.ts';
import type { ColumnValue, View } from './view.ts';

/** Documents as text, so that each reader gets its own copy and sees what a database would have kept of it. */
type Row = { readonly body: string; readonly columns: Readonly<Record<string, ColumnValue>> };
type Held = { slot: ViewSlot; readonly rows: Map<string, Row>; readonly rollups: Map<string, Map<string, RollupRow>> };

const rowKey = (change: RollupChange): string => JSON.stringify(Object.values(change.key));

/** The number of a build of this version of a view; 0 for a slot of another. */
const buildOf = (slotId: string, { name, version }: View): number =>
  slotId.startsWith(`${name}@${version}.`) ? Number(slotId.slice(slotId.lastIndexOf('.') + 1)) : 0;

const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The reference view store: correct, plain, gone with the process. It also reads what it holds. */
export class InMemoryViewStore implements ViewStore, ViewDocuments {
  private views: readonly View[] = [];
  private held = new Map<string, Held>();
  private checkpoints = new Map<string, Checkpoint>();
  private parkedRecords: ParkedRecord[] = [];

  async open(views: readonly View[]): Promise<void> {
    this.views = views;
  }

  async slots(): Promise<ViewSlot[]> {
    return [...this.held.values()].map(({ slot }) => slot).sort((a, b) => byteOrder(a.id, b.id));
  }

  async create(view: View, group: string): Promise<ViewSlot> {
    const build = 1 + Math.max(0, ...[...this.held.keys()].map(held => buildOf(held, view)));
    const id = `${view.name}@${view.version}.${build}`;
    const slot: ViewSlot = {
      id,
      name: view.name,
      version: view.version,
      status: 'building',
      group,
      shape: shapeOf(view),
    };
    const rollups = new Map(Object.keys(view.rollups ?? {}).map(name => [name, new Map<string, RollupRow>()]));
    this.held.set(id, { slot, rows: new Map(), rollups });
    return slot;
  }

  async promote(from: string, into: string): Promise<void> {
    const held = [...this.held.values()];
    const checkpoint = await this.checkpoint(from);
    const others = held.filter(({ slot }) => slot.group === into && slot.status === 'live');
    if (others.length > 0 && JSON.stringify(checkpoint) !== JSON.stringify(await this.checkpoint(into))) {
      throw new Error(`Slots of ${from} cannot join ${into}: they have not come as far.`);
    }
    const joining = held.filter(({ slot }) => slot.group === from);
    const names = new Set(joining.map(({ slot }) => slot.name));
    for (const other of others)
      if (names.has(other.slot.name)) other.slot = { ...other.slot, status: 'retired', group: 'retired' };
    for (const join of joining) join.slot = { ...join.slot, status: 'live', group: into };
    this.checkpoints.set(into, checkpoint);
    this.checkpoints.delete(from);
  }

  async drop(slotIds: readonly string[]): Promise<void> {
    for (const id of slotIds) this.held.delete(id);
    this.parkedRecords = this.parkedRecords.filter(({ slot }) => this.held.has(slot));
    const groups = new Set([...this.held.values()].map(({ slot }) => slot.group));
    for (const group of this.checkpoints.keys()) if (!groups.has(group)) this.checkpoints.delete(group);
  }

  async checkpoint(group: string): Promise<Checkpoint> {
    return this.checkpoints.get(group) ?? {};
  }

  async count(slotId: string): Promise<number> {
    return this.held.get(slotId)?.rows.size ?? 0;
  }

  async parked() {
    return this.parkedRecords.map(({ event: _event, ...record }) => ({
      view: this.held.get(record.slot)!.slot.name,
      ...record,
    }));
  }

  async parkedEvents(slotId: string, key: string): Promise<EventEnvelope[]> {
    return this.parkedRecords
      .filter(({ slot, key: other }) => slot === slotId && other === key)
      .map(({ event }) => structuredClone(event));
  }

  async commit({ group, checkpoint, changes, park, unpark }: ViewCommit): Promise<void> {
    const written = changes.map(change =>
      change.puts.map(({ id, doc, columns }) => ({ id, body: JSON.stringify(doc), columns })),
    );
    for (const [index, { slot, deletes, increments }] of changes.entries()) {
      const { rows, rollups } = this.held.get(slot)!;
      for (const { id, ...row } of written[index]!) rows.set(id, row);
      for (const id of deletes) rows.delete(id);
      for (const change of increments) increment(rollups.get(change.rollup)!, change);
    }
    const gone = new Set(unpark.map(({ slot, eventId }) => `${slot} ${eventId}`));
    this.parkedRecords = this.parkedRecords.filter(({ slot, eventId }) => !gone.has(`${slot} ${eventId}`));
    for (const record of park) {
      const known = this.parkedRecords.findIndex(
        ({ slot, eventId }) => slot === record.slot && eventId === record.eventId,
      );
      this.parkedRecords.splice(known < 0 ? this.parkedRecords.length : known, 1, record);
    }
    this.checkpoints.set(group, checkpoint);
  }

  async scan(slotId: string) {
    const { rows, rollups } = this.held.get(slotId)!;
    const documents = [...rows]
      .sort(([a], [b]) => byteOrder(a, b))
      .map(([id, { body }]) => ({ id, doc: JSON.parse(body) as object }));
    const sums = new Map([...rollups].map(([name, sumRows]) => [name, [...sumRows.values()]]));
    return {
      async *documents() {
        yield documents;
      },
      rows: async (rollup: string) => sums.get(rollup) ?? [],
      close: async () => undefined,
    };
  }

  /** By the name of a view, of its live slot; by the id of a slot, of that one. */
  async load<Doc>(viewOrSlot: string, ids: readonly string[]): Promise<(Doc | undefined)[]> {
    const { rows } = this.held.get(viewOrSlot) ?? this.live(viewOrSlot).held;
    return ids.map(id => {
      const row = rows.get(id);
      return row && (JSON.parse(row.body) as Doc);
    });
  }

  async find<Doc>(name: string, query: Parameters<ViewDocuments['find']>[1]): Promise<Found<Doc>> {
    const { held, view } = this.live(name);
    const plan = planFind(view, query);
    const sign = plan.descending ? -1 : 1;
    const sortKey = (id: string, { columns }: Row) => [...plan.order.map(column => columns[column]!), id];
    const all = [...held.rows]
      .filter(([, { columns }]) => plan.where.every(condition => holds(condition, columns[condition.column] ?? null)))
      .map(([id, row]) => ({ id, row, key: sortKey(id, row) }))
      .sort((a, b) => sign * compareKeys(a.key, b.key))
      .filter(({ key }) => !plan.after || sign * compareKeys(key, plan.after) > 0);
    const page = all.slice(0, plan.limit);
    const items = page.map(({ id, row }) => ({ id, doc: JSON.parse(row.body) as Doc }));
    return all.length > page.length ? { items, next: plan.cursorAfter(page.at(-1)!.key) } : { items };
  }

  async sum(name: string, rollup: string, query: Parameters<ViewDocuments['sum']>[2]): Promise<RollupRow[]> {
    const { held, view } = this.live(name);
    const { where, by, rollup: declared } = planSum(view, rollup, query);
    const zero = Object.fromEntries([...declared.measures, 'docs'].map(measure => [measure, 0]));
    const sums = new Map<string, Record<string, string | number>>();
    if (by.length === 0) sums.set('[]', { ...zero });
    for (const row of held.rollups.get(rollup)!.values()) {
      if (!where.every(condition => holds(condition, row[condition.column]!))) continue;
      const key = JSON.stringify(by.map(dimension => row[dimension]));
      const sum = sums.get(key) ?? {
        ...Object.fromEntries(by.map(dimension => [dimension, row[dimension]!])),
        ...zero,
      };
      for (const measure in zero) sum[measure] = (sum[measure] as number) + (row[measure] as number);
      sums.set(key, sum);
    }
    return [...sums.values()].sort((a, b) =>
      compareKeys(
        by.map(name => a[name]!),
        by.map(name => b[name]!),
      ),
    );
  }

  private live(name: string): { held: Held; view: View } {
    const view = this.views.find(known => known.name === name);
    if (!view) throw new DomainError('UNKNOWN_VIEW', 'invalid', `There is no view named ${name}.`, { view: name });
    const held = [...this.held.values()].find(
      ({ slot }) => slot.name === name && slot.version === view.version && slot.status === 'live',
    );
    if (!held)
      throw new DomainError('VIEW_BUILDING', 'unavailable', `The view ${name} is still being built. Try again soon.`, {
        view: name,
      });
    return { held, view };
  }
}

const increment = (rows: Map<string, RollupRow>, change: RollupChange): void => {
  const key = rowKey(change);
  const row = { ...change.key, ...rows.get(key) } as Record<string, string | number>;
  for (const [measure, value] of Object.entries({ ...change.add, docs: change.docs }))
    row[measure] = Number(row[measure] ?? 0) + value;
  if (row.docs === 0) rows.delete(key);
  else rows.set(key, row);
};

/** Nulls first, then numbers, then texts by their bytes: as SQLite sorts. */
const compare = (a: ColumnValue, b: ColumnValue): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' && typeof b === 'string') return byteOrder(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return typeof a === 'number' ? -1 : 1;
};

const compareKeys = (a: readonly ColumnValue[], b: readonly ColumnValue[]): number => {
  for (let index = 0; index < a.length; index++) {
    const order = compare(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return 0;
};

const holds = (condition: Condition, value: ColumnValue): boolean => {
  if ('oneOf' in condition) return condition.oneOf.includes(value);
  if (value === null) return false;
  const { gte, lt } = condition;
  return (gte === undefined || compare(value, gte) >= 0) && (lt === undefined || compare(value, lt) < 0);
};
