import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Person } from './oneroster-roster.ts';
import type { RosterFile } from './oneroster-schema.ts';
import { added, bundle, changed, check, contentOf, smallSchool, type Row, type Tables } from './testing/oneroster-bundle.ts';

const read = async (version: '1.1' | '1.2', tables: Tables = smallSchool(version), more = {}) => contentOf(await check(bundle(version, tables), { mode: 'strict', ...more }));
const withRow = (tables: Tables, file: RosterFile, index: number, more: Row) => changed(tables, file, (row, i) => (i === index ? { ...row, ...more } : row));

describe('A roster', () => {
  test('holds each student with profile, grade, schools, guardians and enrollments, and no password', async () => {
    const { students } = await read('1.1');
    expect(students[0]).toEqual({
      sourcedId: 'ana', hash: expect.any(Number), enabled: true, roles: ['student'], identifier: '900001',
      profile: { givenName: 'Ana', familyName: 'Okafor', username: 'ana', email: 'ana@example.org', birthDate: '2018-03-09', sex: 'female' },
      orgSourcedIds: ['school'], userIds: ['{LDAP:ana}', '{Fed:77}'], grades: ['03'], agentSourcedIds: ['pat'],
      enrollments: [
        { sourcedId: 'e1', userSourcedId: 'ana', classSourcedId: 'm3a', schoolSourcedId: 'school', role: 'student', primary: false, begin: '2026-08-17', end: '2027-01-16', hash: expect.any(Number) },
        { sourcedId: 'e6', userSourcedId: 'ana', classSourcedId: 'm3a', schoolSourcedId: 'school', role: 'student', primary: false, begin: '2027-01-16', end: '2027-06-12', hash: expect.any(Number) },
      ],
    });
    expect(students[2].profile).toMatchObject({ givenName: 'Chi "Chi", Jr', familyName: 'Ōta\nLong' });
    expect(JSON.stringify(await read('1.1'))).not.toContain('hunter2');
  });

  test('keeps both rows of a student who is in one class in two semesters', async () => {
    const { students } = await read('1.2');
    expect(students[0].enrollments.map(({ sourcedId, begin }) => [sourcedId, begin])).toEqual([['e1', '2026-08-17'], ['e6', '2027-01-16']]);
  });

  test('of version 1.2 says the same of people as one of version 1.1', async () => {
    const plain = ({ hash: _hash, enrollments: _list, primaryOrgSourcedId: _org, ...person }: Person) => person;
    const [older, newer] = [await read('1.1'), await read('1.2')];
    expect(newer.students.map(plain)).toEqual(older.students.map(plain));
    expect(newer.guardians.map(plain)).toEqual(older.guardians.map(plain));
    expect(newer.students[0].primaryOrgSourcedId).toBe('school');
  });

  test('holds classes with course, terms, periods and teachers', async () => {
    const { classes } = await read('1.1');
    expect(classes[0]).toMatchObject({
      sourcedId: 'm3a', title: 'Math 3 A', classCode: 'M3-A', homeroom: false, location: 'Room 9', schoolSourcedId: 'school', courseSourcedId: 'math3', courseTitle: 'Mathematics 3',
      termSourcedIds: ['fall', 'spring'], periods: ['1', '3'], grades: ['03'], subjects: ['Mathematics'], subjectCodes: ['02033'],
      teachers: [{ sourcedId: 'e4', userSourcedId: 'tom', role: 'teacher', primary: true }],
    });
    expect(classes[1]).toMatchObject({ homeroom: true, periods: [], teachers: [{ userSourcedId: 'tom' }] });
  });

  test('holds orgs, sessions, courses, staff and guardians', async () => {
    const { orgs, sessions, courses, staff, guardians } = await read('1.2');
    expect(orgs).toMatchObject([{ sourcedId: 'district', type: 'district' }, { sourcedId: 'school', name: 'Oak Elementary', identifier: '0042', parentSourcedId: 'district' }]);
    expect(sessions).toMatchObject([{ type: 'schoolYear', begin: '2026-08-17', end: '2027-06-12', schoolYear: '2027' }, { parentSourcedId: 'year' }, {}]);
    expect(courses).toMatchObject([{ title: 'Mathematics 3', courseCode: 'M3', orgSourcedId: 'district', schoolYearSourcedId: 'year' }]);
    expect(staff.map(({ sourcedId, roles, teaches }) => ({ sourcedId, roles, teaches }))).toEqual([
      { sourcedId: 'tom', roles: ['teacher'], teaches: true }, { sourcedId: 'sue', roles: ['counselor'], teaches: false },
    ]);
    expect(guardians).toMatchObject([{ sourcedId: 'pat', roles: ['parent'], profile: { givenName: 'Pat' } }]);
  });

  test('counts what it holds', async () => {
    const { roster } = await check(bundle('1.2', smallSchool('1.2')));
    expect((['orgs', 'classes', 'users', 'roles', 'enrollments'] as const).map(file => roster?.count(file))).toEqual([2, 2, 6, 6, 6]);
  });
});

describe('Ends', () => {
  const ends = ({ sessions, students }: Awaited<ReturnType<typeof read>>) => [sessions[0].end, students[0].enrollments[0].end];

  test.each(['1.1', '1.2'] as const)('of version %s are the first day that is out, as the standard says', async version => {
    expect(ends(await read(version))).toEqual(['2027-06-12', '2027-01-16']);
  });

  test('of a system that writes last days are moved to the day after', async () => {
    const last = changed(changed(smallSchool('1.1'), 'academicSessions', row => ({ ...row, endDate: { '2027-06-12': '2027-06-11', '2027-01-16': '2027-01-15' }[row.endDate] as string })),
      'enrollments', row => ({ ...row, endDate: { '2027-06-12': '2027-06-11', '2027-01-16': '2027-01-15' }[row.endDate] as string }));
    expect(ends(await read('1.1', last, { endDates: 'inclusive' }))).toEqual(['2027-06-12', '2027-01-16']);
  });

  test('that fall on the begin make an enrollment of no day, or of one day where last days are written', async () => {
    const sameDay = withRow(smallSchool('1.1'), 'enrollments', 0, { endDate: '2026-08-17' });
    expect(ends(await read('1.1', sameDay))[1]).toBe('2026-08-17');
    expect(contentOf(await check(bundle('1.1', sameDay), { endDates: 'inclusive' })).students[0].enrollments[0].end).toBe('2026-08-18');
  });

  test('of a school year at new year belong to the year before', async () => {
    const southern = withRow(smallSchool('1.1'), 'academicSessions', 0, { startDate: '2026-02-01', endDate: '2027-01-01', schoolYear: '2026' });
    const { sessions } = contentOf(await check(bundle('1.1', southern)));
    expect(sessions[0].schoolYear).toBe('2026');
  });
});

describe('Hashes', () => {
  const hashes = async (tables: Tables) => {
    const { orgs, sessions, courses, classes, students, staff } = contentOf(await check(bundle('1.1', tables)));
    const all = [...orgs, ...sessions, ...courses, ...classes, ...students, ...staff, ...students.flatMap(({ enrollments }) => enrollments)];
    return new Map(all.map(({ sourcedId, hash }) => [sourcedId, hash]));
  };
  const difference = async (tables: Tables) => {
    const [before, after] = [await hashes(smallSchool('1.1')), await hashes(tables)];
    return [...after].filter(([id, hash]) => before.get(id) !== hash).map(([id]) => id);
  };

  test('are integers that JSON keeps', async () => {
    for (const hash of (await hashes(smallSchool('1.1'))).values()) expect(Number.isSafeInteger(hash)).toBe(true);
  });

  test('do not change with the stamp of a record, nor with its status', async () => {
    const files = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const;
    const stamped = files.reduce((tables, file) => changed(tables, file, row => ({ ...row, status: 'active', dateLastModified: '2026-09-01T00:00:00Z' })), smallSchool('1.1'));
    expect(await difference(stamped)).toEqual([]);
  });

  test.each([
    ['orgs', 1, { name: 'Elm' }, ['school']],
    ['academicSessions', 1, { endDate: '2027-01-17' }, ['fall']],
    ['courses', 0, { title: 'Maths' }, ['math3', 'm3a', 'm3b']],
    ['classes', 0, { periods: '2' }, ['m3a']],
    ['users', 0, { givenName: 'Anna' }, ['ana']],
    ['users', 0, { orgSourcedIds: 'district' }, ['ana']],
    ['users', 0, { agentSourcedIds: '' }, ['ana']],
    ['demographics', 0, { birthDate: '2018-03-10' }, ['ana']],
    ['enrollments', 0, { endDate: '2027-01-15' }, ['e1']],
    ['enrollments', 0, { classSourcedId: 'm3b' }, ['e1']],
    ['enrollments', 0, { schoolSourcedId: 'district' }, ['e1']],
    ['enrollments', 3, { primary: 'false' }, ['m3a']],
  ] as const)('change with the content of %s', async (file, index, more, ids) => {
    expect(await difference(withRow(smallSchool('1.1'), file, index, more))).toEqual(ids);
  });

  test('of a person change when an unknown org becomes known', async () => {
    const unknown = withRow(smallSchool('1.1'), 'users', 0, { orgSourcedIds: 'school,new' });
    const known = added(unknown, 'orgs', { sourcedId: 'new', name: 'New', type: 'school' });
    expect((await hashes(unknown)).get('ana')).not.toBe((await hashes(known)).get('ana'));
  });
});

describe('How a file is written', () => {
  test('changes nothing of the roster: order of columns and rows, line ends, quotes, byte order mark', async () => {
    const expected = await read('1.2');
    const style = fc.record({ eol: fc.constantFrom('\n', '\r\n', '\r'), bom: fc.boolean(), quoteAll: fc.boolean(), seed: fc.integer({ min: 1, max: 1_000_000 }) });
    await fc.assert(
      fc.asyncProperty(style, async ({ seed, ...style }) => {
        const columns = (names: string[]) => [...names].sort((a, b) => ((names.indexOf(a) * seed) % 97) - ((names.indexOf(b) * seed) % 97));
        expect(contentOf(await check(bundle('1.2', smallSchool('1.2'), {}, { ...style, columns })))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('any text in a name survives', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter(name => name.trim() === name && !/[\u0000\u001f]/.test(name) && name.trim() !== '' && name.isWellFormed());
    await fc.assert(
      fc.asyncProperty(text, async givenName => {
        const { students } = contentOf(await check(bundle('1.1', withRow(smallSchool('1.1'), 'users', 0, { givenName }))));
        expect(students[0].profile.givenName).toBe(givenName);
      }),
      { numRuns: 100 },
    );
  });
});
