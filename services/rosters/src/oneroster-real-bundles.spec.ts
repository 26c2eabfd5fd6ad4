import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkRoster } from './oneroster-reader.ts';
import { contentOf } from './testing/oneroster-bundle.ts';

const folder = process.env.STRATA_REAL_BUNDLES;
const present = folder !== undefined && existsSync(join(folder, 'oneroster-small-school')) && existsSync(join(folder, 'oneroster-lms-toolkit'));
const run = present ? describe : describe.skip;
if (!present) console.info('Skipped: set STRATA_REAL_BUNDLES to a folder with oneroster-small-school and oneroster-lms-toolkit to read real packages.');

const read = (name: string, mode: 'strict' | 'lenient') => checkRoster(join(folder as string, name), { mode });
const codes = (issues: readonly { code: string }[]) => [...new Set(issues.map(({ code }) => code))].sort();

run('Packages that other systems wrote', () => {
  test('a small school with stamps on every bulk row is read in lenient mode and rejected in strict mode', async () => {
    const lenient = await read('oneroster-small-school', 'lenient');
    expect(codes(lenient.warnings)).toEqual(['SCHOOL_YEAR_FORM', 'STAFF_WITHOUT_SECTION', 'STATUS_IN_BULK']);
    const { students, classes, staff } = contentOf(lenient);
    expect([students.length, classes.length, staff.length]).toEqual([72, 42, 7]);
    expect(students.flatMap(({ enrollments }) => enrollments)).toHaveLength(504);
    expect(classes.every(({ teachers }) => teachers.length === 1)).toBe(true);
    expect(codes((await read('oneroster-small-school', 'strict')).errors)).toEqual(['SCHOOL_YEAR_FORM', 'STATUS_IN_BULK']);
  });

  test('a high school with a row a semester and rows wider than the header is read in lenient mode and rejected in strict mode', async () => {
    const lenient = await read('oneroster-lms-toolkit', 'lenient');
    expect(codes(lenient.warnings)).toEqual(['MANIFEST_VERSION_FORM', 'METADATA_COLUMN', 'ROW_WIDTH']);
    const { students, classes, sessions } = contentOf(lenient);
    expect([students.length, classes.length]).toEqual([8, 2]);
    expect(students.flatMap(({ enrollments }) => enrollments)).toHaveLength(20);
    expect(sessions[0].schoolYear).toBe('2021');
    expect(codes((await read('oneroster-lms-toolkit', 'strict')).errors)).toEqual(['MANIFEST_VERSION_FORM', 'ROW_WIDTH']);
  });
});
