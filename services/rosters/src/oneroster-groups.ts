import { dayText } from './oneroster-dates.ts';
import { STATE, type EnrollmentTable, type Staging } from './oneroster-staging.ts';
import { hash53, join53, type IntList } from './oneroster-tables.ts';

export interface Enrollment {
  readonly sourcedId: string;
  readonly userSourcedId: string;
  readonly classSourcedId: string;
  readonly schoolSourcedId: string;
  readonly role: string;
  readonly primary: boolean;
  /** The first day; open when it is left out. */
  readonly begin?: string;
  /** The first day on which it no longer holds; open when it is left out. */
  readonly end?: string;
  readonly hash: number;
}

interface Grouping {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

/** Orders the positions for which `key` gives a number by that number, keeping their order otherwise (a counting sort). */
const groupBy = (count: number, groups: number, key: (index: number) => number): Grouping => {
  const starts = new Int32Array(groups + 1);
  for (let i = 0; i < count; i += 1) if (key(i) >= 0) starts[key(i) + 1] += 1;
  for (let group = 0; group < groups; group += 1) starts[group + 1] += starts[group];
  const order = new Int32Array(starts[groups]);
  const next = starts.slice();
  for (let i = 0; i < count; i += 1) if (key(i) >= 0) order[next[key(i)]++] = i;
  return { starts, order };
};

/** Enrollments by person and, for those who teach, by class. */
export class EnrollmentGroups {
  private readonly staging: Staging;
  private readonly byUser: Grouping;
  private readonly byClass: Grouping;
  private readonly days = new Map<number, string>();

  constructor(staging: Staging) {
    this.staging = staging;
    const { enrollments: table, tables } = staging;
    const student = table.roles.indexOf('student');
    const active = (list: IntList) => (i: number) => (table.state.get(i) === STATE.active ? list.get(i) : -1);
    this.byUser = groupBy(table.size, tables.users.size, active(table.user));
    const classOf = active(table.class);
    this.byClass = groupBy(table.size, tables.classes.size, i => (table.role.get(i) === student ? -1 : classOf(i)));
  }

  ofUser(user: number): Enrollment[] {
    return this.members(this.byUser, user);
  }

  teachersOf(index: number): Enrollment[] {
    return this.members(this.byClass, index);
  }

  private members({ starts, order }: Grouping, group: number): Enrollment[] {
    const members: Enrollment[] = [];
    for (let at = starts[group]; at < starts[group + 1]; at += 1) members.push(this.enrollment(order[at]));
    return members;
  }

  private enrollment(index: number): Enrollment {
    const { enrollments: table, tables } = this.staging;
    const [begin, end] = [table.begin.get(index), table.end.get(index)];
    const school = table.school.get(index);
    const base = {
      sourcedId: table.ids.text(index),
      userSourcedId: tables.users.ids.text(table.user.get(index)),
      classSourcedId: tables.classes.ids.text(table.class.get(index)),
      schoolSourcedId: school < 0 ? '' : tables.orgs.ids.text(school),
      role: table.roles[table.role.get(index)],
      primary: table.primary.get(index) === 1,
      hash: this.hash(index, table),
    };
    return { ...base, ...(begin > 0 && { begin: this.day(begin) }), ...(end > 0 && { end: this.day(end) }) };
  }

  /** From the hashes of the ids it names, which were made while reading. */
  private hash(index: number, table: EnrollmentTable): number {
    const { tables } = this.staging;
    let low = hash53(table.roles[table.role.get(index)]) | 0;
    let high = table.primary.get(index);
    const mix = (a: number, b: number) => {
      low = Math.imul(low ^ a, 0x01000193) ^ (low >>> 15);
      high = Math.imul(high ^ b, 0x5bd1e995) ^ (high >>> 13);
    };
    mix(table.begin.get(index), table.begin.get(index));
    mix(table.end.get(index), table.end.get(index));
    mix(...tables.users.ids.lanes(table.user.get(index)));
    mix(...tables.classes.ids.lanes(table.class.get(index)));
    const school = table.school.get(index);
    if (school >= 0) mix(...tables.orgs.ids.lanes(school));
    return join53(low, high);
  }

  private day(day: number): string {
    let text = this.days.get(day);
    if (text === undefined) this.days.set(day, (text = dayText(day)));
    return text;
  }
}
