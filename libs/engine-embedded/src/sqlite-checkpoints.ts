import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Checkpoint, CheckpointStore } from '@strata/kernel';
import { openDatabase, storeUnavailable } from './database.ts';

const TABLE = 'CREATE TABLE IF NOT EXISTS checkpoints(reader TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID';

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
    this.db.exec(TABLE);
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
  async write(group: string, checkpoint: Checkpoint): Promise<void> {
    try {
      this.upsert.run(group, JSON.stringify(checkpoint));
    } catch (error) {
      throw storeUnavailable(error);
    }
  }

  close(): void {
    this.db.close();
  }
}
