import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { added, bundle, changed, check, findings, smallSchool, type Files, type Row } from './testing/oneroster-bundle.ts';

const SCHOOL = smallSchool('1.1');
const files = (): Files => bundle('1.1', SCHOOL);
const both = async (given: Files) => ({ lenient: findings(await check(given)), strict: findings(await check(given, { mode: 'strict' })) });
const QUIET = ['warning PASSWORD_PRESENT users.csv:2:password', 'warning STAFF_WITHOUT_SECTION users.csv:6:'];
const beside = (...more: string[]) => [...more, ...QUIET].sort();
/** The small school with one row of a file changed. */
const withRow = (file: Parameters<typeof changed>[1], index: number, more: Row): Files =>
  bundle('1.1', changed(SCHOOL, file, (row, i) => (i === index ? { ...row, ...more } : row)));
/** Enough good rows beside a broken one that it stays under 5 %. */
const crowd = (count = 40): Row[] => Array.from({ length: count }, (_, i) => ({ ...(SCHOOL.enrollments as Row[])[0], sourcedId: `crowd-${i}` }));
const withEnrollments = (...rows: Row[]): Files => bundle('1.1', added(SCHOOL, 'enrollments', ...crowd(), ...rows));
const enrollment = (more: Row): Row => ({ ...(SCHOOL.enrollments as Row[])[0], sourcedId: 'odd', ...more });

describe('A correct package', () => {
  test.each(['1.1', '1.2'] as const)('of version %s has no errors in either mode, and tells of staff without a section and of passwords', async version => {
    const given = bundle(version, smallSchool(version));
    expect(await both(given)).toEqual({ lenient: QUIET, strict: QUIET });
    const { files: reports } = await check(given);
    expect(reports.map(({ name, mode, rows, broken, unresolved }) => [name, mode, rows, broken + unresolved])).toContainEqual(['enrollments.csv', 'bulk', 6, 0]);
  });

  test('never repeats a password, a name or a birth date in what it reports', async () => {
    const odd = added(SCHOOL, 'users', { sourcedId: 'zed', enabledUser: 'Zelda', orgSourcedIds: 'nowhere', role: 'Zelda', username: 'Zelda', givenName: 'Zelda', familyName: 'Zelda', grades: 'Zelda', password: 'Zelda' });
    const given = bundle('1.1', added(odd, 'demographics', { sourcedId: 'Zelda', birthDate: 'Zelda 24/12/2018', sex: 'Zelda' }));
    for (const mode of ['lenient', 'strict'] as const) {
      const { errors, warnings } = await check(given, { mode });
      expect(JSON.stringify([errors, warnings])).not.toMatch(/Zelda|hunter2|2018/);
    }
  });

  test('counts as a spreadsheet does: the header is row 1, a quoted line break is no new row', async () => {
    const given = files();
    given['users.csv'] = (given['users.csv'] as string).replace('bao,,,true,school,student', 'bao,,,true,school,studint');
    given['users.csv'] = (given['users.csv'] as string).replace('pat,,,true,school,parent', 'pat,,,true,school,parant');
    const { errors } = await check(given, { mode: 'strict' });
    expect(errors.filter(({ code }) => code === 'UNKNOWN_VALUE').map(({ row }) => row)).toEqual([3, 7]);
  });
});

describe('What a naive importer falls into', () => {
  test('status filled in a bulk file is tolerated with a count, and strict mode rejects it', async () => {
    const filled = changed(SCHOOL, 'orgs', row => ({ ...row, status: 'active', dateLastModified: '2026-09-01T00:00:00.000Z' }));
    expect(await both(bundle('1.1', filled))).toEqual({
      lenient: beside('warning STATUS_IN_BULK orgs.csv:2:status x2', 'warning STATUS_IN_BULK orgs.csv:2:dateLastModified x2'),
      strict: beside('error STATUS_IN_BULK orgs.csv:2:status x2', 'error STATUS_IN_BULK orgs.csv:2:dateLastModified x2'),
    });
  });

  test.each(['tobedeleted', 'inactive', 'toBeDeleted'])('a class that a bulk file marks %s is gone, and so are its enrollments', async status => {
    const { roster, files: reports, ...lists } = await check(withRow('classes', 1, { status }));
    expect(findings(lists)).toEqual(expect.arrayContaining(['warning BULK_ROW_DELETED classes.csv:3:status', 'warning REFERENCE_TO_DELETED enrollments.csv:4:classSourcedId x2']));
    expect(roster?.removed('classes')).toEqual(['m3b']);
    expect(roster?.removed('enrollments')).toEqual(['e3', 'e5']);
    expect(reports.find(({ name }) => name === 'enrollments.csv')).toMatchObject({ removed: 2, unresolved: 0 });
    expect((await check(withRow('classes', 1, { status }), { mode: 'strict' })).errors.map(({ code }) => code)).toContain('BULK_ROW_DELETED');
  });

  test('a bulk file of zero rows is held: it never means that everybody left', async () => {
    const { holds, errors, roster } = await check(bundle('1.1', { ...SCHOOL, enrollments: [] }));
    expect(holds).toEqual([{ file: 'enrollments.csv', code: 'EMPTY_BULK_FILE', message: expect.stringContaining('a person must confirm') }]);
    expect(errors).toEqual([]);
    expect(roster).toBeDefined();
  });

  test('a file of zero bytes is refused', async () => {
    expect(findings(await check({ ...files(), 'courses.csv': '' }))).toContain('error ZERO_BYTE_FILE courses.csv::');
  });

  test('two columns of the same name are refused, and the header is named', async () => {
    const given = files();
    given['orgs.csv'] = 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,Name\ndistrict,,,North,district,,,\nschool,,,Oak,school,,,\n';
    const { errors } = await check(given);
    expect(errors[0]).toMatchObject({ file: 'orgs.csv', row: 1, field: 'name', code: 'DUPLICATE_HEADER', message: 'Two columns have the same name. Columns 4 and 8 have it.' });
  });

  test('foreign, nameless and extension columns, another order and case are taken with one warning a column', async () => {
    const given = files();
    given['orgs.csv'] = 'name,SourcedId ,metadata.city,,type,nickname,identifier,parentSourcedId\nNorth,district,X,,district,y,,\nOak,school,X,,school,y,42,district\n';
    expect(await both(given)).toEqual({
      lenient: beside(
        'warning COLUMN_ORDER orgs.csv:1:', 'warning HEADER_FORM orgs.csv:1:sourcedId', 'warning METADATA_COLUMN orgs.csv:1:column 3',
        'warning NAMELESS_COLUMN orgs.csv:1:column 4', 'warning UNKNOWN_COLUMN orgs.csv:1:column 6',
        'warning MISSING_OPTIONAL_COLUMN orgs.csv:1:status', 'warning MISSING_OPTIONAL_COLUMN orgs.csv:1:dateLastModified',
      ),
      strict: beside(
        'error COLUMN_ORDER orgs.csv:1:', 'error HEADER_FORM orgs.csv:1:sourcedId', 'warning METADATA_COLUMN orgs.csv:1:column 3',
        'error NAMELESS_COLUMN orgs.csv:1:column 4', 'error UNKNOWN_COLUMN orgs.csv:1:column 6',
        'error MISSING_OPTIONAL_COLUMN orgs.csv:1:status', 'error MISSING_OPTIONAL_COLUMN orgs.csv:1:dateLastModified',
      ),
    });
  });

  test('a missing required column is refused and named', async () => {
    const given = files();
    given['classes.csv'] = (given['classes.csv'] as string).replace('schoolSourcedId', 'school');
    expect(findings(await check(given))).toEqual(expect.arrayContaining(['error MISSING_COLUMN classes.csv:1:schoolSourcedId']));
  });

  test('a header that calls the names of people something else is refused: it would blank every name', async () => {
    const given = files();
    given['users.csv'] = (given['users.csv'] as string).replace('givenName', 'firstName');
    const { lenient, strict } = await both(given);
    for (const found of [lenient, strict]) expect(found).toEqual(expect.arrayContaining(['error MISSING_COLUMN users.csv:1:givenName']));
  });

  test('a file without a header does not show the people in its first row', async () => {
    const given = files();
    given['users.csv'] = (given['users.csv'] as string).split('\n').slice(1).join('\n');
    const { errors, warnings } = await check(given);
    expect(errors.map(({ code }) => code)).toContain('MISSING_COLUMN');
    expect(JSON.stringify([errors, warnings])).not.toMatch(/Ana|Okafor/);
  });

  test('rows that are wider or shorter by blank cells are taken; values beyond the last column leave the row out', async () => {
    const given = bundle('1.1', added(SCHOOL, 'enrollments', ...crowd()));
    const lines = (given['enrollments.csv'] as string).trimEnd().split('\n');
    lines[1] += ',,';
    lines[2] = lines[2].replace(/,2026-08-17,2027-01-16$/, '');
    lines[3] += ',surprise';
    given['enrollments.csv'] = `${lines.join('\n')}\n`;
    const { roster, ...lists } = await check(given);
    expect(findings(lists)).toEqual(beside('warning ROW_WIDTH enrollments.csv:2: x3', 'warning ROW_TOO_WIDE enrollments.csv:4:'));
    expect([...(roster?.withheld('enrollments') ?? [])]).toEqual(['e3']);
    expect([...(roster?.students() ?? [])][1].enrollments[0]).not.toHaveProperty('begin');
  });

  test('words in another case, words of the other version and grades without a leading zero are understood', async () => {
    const given = bundle('1.1', changed(changed(SCHOOL, 'users', (row, i) => ({ ...row, ...(i < 2 && { enabledUser: 'TRUE', grades: i === 0 ? '3' : 'kg, 14' }), ...(i === 4 && { role: 'counselor' }) })), 'classes', row => ({ ...row, classType: 'Scheduled' })));
    const { roster, ...lists } = await check(given);
    expect(findings(lists)).toEqual(beside(
      'warning GRADE_FORM users.csv:2:grades x2', 'warning GRADE_UNKNOWN users.csv:3:grades', 'warning VALUE_FORM classes.csv:2:classType x2',
      'warning VALUE_FORM users.csv:2:enabledUser x2', 'warning VALUE_FORM users.csv:6:role',
    ));
    expect([...(roster?.students() ?? [])].map(({ grades }) => grades)).toEqual([['03'], ['KG'], ['03']]);
    expect([...(roster?.staff() ?? [])].map(({ roles }) => roles)).toEqual([['teacher'], ['counselor']]);
    expect((await check(given, { mode: 'strict' })).errorCount).toBe(8);
  });

  test.each(['2026', '2026-2027', ''])('schoolYear written as "%s" is understood as the year in which it ends', async schoolYear => {
    const { roster, ...lists } = await check(withRow('academicSessions', 0, { schoolYear }));
    const code = schoolYear === '' ? 'MISSING_NOMINAL_VALUE' : 'SCHOOL_YEAR_FORM';
    expect(findings(lists)).toEqual(beside(`warning ${code} academicSessions.csv:2:schoolYear`));
    expect([...(roster?.academicSessions() ?? [])][0].schoolYear).toBe('2027');
  });

  test.each(['1/7/2026', '24/12/2026', '2026/8/17', '17.08.2026', '2026-02-30', '20260817', '2026-08-17T00:00:00Z'])(
    'the required date %s is refused: day and month are never guessed', async startDate => {
      const { errors } = await check(withRow('academicSessions', 1, { startDate }));
      expect(errors[0]).toMatchObject({ file: 'academicSessions.csv', row: 3, field: 'startDate', code: 'DATE_NOT_ISO', message: expect.stringContaining('YYYY-MM-DD') });
      expect(errors[0].message).not.toContain(startDate);
    });

  test('an optional date that is not ISO is dropped, in an enrollment the row is left out', async () => {
    const given = bundle('1.1', added(withOf('demographics', 0, { birthDate: '9/3/2018' }), 'enrollments', ...crowd(), enrollment({ endDate: '16/01/2027' })));
    const { roster, ...lists } = await check(given);
    expect(findings(lists)).toEqual(beside('warning OPTIONAL_DATE_NOT_ISO demographics.csv:2:birthDate', 'warning ENROLLMENT_DATE_NOT_ISO enrollments.csv:48:endDate'));
    expect([...(roster?.students() ?? [])][0].profile).not.toHaveProperty('birthDate');
    expect([...(roster?.withheld('enrollments') ?? [])]).toEqual(['odd']);
  });

  test('a date where an instant belongs is tolerated', async () => {
    const filled = changed(SCHOOL, 'courses', row => ({ ...row, dateLastModified: '2026-09-01' }));
    expect(findings(await check(bundle('1.1', filled)))).toContain('warning INSTANT_FORM courses.csv:2:dateLastModified');
  });

  test('two users with one sourcedId are refused in both modes, with file and row', async () => {
    const given = bundle('1.1', added(SCHOOL, 'users', { ...(SCHOOL.users as Row[])[3], sourcedId: 'ana' }));
    const { lenient, strict } = await both(given);
    expect(lenient).toContain('error DUPLICATE_SOURCED_ID users.csv:8:sourcedId');
    expect(strict).toContain('error DUPLICATE_SOURCED_ID users.csv:8:sourcedId');
  });

  test('a header that is repeated as data is refused with its row', async () => {
    const given = files();
    given['courses.csv'] = `${given['courses.csv'] as string}${(given['courses.csv'] as string).split('\n')[0]}\n`;
    expect(findings(await check(given))).toContain('error REPEATED_HEADER courses.csv:3:sourcedId');
  });

  test('shared userIds are taken and counted', async () => {
    expect(findings(await check(withRow('users', 1, { userIds: '{Fed:77}' })))).toEqual(beside('warning SHARED_USER_ID users.csv:3:userIds'));
  });

  test('blank rows are skipped and blanks around values dropped', async () => {
    const given = files();
    given['courses.csv'] = (given['courses.csv'] as string).replace('math3,,,year', ' math3 ,,, year').replace(/\n$/, '\n,,,,,,,,,\n\n');
    const { roster, ...lists } = await check(given);
    expect(findings(lists)).toEqual(beside('warning BLANK_ROW courses.csv:3: x2', 'warning CELL_PADDED courses.csv:2:schoolYearSourcedId', 'warning CELL_PADDED courses.csv:2:sourcedId'));
    expect([...(roster?.courses() ?? [])]).toMatchObject([{ sourcedId: 'math3', schoolYearSourcedId: 'year' }]);
  });

  test('somebody with a single name is kept', async () => {
    const { roster, ...lists } = await check(withRow('users', 1, { familyName: '', username: '' }));
    expect(findings(lists)).toEqual(beside('warning MISSING_NOMINAL_VALUE users.csv:3:familyName', 'warning MISSING_NOMINAL_VALUE users.csv:3:username'));
    expect([...(roster?.students() ?? [])][1].profile).toEqual({ givenName: 'Bao', birthDate: '2017-12-30', sex: 'male' });
  });

  test('ids with characters outside the standard are taken with a warning', async () => {
    expect(findings(await check(withEnrollments(enrollment({ sourcedId: 'é 1#2' }))))).toEqual(beside('warning SOURCED_ID_FORM enrollments.csv:48:sourcedId'));
  });
});

const withOf = (file: Parameters<typeof changed>[1], index: number, more: Row) => changed(SCHOOL, file, (row, i) => (i === index ? { ...row, ...more } : row));

describe('Broken rows', () => {
  test.each([
    ['MISSING_VALUE', 'role', { role: '' }],
    ['UNKNOWN_VALUE', 'role', { role: 'Pupil' }],
    ['UNKNOWN_VALUE', 'status', { status: 'deleted' }],
    ['END_BEFORE_BEGIN', 'endDate', { endDate: '2026-08-16' }],
    ['VALUE_TOO_LONG', 'sourcedId', { sourcedId: 'x'.repeat(256) }],
  ])('%s in %s leaves the row out and keeps its id, so that nothing is ended for it', async (code, field, more) => {
    const { roster, files: reports, ...lists } = await check(withEnrollments(enrollment(more)));
    expect(findings(lists)).toContain(`warning ${code} enrollments.csv:48:${field}`);
    expect(lists.errors).toEqual([]);
    expect(roster?.withheld('enrollments').size).toBe(1);
    expect(reports.at(-1)).toMatchObject({ rows: 47, unnamed: 0 });
    expect((await check(withEnrollments(enrollment(more)), { mode: 'strict' })).errors[0]).toMatchObject({ code, row: 48, field });
  });

  test('a broken row without an id is counted as unnamed', async () => {
    const { files: reports } = await check(withEnrollments(enrollment({ sourcedId: '' })));
    expect(reports.at(-1)).toMatchObject({ rows: 47, broken: 1, unnamed: 1 });
  });

  test('an optional value outside its vocabulary is dropped', async () => {
    const { roster, ...lists } = await check(withRow('demographics', 0, { sex: 'F' }));
    expect(findings(lists)).toEqual(beside('warning OPTIONAL_VALUE_UNKNOWN demographics.csv:2:sex'));
    expect(lists.warnings.find(({ code }) => code === 'OPTIONAL_VALUE_UNKNOWN')?.message).toBe(
      'An optional value is not in its vocabulary; it is dropped. It has the shape A. Accepted: male, female.');
    expect([...(roster?.students() ?? [])][0].profile).not.toHaveProperty('sex');
  });

  test('up to 5 % of the rows of a file may be broken, above that nothing is imported', async () => {
    const rows = (good: number, bad: number) => [...crowd(good - 6), ...Array.from({ length: bad }, (_, i) => enrollment({ sourcedId: `bad-${i}`, role: 'x' }))];
    expect((await check(bundle('1.1', added(SCHOOL, 'enrollments', ...rows(95, 5))))).errors).toEqual([]);
    const { errors, roster } = await check(bundle('1.1', added(SCHOOL, 'enrollments', ...rows(94, 6))));
    expect(errors).toEqual([expect.objectContaining({ file: 'enrollments.csv', code: 'TOO_MANY_BROKEN_ROWS', message: expect.stringContaining('6 of 100 rows (6.0 %)') })]);
    expect(roster).toBeUndefined();
  });

  test('broken and unresolved rows count together towards the limit', async () => {
    const bad = [enrollment({ sourcedId: 'b1', role: 'x' }), enrollment({ sourcedId: 'b2', userSourcedId: 'nobody' }), enrollment({ sourcedId: 'b3', classSourcedId: 'nothing' })];
    const { errors } = await check(bundle('1.1', added(SCHOOL, 'enrollments', ...crowd(40), ...bad)));
    expect(errors.map(({ code }) => code)).toEqual(['TOO_MANY_BROKEN_ROWS']);
  });

  test('of many faults of one kind 100 are listed and all are counted', async () => {
    const bad = Array.from({ length: 250 }, (_, i) => enrollment({ sourcedId: `bad-${i}`, role: 'x' }));
    const { errors, errorCount } = await check(bundle('1.1', added(SCHOOL, 'enrollments', ...bad)), { mode: 'strict' });
    expect(errors.filter(({ code }) => code === 'UNKNOWN_VALUE')).toHaveLength(100);
    expect(errorCount).toBe(251);
  });

  test.each([
    ['in the middle of a row', (text: string) => text.slice(0, -30), 'FILE_CUT_OFF'],
    ['within quotes', (text: string) => text.slice(0, text.lastIndexOf('"Ōta') + 3), 'QUOTE_NOT_CLOSED'],
  ])('a file that was cut off %s is refused', async (_where, cut, code) => {
    const given = files();
    const name = code === 'FILE_CUT_OFF' ? 'enrollments.csv' : 'users.csv';
    given[name] = cut((given[name] as string).replace('Ōta\nLong', 'Ōta\nLong'));
    expect((await check(given)).errors.map(issue => issue.code)).toContain(code);
  });

  test.each([
    ['Windows-1252', 'NOT_UTF8', (text: string) => Buffer.from(text.replace('Ō', 'ä'), 'latin1')],
    ['UTF-16 (little endian)', 'BINARY_CONTENT', (text: string) => Buffer.from(text.replace('Ō', 'O'), 'utf16le')],
  ])('a users file in %s is refused by name', async (encoding, code, encode) => {
    const given = files();
    given['users.csv'] = encode(given['users.csv'] as string);
    const { errors } = await check(given);
    expect(errors).toEqual([expect.objectContaining({ file: 'users.csv', code, message: expect.stringContaining(encoding) })]);
  });

  test('faulty quoting names its row', async () => {
    const given = files();
    given['courses.csv'] = `${given['courses.csv'] as string}c2,,,year,5" tiles,,03,district,,\n`;
    expect(findings(await check(given))).toContain('error STRAY_QUOTE courses.csv:3:');
  });

  test('a row longer than 1 MiB is refused', async () => {
    const given = files();
    given['courses.csv'] = `${given['courses.csv'] as string}c2,,,year,${'x'.repeat(1_100_000)}`;
    expect(findings(await check(given))).toContain('error ROW_TOO_LONG courses.csv:3:');
  });
});

describe('A file damaged in any place', () => {
  const damage = fc.record({
    file: fc.constantFrom('users.csv', 'enrollments.csv', 'classes.csv', 'orgs.csv', 'demographics.csv'),
    at: fc.nat(3000), length: fc.nat(40),
    instead: fc.oneof(fc.string({ unit: fc.constantFrom(',', '"', '\n', '\r', 'x', ' ', 'é'), maxLength: 12 }), fc.constant('\u0000'), fc.constant('\ud800')),
  });

  test('is reported or harmless: it is never a crash and never shows a name', async () => {
    await fc.assert(
      fc.asyncProperty(damage, fc.constantFrom('strict', 'lenient'), async ({ file, at, length, instead }, mode) => {
        const given = files();
        const text = given[file] as string;
        const from = at % text.length;
        given[file] = text.slice(0, from) + instead + text.slice(from + length);
        const { errors, warnings, holds, roster } = await check(given, { mode });
        expect(JSON.stringify([errors, warnings, holds])).not.toMatch(/Okafor|Nguyen|Reed|hunter2|example\.org/);
        expect(roster === undefined).toBe(errors.length > 0);
        if (roster !== undefined) expect([...roster.students()].length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 300 },
    );
  });
});

describe('A header whose line end was lost', () => {
  test.each(['', ',', '"'])('and became "%s" shows nothing of the first person', async instead => {
    const given = files();
    given['users.csv'] = (given['users.csv'] as string).replace('\n', instead);
    const { errors, warnings, errorCount } = await check(given);
    expect(JSON.stringify([errors, warnings])).not.toMatch(/Okafor|Ana|hunter2|"ana"/);
    expect(errorCount).toBeGreaterThan(0);
  });
});

describe('Progress', () => {
  test('is told for every file that is read', async () => {
    const told: string[] = [];
    await check(files(), { onProgress: (file, rows, about) => told.push(`${file} ${rows} of ${about}`) });
    expect(told).toContain('enrollments.csv 6 of 6');
    expect(told).toHaveLength(7);
  });
});
