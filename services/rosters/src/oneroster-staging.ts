import { FIELD_SEPARATOR, type RowCheck } from './oneroster-check.ts';
import type { FileMode, OneRosterVersion, RosterFile } from './oneroster-schema.ts';
import { ByteIndex, IntList, TextStore } from './oneroster-tables.ts';

/** What became of a record. `known`: not in this package, but from an earlier import. */
export const STATE = { active: 1, removed: 2, withheld: 3, known: 4 } as const;
export type State = (typeof STATE)[keyof typeof STATE];

/** What a user is, as bits: one person may be a student and an aide. */
export const STUDENT = 1;
export const STAFF = 2;
export const GUARDIAN = 4;

const GUARDIAN_ROLES = new Set(['guardian', 'parent', 'relative']);

/** The bit of a role. Whoever is neither a student nor a guardian is staff: nobody vanishes for an unusual role. */
export const groupOf = (role: string): number => {
  if (role === 'student') return STUDENT;
  return GUARDIAN_ROLES.has(role) ? GUARDIAN : STAFF;
};

/** The records of one file: ids, what became of them, the row they came from and their kept fields, packed. */
export class RecordTable {
  readonly file: RosterFile;
  readonly mode: FileMode;
  readonly ids: ByteIndex;
  readonly state = new IntList();
  readonly row = new IntList();
  /** Its text or header is faulty, which was reported: references into it are not judged. */
  unreadable = false;
  private readonly records: TextStore;
  private readonly names: readonly string[];

  constructor(file: RosterFile, mode: FileMode, names: readonly string[], expected = 0) {
    this.file = file;
    this.mode = mode;
    this.names = names;
    this.ids = new ByteIndex(expected);
    this.records = new TextStore(Math.max(16, expected), 96);
  }

  /** Adds the record that was checked last; below 0 when its id is already there. */
  add(check: RowCheck, state: State): number {
    const index = this.ids.add(check.bytes, check.from[0], check.to[0]);
    if (index < 0) return index;
    this.records.pushText(state === STATE.active ? check.kept() : '');
    this.state.push(state);
    this.row.push(check.row);
    return index;
  }

  addKnown(sourcedId: string): number {
    const index = this.ids.addText(sourcedId);
    this.records.pushText('');
    this.state.push(STATE.known);
    this.row.push(0);
    return index;
  }

  get size(): number {
    return this.ids.size;
  }

  /** Kept fields by name; blank ones are left out. */
  fields(index: number): Partial<Record<string, string>> {
    const parts = this.records.text(index).split(FIELD_SEPARATOR);
    const fields: Partial<Record<string, string>> = {};
    this.names.forEach((name, i) => {
      if (parts[i]) fields[name] = parts[i];
    });
    return fields;
  }

  /** The kept fields as one text, for comparing. */
  packed(index: number): string {
    return this.records.text(index);
  }

  idsIn(state: State): string[] {
    const ids: string[] = [];
    for (let i = 0; i < this.size; i += 1) if (this.state.get(i) === state) ids.push(this.ids.text(i));
    return ids;
  }
}

/** Enrollments as columns of integers: 700,000 of them take about 60 MB, ids included. */
export class EnrollmentTable {
  readonly ids: ByteIndex;
  readonly state: IntList;
  readonly user: IntList;
  readonly class: IntList;
  readonly school: IntList;
  readonly role: IntList;
  readonly primary: IntList;
  readonly begin: IntList;
  readonly end: IntList;
  /** Role words by code. */
  roles: readonly string[] = [];

  constructor(expected = 0) {
    this.ids = new ByteIndex(expected);
    const list = (blank: 0 | -1 = 0) => new IntList(blank, expected);
    [this.state, this.primary, this.begin, this.end] = [list(), list(), list(), list()];
    [this.user, this.class, this.school, this.role] = [list(-1), list(-1), list(-1), list(-1)];
  }

  add(check: RowCheck, state: State): number {
    const index = this.ids.add(check.bytes, check.from[0], check.to[0]);
    if (index >= 0) this.state.push(state);
    return index;
  }

  get size(): number {
    return this.ids.size;
  }

  idsIn(state: State): string[] {
    const ids: string[] = [];
    for (let i = 0; i < this.size; i += 1) if (this.state.get(i) === state) ids.push(this.ids.text(i));
    return ids;
  }
}

export type TableFile = Exclude<RosterFile, 'enrollments'>;

/** Everything that was read of one package, before it becomes a roster. */
export class Staging {
  readonly version: OneRosterVersion;
  readonly tables: Readonly<Record<TableFile, RecordTable>>;
  readonly enrollments: EnrollmentTable;
  readonly enrollmentsMode: FileMode;
  /** Records that point to others of their own file: parents of orgs and sessions, agents of users. */
  readonly pointing = { orgs: new IntList(), academicSessions: new IntList(), users: new IntList() } as const;
  /** By org: 1 for a school. */
  readonly isSchool = new IntList();
  readonly sessionBegin = new IntList();
  readonly sessionEnd = new IntList();
  /** By session: 1 for a school year. */
  readonly isSchoolYear = new IntList();
  /** By course and class: where they belong; -1 for nowhere. */
  readonly classSchool = new IntList(-1);
  readonly classCourse = new IntList(-1);
  /** By class: the span of its terms; 0 when it is not known. */
  readonly termBegin = new IntList();
  readonly termEnd = new IntList();
  /** By class: the first enrollment of a primary teacher. */
  readonly primaryTeacher = new IntList(-1);
  /** By user: bits of STUDENT, STAFF and GUARDIAN. */
  readonly groups = new IntList();
  readonly primaryOrg = new IntList(-1);
  readonly hasPrimaryRole = new IntList();
  readonly hasSection = new IntList();
  /** By user: the last of its roles; by role: the one before. */
  readonly lastRole = new IntList(-1);
  readonly earlierRole = new IntList(-1);
  /** By role. */
  readonly roleOrg = new IntList(-1);
  /** By user profile. */
  readonly profileUser = new IntList(-1);
  /** By user: its demographics. */
  readonly demographics = new IntList(-1);

  constructor(version: OneRosterVersion, tables: Readonly<Record<TableFile, RecordTable>>, enrollments: EnrollmentTable, enrollmentsMode: FileMode) {
    this.version = version;
    this.tables = tables;
    this.enrollments = enrollments;
    this.enrollmentsMode = enrollmentsMode;
  }
}
