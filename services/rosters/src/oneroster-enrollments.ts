import type { RowCheck } from './oneroster-check.ts';
import { endOf, isNoSchool, linkOf, type Link, type Loader, type LoaderContext } from './oneroster-loaders.ts';
import { NOWHERE } from './oneroster-references.ts';
import { STAFF, STATE, STUDENT } from './oneroster-staging.ts';

const COLUMNS = ['classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role', 'primary', 'beginDate', 'endDate'] as const;
const TRUE = 0;

/**
 * Who is in which class. The key is the enrollment's own id: the same person may be enrolled twice in one class, a row a
 * semester. Ends are kept half-open: `end` is the first day on which it no longer holds.
 */
export class EnrollmentLoader implements Loader {
  private readonly context: LoaderContext;
  private readonly check: RowCheck;
  private readonly at: Readonly<Record<(typeof COLUMNS)[number], number>>;
  private readonly roles: readonly string[];
  private user = NOWHERE;
  private class = NOWHERE;
  private school = NOWHERE;
  private begin = 0;
  private end = 0;
  private primary = false;

  constructor(context: LoaderContext) {
    this.context = context;
    this.check = context.check;
    this.at = Object.fromEntries(COLUMNS.map(name => [name, context.check.column(name)])) as Record<(typeof COLUMNS)[number], number>;
    this.roles = context.check.words[this.at.role]?.words ?? [];
    context.staging.enrollments.roles = this.roles;
  }

  link(): Link {
    const { check, at } = this;
    const { references, endDates } = this.context;
    this.class = references.need(check, at.classSourcedId, 'classes');
    this.user = references.need(check, at.userSourcedId, 'users');
    if (this.class < 0 || this.user < 0) return linkOf(this.class, this.user);
    this.begin = check.num[at.beginDate];
    this.end = endOf(check.num[at.endDate], endDates);
    if (this.end > 0 && this.end < this.begin) {
      check.fault('END_BEFORE_BEGIN', at.endDate);
      return 'unresolved';
    }
    this.checkSchool(references.want(check, at.schoolSourcedId, 'orgs'));
    this.checkTerm();
    this.checkRole();
    return 'linked';
  }

  store(index: number): void {
    const table = this.context.staging.enrollments;
    table.user.set(index, this.user);
    table.class.set(index, this.class);
    table.school.set(index, this.school);
    table.role.set(index, this.check.num[this.at.role]);
    table.begin.set(index, this.begin);
    table.end.set(index, this.end);
    table.primary.set(index, this.primary ? 1 : 0);
    if (this.primary) this.checkPrimary(index);
  }

  /** The school of the class stands where the enrollment names none. */
  private checkSchool(named: number): void {
    const { staging } = this.context;
    const ofClass = staging.classSchool.get(this.class);
    this.school = named < 0 ? ofClass : named;
    if (named < 0) return;
    if (isNoSchool(staging, named)) this.check.fault('REFERENCE_TYPE', this.at.schoolSourcedId);
    else if (ofClass >= 0 && ofClass !== named) this.check.fault('ENROLLMENT_SCHOOL_DIFFERS', this.at.schoolSourcedId);
  }

  private checkTerm(): void {
    const { staging } = this.context;
    const begin = staging.termBegin.get(this.class);
    if (begin === 0) return;
    if (this.begin > 0 && this.begin < begin) this.check.fault('ENROLLMENT_OUTSIDE_TERM', this.at.beginDate);
    else if (this.end > staging.termEnd.get(this.class)) this.check.fault('ENROLLMENT_OUTSIDE_TERM', this.at.endDate);
  }

  private checkRole(): void {
    const { check, at } = this;
    const { staging } = this.context;
    const word = this.roles[check.num[at.role]];
    const groups = staging.groups.get(this.user);
    const known = staging.tables.users.state.get(this.user) === STATE.known;
    if (word === 'student') {
      if (!known && (groups & STUDENT) === 0) check.fault('STAFF_ENROLLED_AS_STUDENT', at.role);
    } else {
      if (!known && groups === STUDENT) check.fault('STUDENT_TEACHES', at.role);
      if (groups & STAFF) staging.hasSection.set(this.user, 1);
    }
    this.primary = check.num[at.primary] === TRUE && word === 'teacher';
    if (check.num[at.primary] === TRUE && !this.primary) check.fault('PRIMARY_NOT_TEACHER', at.primary);
  }

  /** One primary teacher may follow another; two at the same time may not be. */
  private checkPrimary(index: number): void {
    const { staging } = this.context;
    const { enrollments: table } = staging;
    const first = staging.primaryTeacher.get(this.class);
    if (first < 0) return staging.primaryTeacher.set(this.class, index);
    const before = this.end > 0 && this.end <= table.begin.get(first);
    const after = table.end.get(first) > 0 && table.end.get(first) <= this.begin;
    if (table.user.get(first) !== this.user && !before && !after) this.check.fault('TWO_PRIMARY_TEACHERS', this.at.primary);
  }
}
