import type { RowCheck } from './oneroster-check.ts';
import { nextDay } from './oneroster-dates.ts';
import { DELETED, eachItem, MOOT, NOWHERE, type References } from './oneroster-references.ts';
import type { RosterFile } from './oneroster-schema.ts';
import { groupOf, type Staging } from './oneroster-staging.ts';
import { ByteIndex } from './oneroster-tables.ts';

/** `gone`: it belongs to a record that is marked as deleted. `moot`: to a file that could not be read. */
export type Link = 'linked' | 'unresolved' | 'gone' | 'moot';

/** What is particular to one file: `link` follows the references of the checked row, `store` keeps what it found under the row's number. */
export interface Loader {
  link(): Link;
  store(index: number): void;
}

export type EndDates = 'exclusive' | 'inclusive';

export interface LoaderContext {
  readonly check: RowCheck;
  readonly references: References;
  readonly staging: Staging;
  readonly endDates: EndDates;
}

const LINKED: () => Link = () => 'linked';

const linkOf = (...found: readonly number[]): Link => {
  if (found.includes(MOOT)) return 'moot';
  if (found.includes(NOWHERE)) return 'unresolved';
  return found.includes(DELETED) ? 'gone' : 'linked';
};

/** The first day on which something no longer holds, whichever way the file writes its ends; 0 for open. */
const endOf = (day: number, endDates: EndDates): number => (day > 0 && endDates === 'inclusive' ? nextDay(day) : day);

const orgs = ({ check, staging }: LoaderContext): Loader => {
  const [type, parent] = ['type', 'parentSourcedId'].map(name => check.column(name));
  return {
    link: LINKED,
    store(index) {
      if (!check.isBlank(parent)) staging.pointing.orgs.push(index);
      const word = check.words[type]?.words[check.num[type]] ?? '';
      staging.isSchool.set(index, word === 'school' || word.startsWith('ext:') ? 1 : 0);
    },
  };
};

const academicSessions = ({ check, staging, endDates }: LoaderContext): Loader => {
  const [type, startDate, endDate, parent] = ['type', 'startDate', 'endDate', 'parentSourcedId'].map(name => check.column(name));
  return {
    link() {
      if (check.num[endDate] >= check.num[startDate]) return 'linked';
      check.fault('END_BEFORE_BEGIN', endDate);
      return 'unresolved';
    },
    store(index) {
      if (!check.isBlank(parent)) staging.pointing.academicSessions.push(index);
      staging.sessionBegin.set(index, check.num[startDate]);
      staging.sessionEnd.set(index, endOf(check.num[endDate], endDates));
      staging.isSchoolYear.set(index, check.words[type]?.words[check.num[type]] === 'schoolYear' ? 1 : 0);
    },
  };
};

const courses = ({ check, references, staging }: LoaderContext): Loader => {
  const [schoolYear, org] = ['schoolYearSourcedId', 'orgSourcedId'].map(name => check.column(name));
  return {
    link() {
      references.want(check, org, 'orgs');
      const session = references.want(check, schoolYear, 'academicSessions');
      if (session >= 0 && session < staging.isSchoolYear.length && staging.isSchoolYear.get(session) === 0) check.fault('REFERENCE_TYPE', schoolYear);
      return 'linked';
    },
    store() {},
  };
};

const classes = ({ check, references, staging }: LoaderContext): Loader => {
  const [course, school, terms] = ['courseSourcedId', 'schoolSourcedId', 'termSourcedIds'].map(name => check.column(name));
  let found = { course: NOWHERE, school: NOWHERE, begin: 0, end: 0 };
  const span = () => {
    let begin = Number.MAX_SAFE_INTEGER;
    let end = 0;
    let certain = !check.isBlank(terms);
    references.wantEach(check, terms, 'academicSessions', term => {
      if (term < 0 || staging.sessionEnd.get(term) === 0) certain = false;
      begin = Math.min(begin, staging.sessionBegin.get(term));
      end = Math.max(end, staging.sessionEnd.get(term));
    });
    return certain ? { begin, end } : { begin: 0, end: 0 };
  };
  return {
    link() {
      found = { course: references.want(check, course, 'courses'), school: references.need(check, school, 'orgs'), ...span() };
      if (isNoSchool(staging, found.school)) check.fault('REFERENCE_TYPE', school);
      return linkOf(found.school);
    },
    store(index) {
      staging.classSchool.set(index, found.school);
      staging.classCourse.set(index, found.course);
      staging.termBegin.set(index, found.begin);
      staging.termEnd.set(index, found.end);
    },
  };
};

/** An org of this package that is no school; of an org from an earlier import the type is not known here. */
const isNoSchool = (staging: Staging, org: number): boolean =>
  org >= 0 && org < staging.isSchool.length && staging.isSchool.get(org) === 0;

const users = ({ check, references, staging }: LoaderContext): Loader => {
  const [role, orgIds, primaryOrg, userIds, agents] = ['role', 'orgSourcedIds', 'primaryOrgSourcedId', 'userIds', 'agentSourcedIds'].map(name => check.column(name));
  const logins = new ByteIndex();
  let primary = NOWHERE;
  return {
    link() {
      references.wantEach(check, orgIds, 'orgs', () => {});
      primary = references.want(check, primaryOrg, 'orgs');
      let shared = false;
      eachItem(check.bytes, check.from[userIds], check.to[userIds], (from, to) => {
        if (logins.add(check.bytes, from, to) < 0) shared = true;
      });
      if (shared) check.fault('SHARED_USER_ID', userIds);
      return 'linked';
    },
    store(index) {
      if (!check.isBlank(agents)) staging.pointing.users.push(index);
      staging.primaryOrg.set(index, primary);
      if (role >= 0) staging.groups.set(index, groupOf(check.words[role]?.words[check.num[role]] ?? ''));
    },
  };
};

const userProfiles = ({ check, references, staging }: LoaderContext): Loader => {
  const userId = check.column('userSourcedId');
  let user = NOWHERE;
  return {
    link: () => linkOf((user = references.need(check, userId, 'users'))),
    store: index => staging.profileUser.set(index, user),
  };
};

const roles = ({ check, references, staging }: LoaderContext): Loader => {
  const [userId, role, orgId, profileId] = ['userSourcedId', 'role', 'orgSourcedId', 'userProfileSourcedId'].map(name => check.column(name));
  let user = NOWHERE;
  let org = NOWHERE;
  return {
    link() {
      user = references.need(check, userId, 'users');
      org = references.want(check, orgId, 'orgs');
      const profile = references.want(check, profileId, 'userProfiles');
      if (profile >= 0 && user >= 0 && staging.profileUser.get(profile) !== user) check.fault('USER_PROFILE_OF_OTHER', profileId);
      return linkOf(user);
    },
    store(index) {
      staging.earlierRole.set(index, staging.lastRole.get(user));
      staging.lastRole.set(user, index);
      staging.roleOrg.set(index, org);
      staging.groups.set(user, staging.groups.get(user) | groupOf(check.words[role]?.words[check.num[role]] ?? ''));
      if (org >= 0 && staging.primaryOrg.get(user) === org) staging.hasPrimaryRole.set(user, 1);
    },
  };
};

const demographics = ({ check, references, staging }: LoaderContext): Loader => {
  let user = NOWHERE;
  return {
    link: () => linkOf((user = references.need(check, 0, 'users'))),
    store: index => staging.demographics.set(user, index),
  };
};

export const LOADERS: Readonly<Record<Exclude<RosterFile, 'enrollments'>, (context: LoaderContext) => Loader>> = {
  orgs, academicSessions, courses, classes, users, userProfiles, roles, demographics,
};
export { endOf, linkOf, isNoSchool };
