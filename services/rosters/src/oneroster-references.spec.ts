import { describe, expect, test } from '@jest/globals';
import type { KnownKind } from './oneroster-references.ts';
import type { OneRosterVersion, RosterFile } from './oneroster-schema.ts';
import { added, bundle, changed, check, contentOf, findings, smallSchool, type Row, type Tables } from './testing/oneroster-bundle.ts';

const SCHOOL = smallSchool('1.1');
const NEWER = smallSchool('1.2');
const withRow = (tables: Tables, file: RosterFile, index: number, more: Row) => changed(tables, file, (row, i) => (i === index ? { ...row, ...more } : row));
const quiet = (text: string) => !/PASSWORD_PRESENT|STAFF_WITHOUT_SECTION/.test(text);
const told = async (tables: Tables, version: OneRosterVersion = '1.1') => {
  const given = bundle(version, tables);
  return { lenient: findings(await check(given)).filter(quiet), strict: findings(await check(given, { mode: 'strict' })).filter(quiet) };
};
/** The same finding as a warning in lenient and an error in strict mode. */
const tolerated = (...texts: string[]) => ({ lenient: texts.map(text => `warning ${text}`), strict: texts.map(text => `error ${text}`) });
const crowd = Array.from({ length: 40 }, (_, i) => ({ ...(SCHOOL.enrollments as Row[])[0], sourcedId: `crowd-${i}` }));
const CROWDED = added(SCHOOL, 'enrollments', ...crowd);

describe('References that lead nowhere', () => {
  test.each([['userSourcedId', 'users'], ['classSourcedId', 'classes']])('an enrollment whose %s is unknown is left out, and strict mode rejects it', async field => {
    const given = bundle('1.1', added(CROWDED, 'enrollments', { ...crowd[0], sourcedId: 'lost', [field]: 'nobody' }));
    const { roster, files, ...lists } = await check(given);
    expect(findings(lists).filter(quiet)).toEqual([`warning UNRESOLVED_ROW enrollments.csv:48:${field}`]);
    expect([...(roster?.withheld('enrollments') ?? [])]).toEqual(['lost']);
    expect(files.at(-1)).toMatchObject({ rows: 47, unresolved: 1, broken: 0 });
    expect((await check(given, { mode: 'strict' })).errors[0]).toMatchObject({ code: 'UNRESOLVED_ROW', row: 48, field, message: expect.not.stringContaining('nobody') });
  });

  test('an unresolved reference invents no record', async () => {
    const { students, classes, orgs } = contentOf(await check(bundle('1.1', withRow(SCHOOL, 'users', 0, { orgSourcedIds: 'school, ghost', agentSourcedIds: 'pat,phantom' }))));
    expect([students.length, classes.length, orgs.length]).toEqual([3, 2, 2]);
    expect(students[0]).toMatchObject({ orgSourcedIds: ['school'], agentSourcedIds: ['pat'] });
  });

  test.each([
    ['users', 1, { orgSourcedIds: 'ghost' }, 'users.csv:3:orgSourcedIds'],
    ['users', 1, { agentSourcedIds: 'phantom' }, 'users.csv:3:agentSourcedIds'],
    ['orgs', 1, { parentSourcedId: 'ghost' }, 'orgs.csv:3:parentSourcedId'],
    ['academicSessions', 1, { parentSourcedId: 'ghost' }, 'academicSessions.csv:3:parentSourcedId'],
    ['courses', 0, { orgSourcedId: 'ghost' }, 'courses.csv:2:orgSourcedId'],
    ['classes', 0, { courseSourcedId: 'ghost' }, 'classes.csv:2:courseSourcedId'],
    ['classes', 0, { termSourcedIds: 'fall,ghost' }, 'classes.csv:2:termSourcedIds'],
    ['enrollments', 0, { schoolSourcedId: 'ghost' }, 'enrollments.csv:2:schoolSourcedId'],
  ] as const)('a row of %s.csv is kept without it', async (file, index, more, where) => {
    expect(await told(withRow(SCHOOL, file, index, more))).toEqual(tolerated(`UNRESOLVED_REFERENCE ${where}`));
  });

  test('the school of the class stands for that of an enrollment', async () => {
    const { students } = contentOf(await check(bundle('1.1', withRow(SCHOOL, 'enrollments', 0, { schoolSourcedId: 'ghost' }))));
    expect(students[0].enrollments[0].schoolSourcedId).toBe('school');
  });

  test('courses that are declared absent and yet referenced are accepted with one counted warning', async () => {
    const { courses: _none, ...rest } = SCHOOL;
    expect(await told(rest)).toEqual(tolerated('REFERENCE_TO_ABSENT_FILE classes.csv:2:courseSourcedId x2'));
  });

  test('enrollments without any users are rejected', async () => {
    const { users: _none, demographics: _nor, ...rest } = SCHOOL;
    expect((await told(rest)).lenient).toContain('error TOO_MANY_BROKEN_ROWS enrollments.csv::');
  });

  test('a row that points to a row that was left out is left out too', async () => {
    const users = withRow(added(SCHOOL, 'users', ...Array.from({ length: 30 }, (_, i) => ({ ...(SCHOOL.users as Row[])[1], sourcedId: `u${i}` }))), 'users', 1, { role: 'x' });
    const given = bundle('1.1', { ...added(users, 'enrollments', ...crowd), demographics: [] });
    const { roster } = await check(given);
    expect([...(roster?.withheld('users') ?? [])]).toEqual(['bao']);
    expect([...(roster?.withheld('enrollments') ?? [])]).toEqual(['e2']);
  });
});

describe('References of the wrong type', () => {
  test.each([
    ['classes', { schoolSourcedId: 'district' }, 'classes.csv:2:schoolSourcedId'],
    ['courses', { schoolYearSourcedId: 'fall' }, 'courses.csv:2:schoolYearSourcedId'],
    ['enrollments', { schoolSourcedId: 'district' }, 'enrollments.csv:2:schoolSourcedId'],
  ] as const)('are tolerated in %s.csv', async (file, more, where) => {
    const { lenient, strict } = await told(withRow(SCHOOL, file, 0, more));
    expect(lenient).toContain(`warning REFERENCE_TYPE ${where}`);
    expect(strict).toContain(`error REFERENCE_TYPE ${where}`);
  });

  test('a primary org without a role there is tolerated', async () => {
    expect(await told(withRow(NEWER, 'users', 1, { primaryOrgSourcedId: 'district' }), '1.2')).toEqual(tolerated('PRIMARY_ORG_WITHOUT_ROLE users.csv:3:primaryOrgSourcedId'));
  });

  test('a profile of another user is tolerated', async () => {
    const profiles = { ...NEWER, userProfiles: [{ sourcedId: 'p1', userSourcedId: 'bao', profileType: 'sis', vendorId: 'v', credentialType: 'password', username: 'b', password: 'hunter2' }] };
    expect(await told(withRow(profiles, 'roles', 1, { userProfileSourcedId: 'p1' }), '1.2')).toEqual({ lenient: [], strict: [] });
    expect(await told(withRow(profiles, 'roles', 0, { userProfileSourcedId: 'p1' }), '1.2')).toEqual(tolerated('USER_PROFILE_OF_OTHER roles.csv:2:userProfileSourcedId'));
  });
});

describe('People and roles', () => {
  test('a user whom no row of roles.csv mentions is left out: nobody knows whether it is a student', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `u${i}`);
    const tables = added(added(NEWER, 'users', ...many.map(sourcedId => ({ ...(NEWER.users as Row[])[1], sourcedId })), { ...(NEWER.users as Row[])[1], sourcedId: 'mystery' }),
      'roles', ...many.map(id => ({ ...(NEWER.roles as Row[])[1], sourcedId: `role-${id}`, userSourcedId: id })));
    const { roster, files, ...lists } = await check(bundle('1.2', tables));
    expect(findings(lists).filter(quiet)).toEqual(['warning USER_WITHOUT_ROLE users.csv:38:']);
    expect([...(roster?.withheld('users') ?? [])]).toEqual(['mystery']);
    expect(files.find(({ name }) => name === 'users.csv')).toMatchObject({ rows: 37, unresolved: 1 });
  });

  test('roles of the standard and extensions of it are staff', async () => {
    const { staff } = contentOf(await check(bundle('1.2', withRow(NEWER, 'roles', 4, { role: 'ext:interventionist' })), { mode: 'strict' }));
    expect(staff.map(({ sourcedId, roles, teaches }) => [sourcedId, roles, teaches])).toEqual([['tom', ['teacher'], true], ['sue', ['ext:interventionist'], false]]);
  });

  test('staff without a section are kept and reported, also in strict mode', async () => {
    const { warnings, warningCount } = await check(bundle('1.1', { ...SCHOOL, users: (SCHOOL.users as Row[]).map(({ password: _none, ...user }) => user) }), { mode: 'strict' });
    expect(warnings).toMatchObject([{ code: 'STAFF_WITHOUT_SECTION', file: 'users.csv', row: 6 }]);
    expect(warningCount).toBe(1);
  });

  test('a student who teaches is both', async () => {
    const tables = added(NEWER, 'roles', { sourcedId: 'second', userSourcedId: 'ana', roleType: 'secondary', role: 'aide', orgSourcedId: 'school' });
    const given = bundle('1.2', added(tables, 'enrollments', { ...(NEWER.enrollments as Row[])[0], sourcedId: 'helps', classSourcedId: 'm3b', role: 'teacher' }));
    const { students, staff } = contentOf(await check(given));
    expect(students.map(({ sourcedId }) => sourcedId)).toContain('ana');
    expect(staff.find(({ sourcedId }) => sourcedId === 'ana')).toMatchObject({ roles: ['aide', 'student'], teaches: true });
    expect(findings(await check(bundle('1.1', added(SCHOOL, 'enrollments', { ...(SCHOOL.enrollments as Row[])[0], sourcedId: 'helps', role: 'teacher' }))))).toContain('warning STUDENT_TEACHES enrollments.csv:8:role');
  });

  test('staff who are enrolled as students stay out of the students', async () => {
    const given = bundle('1.1', added(SCHOOL, 'enrollments', { ...(SCHOOL.enrollments as Row[])[0], sourcedId: 'learns', userSourcedId: 'sue' }));
    expect(findings(await check(given))).toContain('warning STAFF_ENROLLED_AS_STUDENT enrollments.csv:8:role');
    expect(contentOf(await check(given)).students).toHaveLength(3);
  });

  test('two primary teachers at once are tolerated, one after the other is right', async () => {
    const second = { ...(SCHOOL.enrollments as Row[])[3], sourcedId: 'second', userSourcedId: 'sue' };
    expect(await told(added(SCHOOL, 'enrollments', second))).toEqual(tolerated('TWO_PRIMARY_TEACHERS enrollments.csv:8:primary'));
    expect(await told(added(SCHOOL, 'enrollments', { ...second, beginDate: '2027-01-16', endDate: '2027-06-12' }))).toEqual({ lenient: [], strict: [] });
  });

  test('a primary student is no primary teacher', async () => {
    expect(await told(withRow(SCHOOL, 'enrollments', 0, { primary: 'true' }))).toEqual(tolerated('PRIMARY_NOT_TEACHER enrollments.csv:2:primary'));
  });

  test.each([['beginDate', '2026-08-16'], ['endDate', '2027-06-13']])('an enrollment whose %s lies outside the terms of its class is tolerated', async (field, day) => {
    expect(await told(withRow(SCHOOL, 'enrollments', 0, { [field]: day }))).toEqual(tolerated(`ENROLLMENT_OUTSIDE_TERM enrollments.csv:2:${field}`));
  });

  test('an enrollment that names another school than its class is noted', async () => {
    const tables = added(SCHOOL, 'orgs', { sourcedId: 'other', name: 'Elm', type: 'school' });
    const { lenient, strict } = await told(withRow(tables, 'enrollments', 0, { schoolSourcedId: 'other' }));
    expect(lenient).toEqual(['warning ENROLLMENT_SCHOOL_DIFFERS enrollments.csv:2:schoolSourcedId']);
    expect(strict).toEqual(lenient);
  });
});

describe('A delta', () => {
  const stamp = { status: 'active', dateLastModified: '2026-10-01T06:00:00.000Z' };
  const delta = (tables: Tables, version: OneRosterVersion = '1.1') =>
    bundle(version, tables, Object.fromEntries(Object.keys(tables).map(file => [file, 'delta'])));
  const knows = (...known: [KnownKind, string][]) => ({ has: (kind: KnownKind, id: string) => known.some(([k, i]) => k === kind && i === id) });
  const row = { ...(SCHOOL.enrollments as Row[])[0], ...stamp };

  test('points to people and classes of earlier imports', async () => {
    const known = knows(['user', 'ana'], ['class', 'm3a'], ['org', 'school']);
    const { roster, ...lists } = await check(delta({ enrollments: [row] }), { mode: 'strict', known });
    expect(findings(lists)).toEqual([]);
    expect([...(roster?.knownUsers() ?? [])]).toEqual([{ sourcedId: 'ana', roles: [], orgSourcedIds: [], enrollments: [expect.objectContaining({ sourcedId: 'e1', classSourcedId: 'm3a', schoolSourcedId: 'school' })] }]);
  });

  test('that points to somebody nobody knows is rejected', async () => {
    const known = knows(['class', 'm3a'], ['org', 'school']);
    expect(findings(await check(delta({ enrollments: [row] }), { known }))).toContain('error TOO_MANY_BROKEN_ROWS enrollments.csv::');
  });

  test('does not reach back for what a bulk file of the same package leaves out', async () => {
    const known = knows(['user', 'gone'], ['class', 'm3a'], ['org', 'school']);
    const given = bundle('1.1', { ...SCHOOL, enrollments: [{ ...row, userSourcedId: 'gone' }] }, { enrollments: 'delta' });
    expect(findings(await check(given, { mode: 'strict', known }))).toContain('error UNRESOLVED_ROW enrollments.csv:2:userSourcedId');
  });

  test('ends what it marks as deleted, however little the row says', async () => {
    const { roster, ...lists } = await check(delta({ enrollments: [{ sourcedId: 'e9', status: 'tobedeleted', dateLastModified: stamp.dateLastModified }] }), { mode: 'strict' });
    expect(findings(lists)).toEqual([]);
    expect(roster?.removed('enrollments')).toEqual(['e9']);
  });

  test('of users alone keeps the roles that earlier imports know', async () => {
    const users = [{ ...(NEWER.users as Row[])[0], ...stamp, agentSourcedIds: '', password: '', primaryOrgSourcedId: '' }];
    const { roster } = await check(delta({ users }, '1.2'), { mode: 'strict', known: knows(['student', 'ana']) });
    expect([...(roster?.students() ?? [])]).toMatchObject([{ sourcedId: 'ana', roles: [] }]);
  });

  test('of roles and demographics alone tells them of known users', async () => {
    const tables = { roles: [{ ...(NEWER.roles as Row[])[0], ...stamp }], demographics: [{ sourcedId: 'ana', birthDate: '2018-03-10', ...stamp }] };
    const { roster } = await check(delta(tables, '1.2'), { mode: 'strict', known: knows(['user', 'ana'], ['org', 'school']) });
    expect([...(roster?.knownUsers() ?? [])]).toEqual([{ sourcedId: 'ana', roles: ['student'], orgSourcedIds: ['school'], birthDate: '2018-03-10', enrollments: [] }]);
  });

  test('needs a status and a stamp in every row', async () => {
    const given = delta({ orgs: (SCHOOL.orgs as Row[]).map(org => ({ ...org, parentSourcedId: '' })) });
    const codes = ['DELTA_DATE_BLANK orgs.csv:2:dateLastModified x2', 'DELTA_STATUS_BLANK orgs.csv:2:status x2'];
    expect(findings(await check(given))).toEqual(codes.map(code => `warning ${code}`));
    expect(findings(await check(given, { mode: 'strict' }))).toEqual(codes.map(code => `error ${code}`));
  });
});
