import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Checkpoint, CheckpointStore, ParkedChange, ParkedReaction } from '@strata/kernel';
import { openDatabase, storeUnavailable, transaction } from './database.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS checkpoints(reader TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parked(
    seq INTEGER PRIMARY KEY, reader TEXT NOT NULL, event_id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE(reader, event_id));`;

/**
 * Checkpoints of reactions in a file of their own, so that writing one waits neither for the log's disk nor for the views.
 * A crash of the process loses none; power loss may take the last ones, which the port allows.
 */
export class SqliteCheckpoints implements CheckpointStore {
  private readonly db: DatabaseSync;
  private readonly select: StatementSync;
  private readonly upsert: StatementSync;

  constructor(path: string) {
    this.db = openDatabase(path, { synchronous: 'NORMAL', cacheMegabytes: 1 });
    this.db.exec(TABLES);
    this.select = this.db.prepare('SELECT body FROM checkpoints WHERE reader = ?');
    this.upsert = this.db.prepare(
      'INSERT INTO checkpoints VALUES(?, ?) ON CONFLICT(reader) DO UPDATE SET body = excluded.body',
    );
  }

  async read(group: string): Promise<Checkpoint> {
    const row = this.select.get(group) as { body: string } | undefined;
    return row ? (JSON.parse(row.body) as Checkpoint) : {};
  }

  /** @throws DomainError `STORE_UNAVAILABLE` when the disk refuses. */
  async write(group: string, checkpoint: Checkpoint, parked?: ParkedChange): Promise<void> {
    try {
      if (!parked) this.upsert.run(group, JSON.stringify(checkpoint));
      else transaction(this.db, () => this.writeBoth(group, checkpoint, parked));
    } catch (error) {
      throw storeUnavailable(error);
    }
  }

  private writeBoth(group: string, checkpoint: Checkpoint, { park, unpark }: ParkedChange): void {
    const put = this.db.prepare(
      `INSERT INTO parked(reader, event_id, body) VALUES (?, ?, ?)
       ON CONFLICT(reader, event_id) DO UPDATE SET body = excluded.body`,
    );
    for (const waiting of park) put.run(group, waiting.event.id, JSON.stringify(waiting));
    const remove = this.db.prepare('DELETE FROM parked WHERE reader = ? AND event_id = ?');
    for (const id of unpark) remove.run(group, id);
    this.upsert.run(group, JSON.stringify(checkpoint));
  }

  async parked(group: string): Promise<ParkedReaction[]> {
    const rows = this.db.prepare('SELECT body FROM parked WHERE reader = ? ORDER BY seq').all(group);
    return rows.map(({ body }) => JSON.parse(String(body)) as ParkedReaction);
  }

  /** @throws DomainError `STORE_UNAVAILABLE` when the disk refuses. */
  async reset(group: string): Promise<void> {
    try {
      transaction(this.db, () => {
        this.db.prepare('DELETE FROM checkpoints WHERE reader = ?').run(group);
        this.db.prepare('DELETE FROM parked WHERE reader = ?').run(group);
      });
    } catch (error) {
      throw storeUnavailable(error);
    }
  }

  close(): void {
    this.db.close();
  }
}
