import { dayText } from './oneroster-dates.ts';
import { yearOfEnd } from './oneroster-finish.ts';
import { EnrollmentGroups, type Enrollment } from './oneroster-groups.ts';
import { GUARDIAN, STAFF, STATE, STUDENT, type RecordTable, type Staging, type TableFile } from './oneroster-staging.ts';
import { hash53 } from './oneroster-tables.ts';

/** `hash` stands for the content of a record: equal hashes, equal content. It never depends on dateLastModified. */
interface Record {
  readonly sourcedId: string;
  readonly hash: number;
}

export interface Org extends Record {
  readonly name: string;
  readonly type: string;
  readonly identifier?: string;
  readonly parentSourcedId?: string;
}

export interface AcademicSession extends Record {
  readonly title: string;
  readonly type: string;
  readonly begin: string;
  /** The first day after it. */
  readonly end: string;
  /** The year in which its school year ends. */
  readonly schoolYear?: string;
  readonly parentSourcedId?: string;
}

export interface Course extends Record {
  readonly title: string;
  readonly courseCode?: string;
  readonly grades: readonly string[];
  readonly subjects: readonly string[];
  readonly subjectCodes: readonly string[];
  readonly orgSourcedId?: string;
  readonly schoolYearSourcedId?: string;
}

export interface RosterClass extends Record {
  readonly title: string;
  readonly classCode?: string;
  readonly homeroom: boolean;
  readonly location?: string;
  readonly schoolSourcedId: string;
  readonly courseSourcedId?: string;
  readonly courseTitle?: string;
  readonly termSourcedIds: readonly string[];
  readonly grades: readonly string[];
  readonly subjects: readonly string[];
  readonly subjectCodes: readonly string[];
  /** Labels of bell schedule periods. */
  readonly periods: readonly string[];
  /** Everybody who is enrolled in another role than student. */
  readonly teachers: readonly Enrollment[];
}

/** What must be sealed before it leaves memory. */
export interface Profile {
  readonly givenName?: string;
  readonly familyName?: string;
  readonly middleName?: string;
  readonly preferredGivenName?: string;
  readonly preferredMiddleName?: string;
  readonly preferredFamilyName?: string;
  readonly pronouns?: string;
  readonly username?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly sms?: string;
  readonly birthDate?: string;
  readonly sex?: string;
}

export interface Person extends Record {
  readonly profile: Profile;
  readonly enabled: boolean;
  readonly roles: readonly string[];
  /** Orgs of the package or of earlier imports; others were reported and dropped. */
  readonly orgSourcedIds: readonly string[];
  readonly primaryOrgSourcedId?: string;
  /** The number the district knows the person by, often the state's. */
  readonly identifier?: string;
  readonly userMasterIdentifier?: string;
  readonly userIds: readonly string[];
  readonly grades: readonly string[];
  readonly agentSourcedIds: readonly string[];
  /** In every role, ordered as in the file. */
  readonly enrollments: readonly Enrollment[];
}

export interface KnownUser {
  readonly sourcedId: string;
  readonly roles: readonly string[];
  readonly orgSourcedIds: readonly string[];
  readonly birthDate?: string;
  readonly sex?: string;
  readonly enrollments: readonly Enrollment[];
}

const list = (text: string | undefined): string[] => (text === undefined ? [] : text.split(',').map(item => item.trim()).filter(item => item !== ''));
/** Without what is undefined, so that absent and unknown look alike in JSON and in comparisons. */
const some = <T extends object>(values: T): Partial<T> => {
  const kept: Partial<T> = {};
  for (const name of Object.keys(values) as (keyof T)[]) if (values[name] !== undefined) kept[name] = values[name];
  return kept;
};

/**
 * A checked roster. Records are made while they are iterated and not kept, so walk it once and hold on to little. In a
 * bulk file what is neither iterated nor `withheld` is gone; in a delta what is `removed`.
 */
export class Roster {
  private readonly staging: Staging;
  private readonly groups: EnrollmentGroups;

  constructor(staging: Staging) {
    this.staging = staging;
    this.groups = new EnrollmentGroups(staging);
  }

  *orgs(): Generator<Org> {
    for (const { sourcedId, fields, hash } of this.active('orgs')) {
      const parentSourcedId = this.resolved('orgs', fields.parentSourcedId)[0];
      yield { sourcedId, hash, name: fields.name ?? '', type: fields.type ?? '', ...some({ identifier: fields.identifier, parentSourcedId }) };
    }
  }

  *academicSessions(): Generator<AcademicSession> {
    for (const { sourcedId, fields, hash, index } of this.active('academicSessions')) {
      const end = this.staging.sessionEnd.get(index);
      const given = /(\d{4})\D*$/.exec(fields.schoolYear ?? '')?.[1];
      const schoolYear = this.staging.isSchoolYear.get(index) === 1 ? yearOfEnd(end) : given;
      const parentSourcedId = this.resolved('academicSessions', fields.parentSourcedId)[0];
      const begin = dayText(this.staging.sessionBegin.get(index));
      yield { sourcedId, hash, title: fields.title ?? '', type: fields.type ?? '', begin, end: dayText(end), ...some({ schoolYear, parentSourcedId }) };
    }
  }

  *courses(): Generator<Course> {
    for (const { sourcedId, fields, hash } of this.active('courses')) {
      const orgSourcedId = this.resolved('orgs', fields.orgSourcedId)[0];
      const schoolYearSourcedId = this.resolved('academicSessions', fields.schoolYearSourcedId)[0];
      yield { sourcedId, hash, title: fields.title ?? '', ...subjects(fields), ...some({ courseCode: fields.courseCode, orgSourcedId, schoolYearSourcedId }) };
    }
  }

  *classes(): Generator<RosterClass> {
    for (const { sourcedId, fields, hash, index } of this.active('classes')) {
      const school = this.staging.classSchool.get(index);
      const course = this.staging.classCourse.get(index);
      const teachers = this.groups.teachersOf(index);
      const courseTitle = course < 0 ? undefined : this.staging.tables.courses.fields(course).title;
      yield {
        sourcedId,
        hash: hash53(`${hash} ${courseTitle} ${teachers.map(teacher => teacher.hash).join()}`),
        title: fields.title ?? '',
        homeroom: fields.classType === 'homeroom',
        schoolSourcedId: this.staging.tables.orgs.ids.text(school),
        termSourcedIds: this.resolved('academicSessions', fields.termSourcedIds),
        periods: list(fields.periods),
        teachers,
        ...subjects(fields),
        ...some({ classCode: fields.classCode, location: fields.location, courseTitle }),
        ...(course >= 0 && { courseSourcedId: this.staging.tables.courses.ids.text(course) }),
      };
    }
  }

  /** Users with the role student, each with all enrollments. */
  students(): Generator<Person> {
    return this.people(STUDENT);
  }

  /** Users with any role of staff, section or not. */
  *staff(): Generator<Person & { readonly teaches: boolean }> {
    for (const person of this.people(STAFF)) yield { ...person, teaches: person.enrollments.some(enrollment => enrollment.role !== 'student') };
  }

  /** Parents, guardians and relatives; students name them in `agentSourcedIds`. */
  guardians(): Generator<Person> {
    return this.people(GUARDIAN);
  }

  /** What a delta says of people whom only earlier imports know: new enrollments, roles or demographics. */
  *knownUsers(): Generator<KnownUser> {
    const { users, demographics } = this.staging.tables;
    for (let user = 0; user < users.size; user += 1) {
      if (users.state.get(user) !== STATE.known) continue;
      const { roles, orgs } = this.rolesOf(user, undefined);
      const more = this.staging.demographics.get(user);
      const { birthDate, sex } = more < 0 ? {} : demographics.fields(more);
      yield { sourcedId: users.ids.text(user), roles, orgSourcedIds: orgs, enrollments: this.groups.ofUser(user), ...some({ birthDate, sex }) };
    }
  }

  /** Ids of records that are marked as deleted. */
  removed(file: TableFile | 'enrollments'): string[] {
    return this.table(file).idsIn(STATE.removed);
  }

  /** Ids of rows that were left out: leave what is known of them as it was. */
  withheld(file: TableFile | 'enrollments'): ReadonlySet<string> {
    return new Set(this.table(file).idsIn(STATE.withheld));
  }

  /** How many records of a file are in the roster. */
  count(file: TableFile | 'enrollments'): number {
    const { state, size } = this.table(file);
    let count = 0;
    for (let i = 0; i < size; i += 1) if (state.get(i) === STATE.active) count += 1;
    return count;
  }

  private table(file: TableFile | 'enrollments') {
    return file === 'enrollments' ? this.staging.enrollments : this.staging.tables[file];
  }

  private *active(file: TableFile) {
    const table = this.staging.tables[file];
    for (let index = 0; index < table.size; index += 1) {
      if (table.state.get(index) !== STATE.active) continue;
      yield { index, sourcedId: table.ids.text(index), fields: table.fields(index), hash: hash53(table.packed(index)) };
    }
  }

  /** Those ids of a list that lead to a record of the package or of an earlier import. */
  private resolved(file: TableFile, ids: string | undefined): string[] {
    const table: RecordTable = this.staging.tables[file];
    return list(ids).filter(id => {
      const state = table.state.get(table.ids.findText(id));
      return state === STATE.active || state === STATE.known;
    });
  }

  private *people(group: number): Generator<Person> {
    const { users } = this.staging.tables;
    for (let user = 0; user < users.size; user += 1) {
      if (users.state.get(user) === STATE.active && (this.staging.groups.get(user) & group) !== 0) yield this.person(user);
    }
  }

  private person(user: number): Person {
    const { staging } = this;
    const { users, demographics, orgs } = staging.tables;
    const fields = users.fields(user);
    const more = staging.demographics.get(user);
    const facts = more < 0 ? {} : demographics.fields(more);
    const given = this.rolesOf(user, fields.role);
    const orgSourcedIds = staging.version === '1.1' ? this.resolved('orgs', fields.orgSourcedIds) : given.orgs;
    const agentSourcedIds = this.resolved('users', fields.agentSourcedIds);
    const primary = staging.primaryOrg.get(user);
    return {
      sourcedId: users.ids.text(user),
      hash: hash53([users.packed(user), JSON.stringify(facts), given.roles, orgSourcedIds, agentSourcedIds].join(' ')),
      profile: profileOf(fields, facts),
      enabled: fields.enabledUser !== 'false',
      roles: given.roles,
      orgSourcedIds,
      userIds: list(fields.userIds),
      grades: list(fields.grades),
      agentSourcedIds,
      enrollments: this.groups.ofUser(user),
      ...some({ identifier: fields.identifier, userMasterIdentifier: fields.userMasterIdentifier }),
      ...(primary >= 0 && { primaryOrgSourcedId: orgs.ids.text(primary) }),
    };
  }

  /** The roles of a user and the orgs they are held in, each once. */
  private rolesOf(user: number, role: string | undefined): { roles: string[]; orgs: string[] } {
    const { staging } = this;
    const roles = new Set(role === undefined ? [] : [role]);
    const orgs = new Set<string>();
    for (let at = staging.lastRole.get(user); at >= 0; at = staging.earlierRole.get(at)) {
      roles.add(staging.tables.roles.fields(at).role ?? '');
      const org = staging.roleOrg.get(at);
      if (org >= 0) orgs.add(staging.tables.orgs.ids.text(org));
    }
    return { roles: [...roles].sort(), orgs: [...orgs].sort() };
  }
}

const subjects = (fields: Partial<{ [name: string]: string }>) => ({
  grades: list(fields.grades),
  subjects: list(fields.subjects),
  subjectCodes: list(fields.subjectCodes),
});

const profileOf = (fields: Partial<{ [name: string]: string }>, facts: Partial<{ [name: string]: string }>): Profile =>
  some({
    givenName: fields.givenName, familyName: fields.familyName, middleName: fields.middleName,
    preferredGivenName: fields.preferredGivenName, preferredMiddleName: fields.preferredMiddleName, preferredFamilyName: fields.preferredFamilyName,
    pronouns: fields.pronouns, username: fields.username, email: fields.email, phone: fields.phone, sms: fields.sms,
    birthDate: facts.birthDate, sex: facts.sex,
  });
