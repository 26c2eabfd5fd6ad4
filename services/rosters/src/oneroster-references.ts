import type { RowCheck } from './oneroster-check.ts';
import type { RosterFile } from './oneroster-schema.ts';
import { STATE, type RecordTable, type Staging, type TableFile } from './oneroster-staging.ts';

/** Kinds of records that an earlier import may know. A user is known as a user and as what the person is. */
export type KnownKind = 'org' | 'academicSession' | 'course' | 'class' | 'user' | 'student' | 'staff' | 'guardian';

/** What earlier imports left behind: a delta points to records that its package does not repeat. */
export interface KnownRoster {
  has(kind: KnownKind, sourcedId: string): boolean;
}

const KIND: Readonly<Partial<Record<RosterFile, KnownKind>>> = {
  orgs: 'org',
  academicSessions: 'academicSession',
  courses: 'course',
  classes: 'class',
  users: 'user',
};

/** Results below 0 of a look-up. */
export const NOWHERE = -1;
export const DELETED = -2;
/** The file it would be in could not be read, which was reported: nothing more can be said. */
export const MOOT = -3;

const COMMA = 0x2c;
const SPACE = 0x20;

/** Calls `each` for every item of a list in one cell, without the blanks around it. */
export const eachItem = (bytes: Uint8Array, start: number, end: number, each: (from: number, to: number) => void): void => {
  for (let at = start; at <= end; ) {
    let stop = at;
    while (stop < end && bytes[stop] !== COMMA) stop += 1;
    let from = at;
    let to = stop;
    while (from < to && bytes[from] <= SPACE) from += 1;
    while (from < to && bytes[to - 1] <= SPACE) to -= 1;
    if (from < to) each(from, to);
    at = stop + 1;
  }
};

/**
 * Follows references to records of the package, or, where a file is delta or absent, of earlier imports. A reference
 * that leads nowhere invents no record: `need` makes the row unresolved, `want` drops the reference.
 */
export class References {
  readonly staging: Staging;
  readonly known: KnownRoster | undefined;

  constructor(staging: Staging, known: KnownRoster | undefined) {
    this.staging = staging;
    this.known = known;
  }

  /** The record that column `k` must lead to; below 0, reported, when it does not. */
  need(check: RowCheck, k: number, file: TableFile): number {
    const found = this.find(check.bytes, check.from[k], check.to[k], this.staging.tables[file]);
    if (found === NOWHERE) check.fault('UNRESOLVED_ROW', k, () => `There is no such record in ${file}.csv.`);
    if (found === DELETED) check.fault('REFERENCE_TO_DELETED', k);
    return found;
  }

  /** The record that column `k` may lead to; NOWHERE when blank, and reported when it leads nowhere. */
  want(check: RowCheck, k: number, file: TableFile): number {
    if (k < 0 || check.isBlank(k)) return NOWHERE;
    return this.wanted(check, k, this.find(check.bytes, check.from[k], check.to[k], this.staging.tables[file]), file);
  }

  /** The same for a list of references; `each` is told of every item, NOWHERE included. */
  wantEach(check: RowCheck, k: number, file: TableFile, each: (index: number) => void): void {
    if (k < 0) return;
    const table = this.staging.tables[file];
    eachItem(check.bytes, check.from[k], check.to[k], (from, to) => {
      each(this.wanted(check, k, this.find(check.bytes, from, to, table), file));
    });
  }

  find(bytes: Uint8Array, from: number, to: number, table: RecordTable): number {
    if (table.unreadable) return MOOT;
    const index = table.ids.find(bytes, from, to);
    if (index >= 0) {
      const state = table.state.get(index);
      if (state === STATE.active || state === STATE.known) return index;
      return state === STATE.removed ? DELETED : NOWHERE;
    }
    const kind = KIND[table.file];
    if (table.mode === 'bulk' || this.known === undefined || kind === undefined) return NOWHERE;
    const sourcedId = Buffer.from(bytes.subarray(from, to)).toString();
    return this.known.has(kind, sourcedId) ? table.addKnown(sourcedId) : NOWHERE;
  }

  private wanted(check: RowCheck, k: number, found: number, file: TableFile): number {
    if (found >= 0 || found === MOOT) return found;
    const absent = found === NOWHERE && this.staging.tables[file].mode === 'absent';
    check.fault(absent ? 'REFERENCE_TO_ABSENT_FILE' : 'UNRESOLVED_REFERENCE', k, () => `There is no such record in ${file}.csv.`);
    return NOWHERE;
  }
}
