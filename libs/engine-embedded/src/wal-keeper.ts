import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Milliseconds between two rounds of moving pages from the write-ahead log into the file. */
const EVERY_MS = 200;
/** Bytes of write-ahead log at which the writer itself moves what is left, so that the log can start over. */
const MOST_BYTES = 128 * 1024 * 1024;

/** The thread's file lies beside this one, in source as in a build. */
const start = (path: string): Worker => {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./wal-checkpoint-worker.${ending}`, import.meta.url), { workerData: { path } });
};

/**
 * Keeps the write-ahead log of a file short without a commit ever waiting for it: a thread of its own moves pages, while
 * the writer writes on. Only a log that outgrew that is finished by the writer, between two commits.
 */
export class WalKeeper {
  private readonly db: DatabaseSync;
  private readonly wal: string;
  private readonly worker: Worker;
  private asked = false;
  private last = -EVERY_MS;

  /** `db` is the writer's connection to the file at `path`. */
  constructor(db: DatabaseSync, path: string) {
    this.db = db;
    this.wal = `${path}-wal`;
    this.worker = start(path);
    this.worker.on('message', () => (this.asked = false));
    this.worker.on('error', () => undefined); // the writer still keeps the log in bounds
    this.worker.unref();
  }

  /** Call it between two transactions, with a time in milliseconds from any clock that only goes forward. */
  tick(now: number): void {
    if (now - this.last < EVERY_MS) return;
    this.last = now;
    const bytes = statSync(this.wal, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > MOST_BYTES) this.db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    else if (!this.asked) {
      this.asked = true;
      this.worker.postMessage('checkpoint');
    }
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
