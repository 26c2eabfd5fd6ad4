import type { FileIssues } from './oneroster-issues.ts';
import { eachItem, type References } from './oneroster-references.ts';
import type { RosterFile } from './oneroster-schema.ts';
import { GUARDIAN, STAFF, STATE, STUDENT, type RecordTable, type Staging } from './oneroster-staging.ts';

export interface FinishContext {
  readonly staging: Staging;
  readonly references: References;
  readonly issuesOf: (file: RosterFile) => FileIssues;
  /** Counts a row of a file that was taken at first and turned out to be useless. */
  readonly unresolved: (file: RosterFile) => void;
  /** Gives way to the event loop when it is time. */
  readonly pause: () => Promise<void>;
}

const eachActive = (table: RecordTable, each: (index: number) => void): void => {
  for (let i = 0; i < table.size; i += 1) if (table.state.get(i) === STATE.active) each(i);
};

/** References of a file to itself can only be followed when all of it was read. */
const checkOwn = async (context: FinishContext, file: 'orgs' | 'academicSessions' | 'users', field: string): Promise<void> => {
  const { staging, references } = context;
  const table = staging.tables[file];
  const issues = context.issuesOf(file);
  for (let i = 0; i < staging.pointing[file].length; i += 1) {
    if (i % 2048 === 0) await context.pause();
    const index = staging.pointing[file].get(i);
    const bytes = Buffer.from(table.fields(index)[field] ?? '');
    eachItem(bytes, 0, bytes.length, (from, to) => {
      if (references.find(bytes, from, to, table) < 0) issues.add('UNRESOLVED_REFERENCE', field, table.row.get(index));
    });
  }
};

/** The year of the last day before `end`. */
export const yearOfEnd = (end: number): string => String(Math.floor(end / 10000) - (end % 10000 === 101 ? 1 : 0));

const checkSchoolYears = (context: FinishContext): void => {
  const { staging } = context;
  const table = staging.tables.academicSessions;
  const issues = context.issuesOf('academicSessions');
  eachActive(table, index => {
    const given = table.fields(index).schoolYear;
    if (given === undefined) return;
    const wrong = staging.isSchoolYear.get(index) === 1 ? given !== yearOfEnd(staging.sessionEnd.get(index)) : !/^\d{4}$/.test(given);
    if (wrong) issues.add('SCHOOL_YEAR_FORM', 'schoolYear', table.row.get(index));
  });
};

const KNOWN_GROUPS = [['student', STUDENT], ['staff', STAFF], ['guardian', GUARDIAN]] as const;

/** In 1.2 the roles of a user are a file of their own; a delta of users alone leaves the roles as they were. */
const checkRoles = (context: FinishContext): void => {
  const { staging, references } = context;
  const { users, roles } = staging.tables;
  if (staging.version === '1.1' || roles.unreadable) return;
  const issues = context.issuesOf('users');
  eachActive(users, user => {
    if (staging.groups.get(user) === 0 && roles.mode !== 'bulk') {
      const sourcedId = users.ids.text(user);
      for (const [kind, bit] of KNOWN_GROUPS) if (references.known?.has(kind, sourcedId)) staging.groups.set(user, staging.groups.get(user) | bit);
    }
    if (staging.groups.get(user) === 0) {
      issues.add('USER_WITHOUT_ROLE', '', users.row.get(user));
      users.state.set(user, STATE.withheld);
      context.unresolved('users');
    } else if (roles.mode === 'bulk' && staging.primaryOrg.get(user) >= 0 && staging.hasPrimaryRole.get(user) === 0) {
      issues.add('PRIMARY_ORG_WITHOUT_ROLE', 'primaryOrgSourcedId', users.row.get(user));
    }
  });
};

/** Support staff often teach no class, and a roster that drops them loses the people who run the highest tier. */
const checkSections = (context: FinishContext): void => {
  const { staging } = context;
  if (staging.enrollmentsMode !== 'bulk' || staging.enrollments.size === 0) return;
  const { users } = staging.tables;
  eachActive(users, user => {
    if ((staging.groups.get(user) & STAFF) === 0 || staging.hasSection.get(user) === 1) return;
    context.issuesOf('users').add('STAFF_WITHOUT_SECTION', '', users.row.get(user));
  });
};

const STEPS: Readonly<Partial<Record<RosterFile, (context: FinishContext) => Promise<void> | void>>> = {
  orgs: context => checkOwn(context, 'orgs', 'parentSourcedId'),
  academicSessions: context => {
    checkSchoolYears(context);
    return checkOwn(context, 'academicSessions', 'parentSourcedId');
  },
  users: context => checkOwn(context, 'users', 'agentSourcedIds'),
  roles: checkRoles,
  enrollments: checkSections,
};

/** What can only be judged when a whole file was read, or when it is known to be absent. */
export const finishFile = async (file: RosterFile, context: FinishContext): Promise<void> => {
  await STEPS[file]?.(context);
};
