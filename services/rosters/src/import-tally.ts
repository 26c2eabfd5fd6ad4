import type { ImportFileReport } from '@strata/contracts';
import type { FileReport } from './oneroster-reader.ts';
import type { RosterFile } from './oneroster-schema.ts';

type Change = 'created' | 'changed' | 'ended';
type Counts = Record<Change, number>;

/** What an event changes in the records of a file; a student's own record is judged by all its events together. */
const EFFECTS: Readonly<Record<string, readonly [RosterFile, Change]>> = {
  ClassScheduled: ['classes', 'created'],
  ClassChanged: ['classes', 'changed'],
  ClassEnded: ['classes', 'ended'],
  SchoolClosed: ['orgs', 'ended'],
  StaffRegistered: ['users', 'created'],
  StaffChanged: ['users', 'changed'],
  StaffLeft: ['users', 'ended'],
  ClassEnrollmentStarted: ['enrollments', 'created'],
  ClassEnrollmentChanged: ['enrollments', 'changed'],
  ClassEnrollmentEnded: ['enrollments', 'ended'],
};

type Happened = { readonly type: string };

export type StoredTally = { readonly events: number; readonly counts: readonly (readonly [RosterFile, Counts])[] };

/** Counts what an import changes: records per file, and events. */
export class ImportTally {
  events: number;
  private readonly counts: Map<RosterFile, Counts>;

  constructor({ events, counts }: StoredTally = { events: 0, counts: [] }) {
    this.events = events;
    this.counts = new Map(counts);
  }

  toJSON(): StoredTally {
    return { events: this.events, counts: [...this.counts] };
  }

  /** Events of one record; `isNew` when nothing was known of it. */
  add(events: readonly Happened[], isNew: boolean): void {
    if (events.length === 0) return;
    this.events += events.length;
    let person = false;
    for (const { type } of events) {
      const effect = EFFECTS[type];
      if (effect) this.count(...effect);
      else if (type === 'SchoolDefined') this.count('orgs', isNew ? 'created' : 'changed');
      else if (type === 'AcademicSessionDefined') this.count('academicSessions', isNew ? 'created' : 'changed');
      else person = true;
    }
    if (person) this.count('users', changeOfStudent(events));
  }

  ended(file: RosterFile): number {
    return this.counts.get(file)?.ended ?? 0;
  }

  /** The files as they are reported, with what was read and what changed. */
  files(reports: readonly FileReport[]): ImportFileReport[] {
    return reports.map(({ name, mode, rows, broken, unresolved }) => ({
      file: name, mode, rows, ...(this.counts.get(name.slice(0, -4) as RosterFile) ?? NOTHING), unresolved: broken + unresolved,
    }));
  }

  private count(file: RosterFile, change: Change): void {
    let counts = this.counts.get(file);
    if (!counts) this.counts.set(file, (counts = { ...NOTHING }));
    counts[change] += 1;
  }
}

const NOTHING: Readonly<Counts> = { created: 0, changed: 0, ended: 0 };

/** A student counts once: as new, as gone from a school without another, or as changed. */
const changeOfStudent = (events: readonly Happened[]): Change => {
  const has = (wanted: string) => events.some(({ type }) => type === wanted);
  if (has('StudentRegistered')) return 'created';
  return has('StudentWithdrawn') && !has('StudentEnrolled') ? 'ended' : 'changed';
};

export const totalsOf = (files: readonly ImportFileReport[]): Counts & { readonly unresolved: number } => {
  const total = (field: Change | 'unresolved') => files.reduce((sum, file) => sum + file[field], 0);
  return { created: total('created'), changed: total('changed'), ended: total('ended'), unresolved: total('unresolved') };
};
