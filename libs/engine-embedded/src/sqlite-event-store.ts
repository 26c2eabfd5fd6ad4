import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  requireEvents,
  type AppendOutcome,
  type Commit,
  type EventEnvelope,
  type EventLog,
  type EventStore,
  type LogReader,
  type StoredCommit,
  type StreamSlice,
} from '@strata/kernel';
import { bodyOf, readEvents, storedCommitOf, typesOf, type CommitRow, type EventRow } from './commit-row.ts';
import { openDatabase, storeUnavailable, transaction } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { logReading, prepareRows } from './sqlite-log-reader.ts';

/**
 * One row per commit. `position` counts events: that of a commit is the position of its last event. The unique pair of
 * stream and expected version is what keeps two commits from following the same one.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS commits(
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  stream TEXT NOT NULL,
  expected_version INTEGER NOT NULL,
  version INTEGER NOT NULL,
  types TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE(stream, expected_version))`;

/** Commits in one transaction, unless one call brings more: about 15 ms of work. */
const MOST_COMMITS = 1000;

const INSERT = 'INSERT INTO commits(position, id, stream, expected_version, version, types, body)';
/** A position that is taken is no outcome but a second writer: that conflict is left to throw. */
const IGNORE = 'ON CONFLICT(id) DO NOTHING ON CONFLICT(stream, expected_version) DO NOTHING';
const versionOf = (stream: '?' | '?3') =>
  `SELECT version FROM commits WHERE stream = ${stream} ORDER BY expected_version DESC LIMIT 1`;

/** A commit made ready before it waits, so that a faulty one fails its own caller and not the group. */
type Ready = { readonly commit: Commit; readonly types: string; readonly body: string };

/**
 * The log of the embedded engine: one file, one writing process (the data folder's lock sees to that), appends that come
 * in the same turn of the event loop in one transaction with one sync. Reads may go on in other threads meanwhile
 * (`openLogReader`). A disk that refuses loses no acknowledged commit, and writing goes on as soon as it accepts again.
 */
export class SqliteEventStore implements EventStore, EventLog {
  private readonly db: DatabaseSync;
  private readonly log: LogReader;
  private readonly group: GroupCommit<Ready, AppendOutcome>;
  private readonly listeners = new Set<(head: number) => void>();
  private readonly insertFirst: StatementSync;
  private readonly insertNext: StatementSync;
  private readonly versionOf: StatementSync;
  private readonly commitOf: StatementSync;
  private readonly streamAfter: StatementSync;
  private position = 0;
  /** After a failure only the file knows what it kept. */
  private mustReread = true;

  /** Opens the log, making an empty one where there is none. @throws Error when it cannot be kept durably. */
  constructor(path: string) {
    this.db = openDatabase(path, { synchronous: 'FULL' });
    this.db.exec(TABLE);
    this.log = logReading(this.db);
    this.group = new GroupCommit(ready => this.write(ready), MOST_COMMITS);
    // The first commit of a stream collides where the stream exists; any other must find its stream where it expects it.
    this.insertFirst = this.db.prepare(`${INSERT} VALUES(?, ?, ?, ?, ?, ?, ?) ${IGNORE}`);
    this.insertNext = this.db.prepare(
      `${INSERT} SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ?4 = (${versionOf('?3')}) ${IGNORE}`,
    );
    this.versionOf = prepareRows(this.db, versionOf('?'));
    this.commitOf = prepareRows(
      this.db,
      'SELECT position, id, stream, expected_version, version, types, body FROM commits WHERE id = ?',
    );
    this.streamAfter = prepareRows(
      this.db,
      `SELECT position, stream, version, types, body FROM commits
       WHERE stream = ?1 AND expected_version >=
         (SELECT max(expected_version) FROM commits WHERE stream = ?1 AND expected_version <= ?2)
       ORDER BY expected_version`,
    );
    this.reread();
  }

  async append(commits: readonly Commit[]): Promise<AppendOutcome[]> {
    commits.forEach(requireEvents);
    const ready = commits.map(commit => ({ commit, types: typesOf(commit.events), body: bodyOf(commit) }));
    return ready.length === 0 ? [] : this.group.add(ready);
  }

  async read(streamId: string, afterVersion = 0): Promise<StreamSlice> {
    return this.slice(streamId, afterVersion);
  }

  async readMany(streamIds: readonly string[]): Promise<StreamSlice[]> {
    return streamIds.map(streamId => this.slice(streamId, 0));
  }

  async findCommits(commitIds: readonly string[]): Promise<(StoredCommit | undefined)[]> {
    return commitIds.map(id => this.find(id));
  }

  head(): number {
    return this.log.head();
  }

  readAll(afterPosition: number, limit: number, types?: readonly string[]): readonly EventEnvelope[] {
    return this.log.readAll(afterPosition, limit, types);
  }

  onAppended(listener: (head: number) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Writes what waits and closes the file. Afterwards every call fails. */
  close(): void {
    this.group.flush();
    this.db.close();
  }

  private write(ready: readonly Ready[]): AppendOutcome[] {
    try {
      if (this.mustReread) this.reread();
      const before = this.position;
      const outcomes = transaction(this.db, () => ready.map(one => this.place(one)));
      if (this.position > before) queueMicrotask(() => this.announce());
      return outcomes;
    } catch (error) {
      this.mustReread = true;
      throw storeUnavailable(error);
    }
  }

  private place({ commit, types, body }: Ready): AppendOutcome {
    const { commitId, streamId, expectedVersion, events } = commit;
    const position = this.position + events.length;
    const version = expectedVersion + events.length;
    const insert = expectedVersion === 0 ? this.insertFirst : this.insertNext;
    const { changes } = insert.run(position, commitId, streamId, expectedVersion, version, types, body);
    if (changes === 1) {
      this.position = position;
      return { status: 'appended', version, position };
    }
    const stored = this.find(commitId);
    return stored
      ? { status: 'duplicate', commit: stored }
      : { status: 'conflict', actualVersion: this.currentVersion(streamId) };
  }

  private reread(): void {
    this.position = this.log.head();
    this.mustReread = false;
  }

  private announce(): void {
    for (const listener of [...this.listeners]) listener(this.position);
  }

  private currentVersion(streamId: string): number {
    const row = this.versionOf.get(streamId) as unknown as [number] | undefined;
    return row?.[0] ?? 0;
  }

  private slice(streamId: string, afterVersion: number): StreamSlice {
    const events: EventEnvelope[] = [];
    const rows = this.streamAfter.all(streamId, afterVersion) as unknown as EventRow[];
    for (const row of rows) readEvents(row, events, { afterVersion });
    return { events, version: rows.at(-1)?.[2] ?? 0 };
  }

  private find(commitId: string): StoredCommit | undefined {
    const row = this.commitOf.get(commitId) as unknown as CommitRow | undefined;
    return row && storedCommitOf(row);
  }
}
