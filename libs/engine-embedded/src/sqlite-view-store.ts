import { setImmediate } from 'node:timers/promises';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  shapeOf,
  type Checkpoint,
  type EventEnvelope,
  type ParkedEvent,
  type View,
  type ViewCommit,
  type ViewScan,
  type ViewSlot,
  type ViewStore,
} from '@strata/kernel';
import { openDatabase, storeUnavailable, transaction } from './database.ts';
import { createSlotIndexes, createSlotTables, dropSlotTables, SlotTables } from './sqlite-view-slot.ts';
import { dimensionName, measureName, openViewsFile, quoted, rollupTable } from './views-file.ts';

/** Documents parsed between two breaths of a scan. */
const SCANNED = 500;

const text = (value: unknown): string => String(value);

/** SQLite's primary codes for a disk that is full or fails: BUSY, IOERR, FULL. The low byte of an extended code. */
const DISK_CODES = new Set([5, 10, 13]);

const isDiskRefusing = (error: unknown): boolean =>
  DISK_CODES.has(((error as { errcode?: number }).errcode ?? 0) & 0xff);

/** Views in a SQLite file of their own, one writer, each commit one transaction. */
export class SqliteViewStore implements ViewStore {
  readonly db: DatabaseSync;
  private readonly path: string;
  private views: readonly View[] = [];
  private readonly tables = new Map<string, SlotTables>();
  private readonly putCheckpoint: StatementSync;

  constructor(path: string) {
    this.path = path;
    this.db = openViewsFile(path);
    this.putCheckpoint = this.db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)');
  }

  close(): void {
    this.db.close();
  }

  async open(views: readonly View[]): Promise<void> {
    this.views = views;
  }

  async slots(): Promise<ViewSlot[]> {
    const rows = this.db
      .prepare('SELECT id, name, version, status, grp, shape FROM slots ORDER BY name, version, build')
      .all();
    return rows.map(({ grp, ...row }) => ({ ...row, group: grp }) as unknown as ViewSlot);
  }

  async create(view: View, group: string): Promise<ViewSlot> {
    const last = this.db
      .prepare('SELECT max(build) AS build FROM slots WHERE name=? AND version=?')
      .get(view.name, view.version);
    const build = Number(last?.build ?? 0) + 1;
    const id = `${view.name}@${view.version}.${build}`;
    const shape = shapeOf(view);
    transaction(this.db, () => {
      this.db
        .prepare(`INSERT INTO slots VALUES (?, ?, ?, ?, 'building', ?, ?)`)
        .run(id, view.name, view.version, build, group, shape);
      createSlotTables(this.db, id, view);
      // Sorted in one go at the end they cost less, but that end would keep live views waiting.
      if (this.hasLiveSlots()) createSlotIndexes(this.db, id, view);
    });
    this.tables.set(id, new SlotTables(this.db, id, view, true));
    return { id, name: view.name, version: view.version, status: 'building', group, shape };
  }

  private hasLiveSlots(): boolean {
    return this.db.prepare(`SELECT 1 FROM slots WHERE status='live' LIMIT 1`).get() !== undefined;
  }

  async promote(from: string, into: string): Promise<void> {
    const reached = await this.checkpoint(from);
    const others = await this.checkpoint(into);
    transaction(this.db, () => {
      const live = this.db.prepare(`SELECT count(*) AS n FROM slots WHERE grp=? AND status='live'`).get(into);
      if (Number(live?.n) > 0 && JSON.stringify(reached) !== JSON.stringify(others)) {
        throw new Error(`Slots of ${from} cannot join ${into}: they have not come as far.`);
      }
      this.db
        .prepare(
          `UPDATE slots SET status='retired', grp='retired'
           WHERE grp=? AND status='live' AND name IN (SELECT name FROM slots WHERE grp=?)`,
        )
        .run(into, from);
      for (const { id } of this.db.prepare('SELECT id FROM slots WHERE grp=?').all(from)) {
        createSlotIndexes(this.db, text(id), this.viewOf(text(id)));
      }
      this.db.prepare(`UPDATE slots SET status='live', grp=? WHERE grp=?`).run(into, from);
      this.saveCheckpoint(into, reached);
      this.db.prepare('DELETE FROM checkpoints WHERE grp=?').run(from);
    });
    this.tables.clear(); // what only a build needs
  }

  async drop(slotIds: readonly string[]): Promise<void> {
    for (const id of slotIds) {
      this.tables.delete(id);
      transaction(this.db, () => {
        dropSlotTables(this.db, id);
        this.db.prepare('DELETE FROM parked WHERE slot=?').run(id);
        this.db.prepare('DELETE FROM slots WHERE id=?').run(id);
      });
    }
    this.db.exec('DELETE FROM checkpoints WHERE grp NOT IN (SELECT grp FROM slots)');
  }

  async checkpoint(group: string): Promise<Checkpoint> {
    const rows = this.db.prepare('SELECT part, position FROM checkpoints WHERE grp=? ORDER BY part').all(group);
    return Object.fromEntries(rows.map(({ part, position }) => [Number(part), Number(position)]));
  }

  async load<Doc>(slotId: string, ids: readonly string[]): Promise<(Doc | undefined)[]> {
    return this.tablesOf(slotId).load<Doc>(ids);
  }

  async count(slotId: string): Promise<number> {
    return Number(this.db.prepare(`SELECT count(*) AS n FROM ${quoted(slotId)}`).get()?.n);
  }

  async parked(): Promise<(ParkedEvent & { readonly slot: string })[]> {
    return readParked(this.db);
  }

  async parkedEvents(slotId: string, key: string): Promise<EventEnvelope[]> {
    const rows = this.db.prepare('SELECT event FROM parked WHERE slot=? AND key=? ORDER BY seq').all(slotId, key);
    return rows.map(({ event }) => JSON.parse(text(event)) as EventEnvelope);
  }

  async commit(batch: ViewCommit): Promise<void> {
    try {
      this.write(batch);
    } catch (error) {
      throw isDiskRefusing(error) ? storeUnavailable(error) : error;
    }
  }

  private write({ group, checkpoint, changes, park, unpark }: ViewCommit): void {
    transaction(this.db, () => {
      for (const change of changes) this.tablesOf(change.slot).write(change);
      this.saveCheckpoint(group, checkpoint);
      for (const { slot, eventId } of unpark) {
        this.db.prepare('DELETE FROM parked WHERE slot=? AND event_id=?').run(slot, eventId);
      }
      if (park.length > 0) this.savePark(park);
    });
  }

  private savePark(park: ViewCommit['park']): void {
    const insert = this.db.prepare(
      `INSERT INTO parked(slot, key, event_id, event_type, position, reason, parked_at, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT(slot, event_id) DO UPDATE SET reason=excluded.reason, parked_at=excluded.parked_at`,
    );
    for (const { slot, key, eventId, eventType, position, reason, parkedAt, event } of park) {
      insert.run(slot, key, eventId, eventType, position, reason, parkedAt, JSON.stringify(event));
    }
  }

  private saveCheckpoint(group: string, checkpoint: Checkpoint): void {
    for (const [part, position] of Object.entries(checkpoint)) this.putCheckpoint.run(group, Number(part), position);
  }

  /** Over a connection of its own, which keeps its snapshot while the writer goes on. */
  async scan(slotId: string): Promise<ViewScan> {
    const view = this.viewOf(slotId);
    const db = openDatabase(this.path, { synchronous: 'NORMAL', readOnly: true, cacheMegabytes: 8 });
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM slots').get(); // the snapshot is taken by the first read
    return {
      async *documents() {
        let page: { id: string; doc: object }[] = [];
        for (const { id, body } of db.prepare(`SELECT id, body FROM ${quoted(slotId)} ORDER BY id`).iterate()) {
          page.push({ id: text(id), doc: JSON.parse(text(body)) as object });
          if (page.length < SCANNED) continue;
          yield page;
          page = [];
          await setImmediate();
        }
        yield page;
      },
      rows: async name => {
        const { dimensions, measures } = view.rollups![name]!;
        const fields = [
          ...dimensions.map(dimension => `${dimensionName(dimension)} AS ${quoted(dimension)}`),
          ...measures.map(measure => `${measureName(measure)} AS ${quoted(measure)}`),
          'docs',
        ];
        const rows = db.prepare(`SELECT ${fields.join(', ')} FROM ${rollupTable(slotId, name)}`).all();
        return rows.map(row => ({ ...row }) as Record<string, string | number>);
      },
      close: async () => db.close(),
    };
  }

  private tablesOf(slotId: string): SlotTables {
    let tables = this.tables.get(slotId);
    if (!tables) this.tables.set(slotId, (tables = new SlotTables(this.db, slotId, this.viewOf(slotId), false)));
    return tables;
  }

  private viewOf(slotId: string): View {
    const name = slotId.slice(0, slotId.lastIndexOf('@'));
    const view = this.views.find(known => known.name === name);
    if (!view) throw new Error(`No view is known for the slot ${slotId}.`);
    return view;
  }
}

/** All parked events, oldest first, over any connection to the file. */
export const readParked = (db: DatabaseSync): (ParkedEvent & { readonly slot: string })[] => {
  const rows = db
    .prepare(
      `SELECT s.name AS view, p.slot, p.key, p.event_id AS eventId, p.event_type AS eventType, p.position, p.reason,
         p.parked_at AS parkedAt
       FROM parked p JOIN slots s ON s.id = p.slot ORDER BY p.seq`,
    )
    .all();
  return rows.map(row => ({ ...row }) as unknown as ParkedEvent & { slot: string });
};
