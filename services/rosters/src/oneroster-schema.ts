import type { IssueCode } from './oneroster-issues.ts';
import * as vocabulary from './oneroster-vocabulary.ts';
import type { Vocabulary } from './oneroster-vocabulary.ts';

export type OneRosterVersion = '1.1' | '1.2';
export type FileMode = 'bulk' | 'delta' | 'absent';

/**
 * `id` defines the record, `reference(s)` point to others, `secret` is never looked at. Only `id` is checked for its
 * characters: a reference has to match an id anyway.
 */
export type ColumnKind = 'id' | 'reference' | 'references' | 'text' | 'token' | 'date' | 'instant' | 'year' | 'grades' | 'secret';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** `nominal`: the standard requires it but nobody should vanish from a roster for want of it. */
  readonly required: true | 'nominal' | false;
  /** The header must have it although a value may be blank: a column that was renamed would blank everybody's. */
  readonly inHeader?: true;
  readonly vocabulary?: Vocabulary;
  /** Code for a value that is no such word or day. */
  readonly bad: IssueCode;
  /** Kept with the record for the roster. Other columns are checked and forgotten. */
  readonly kept: boolean;
}

/** Files that this reader reads, in the order in which references can be resolved. */
export const READ_FILES = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'userProfiles', 'roles', 'demographics', 'enrollments'] as const;
export type RosterFile = (typeof READ_FILES)[number];

const OTHER_1_1 = ['categories', 'classResources', 'courseResources', 'lineItems', 'resources', 'results'];
const OTHER_1_2 = [...OTHER_1_1, 'userResources', 'scoreScales', 'lineItemScoreScales', 'resultScoreScales', 'lineItemLearningObjectiveIds', 'resultLearningObjectiveIds'];
const ONLY_1_2: readonly RosterFile[] = ['userProfiles', 'roles'];

const column = (name: string, kind: ColumnKind, more: Partial<Column> = {}): Column => ({ name, kind, required: false, kept: false, bad: 'OPTIONAL_VALUE_UNKNOWN', ...more });
const need = (inner: Column): Column => ({ ...inner, required: true, ...(inner.kind === 'token' && { bad: 'UNKNOWN_VALUE' }) });
const wish = (inner: Column): Column => ({ ...inner, required: 'nominal' });
const keep = (inner: Column): Column => ({ ...inner, kept: true });
const text = (name: string): Column => column(name, 'text', { kept: true });
const unused = (name: string): Column => column(name, 'text');
const token = (name: string, words: Vocabulary): Column => column(name, 'token', { vocabulary: words });
const truth = (name: string): Column => token(name, vocabulary.TRUTH);
const date = (name: string, bad: IssueCode = 'OPTIONAL_DATE_NOT_ISO'): Column => column(name, 'date', { bad });
const needDate = (name: string): Column => keep(need(date(name, 'DATE_NOT_ISO')));
const to = (name: string): Column => column(name, 'reference', { kept: true });
const toEach = (name: string): Column => column(name, 'references', { kept: true });
const grades = (): Column => column('grades', 'grades', { kept: true });
const records = (...columns: Column[]): readonly Column[] => [
  need(column('sourcedId', 'id')),
  { ...token('status', vocabulary.STATUS), bad: 'UNKNOWN_VALUE' },
  column('dateLastModified', 'instant'),
  ...columns,
];

const headed = (inner: Column): Column => ({ ...inner, inHeader: true });
const names = (): Column[] => [headed(wish(text('givenName'))), headed(wish(text('familyName'))), text('middleName'), text('identifier')];
const contacts = (): Column[] => [text('email'), text('sms'), text('phone'), toEach('agentSourcedIds'), grades(), column('password', 'secret')];

const tables = (version: OneRosterVersion): Readonly<Record<RosterFile, readonly Column[]>> => {
  const newer = version === '1.2';
  return {
    orgs: records(need(text('name')), keep(need(token('type', newer ? vocabulary.ORG_TYPE_1_2 : vocabulary.ORG_TYPE))), text('identifier'), to('parentSourcedId')),
    academicSessions: records(
      need(text('title')), keep(need(token('type', newer ? vocabulary.SESSION_TYPE_1_2 : vocabulary.SESSION_TYPE))),
      needDate('startDate'), needDate('endDate'), to('parentSourcedId'), keep(wish(column('schoolYear', 'year'))),
    ),
    courses: records(to('schoolYearSourcedId'), need(text('title')), text('courseCode'), grades(), wish(to('orgSourcedId')), text('subjects'), text('subjectCodes')),
    classes: records(
      need(text('title')), grades(), wish(to('courseSourcedId')), text('classCode'),
      keep(wish(token('classType', newer ? vocabulary.CLASS_TYPE_1_2 : vocabulary.CLASS_TYPE))), text('location'),
      need(to('schoolSourcedId')), wish(toEach('termSourcedIds')), text('subjects'), text('subjectCodes'), text('periods'),
    ),
    users: newer ? users12() : users11(),
    userProfiles: records(
      keep(need(to('userSourcedId'))), wish(unused('profileType')), wish(unused('vendorId')), unused('applicationId'),
      unused('description'), wish(unused('credentialType')), wish(unused('username')), column('password', 'secret'),
    ),
    roles: records(
      need(to('userSourcedId')), wish(token('roleType', vocabulary.ROLE_TYPE)), keep(need(token('role', vocabulary.USER_ROLE_1_2))),
      date('beginDate'), date('endDate'), wish(to('orgSourcedId')), to('userProfileSourcedId'),
    ),
    demographics: demographics(newer ? vocabulary.SEX_1_2 : vocabulary.SEX_1_1),
    enrollments: records(
      need(to('classSourcedId')), wish(to('schoolSourcedId')), need(to('userSourcedId')),
      need(token('role', newer ? vocabulary.ENROLLMENT_ROLE_1_2 : vocabulary.ENROLLMENT_ROLE)), truth('primary'),
      date('beginDate', 'ENROLLMENT_DATE_NOT_ISO'), date('endDate', 'ENROLLMENT_DATE_NOT_ISO'),
    ),
  };
};

const users11 = (): readonly Column[] =>
  records(
    keep(wish(truth('enabledUser'))), wish(toEach('orgSourcedIds')), keep(need(token('role', vocabulary.USER_ROLE_1_1))),
    wish(text('username')), text('userIds'), ...names(), ...contacts(),
  );

const users12 = (): readonly Column[] =>
  records(
    keep(wish(truth('enabledUser'))), wish(text('username')), text('userIds'), ...names(), ...contacts(), text('userMasterIdentifier'),
    text('preferredGivenName'), text('preferredMiddleName'), text('preferredFamilyName'), to('primaryOrgSourcedId'), text('pronouns'),
  );

const demographics = (sex: Vocabulary): readonly Column[] =>
  records(
    keep(date('birthDate')), keep(token('sex', sex)),
    ...['americanIndianOrAlaskaNative', 'asian', 'blackOrAfricanAmerican', 'nativeHawaiianOrOtherPacificIslander', 'white',
      'demographicRaceTwoOrMoreRaces', 'hispanicOrLatinoEthnicity'].map(truth),
    unused('countryOfBirthCode'), unused('stateOfBirthAbbreviation'), unused('cityOfBirth'), unused('publicSchoolResidenceStatus'),
  );

const SCHEMAS = { '1.1': tables('1.1'), '1.2': tables('1.2') } as const;

/** The columns of a file, in the order of the standard (CSV Tables 1.1.1, CSV Binding 1.2.1). */
export const columnsOf = (version: OneRosterVersion, file: RosterFile): readonly Column[] => SCHEMAS[version][file];

/** Files of the catalogue of a version: those that are read, and those of grades and resources. Names without `.csv`. */
export const catalogueOf = (version: OneRosterVersion): { readonly read: readonly RosterFile[]; readonly other: readonly string[] } =>
  version === '1.2'
    ? { read: READ_FILES, other: OTHER_1_2 }
    : { read: READ_FILES.filter(file => !ONLY_1_2.includes(file)), other: OTHER_1_1 };
