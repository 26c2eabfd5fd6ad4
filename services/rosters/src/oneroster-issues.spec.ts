import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { IssueCollector, ISSUES, type IssueCode } from './oneroster-issues.ts';

const here = import.meta.dirname;
const WORDS = { error: 'rejects', row: 'leaves the row out', warning: 'warns', hold: 'holds' } as const;
const codes = Object.keys(ISSUES) as IssueCode[];

describe('The codes of the importer', () => {
  test('are listed in docs/oneroster-import.md as the code has them', () => {
    const listed = readFileSync(join(here, '../../../docs/oneroster-import.md'), 'utf8').split('\n').filter(line => line.startsWith('| `'));
    expect(listed).toEqual(codes.map(code => {
      const { meaning, strict, lenient } = ISSUES[code];
      return `| \`${code}\` | ${meaning} | ${WORDS[strict]} | ${WORDS[lenient]} |`;
    }));
  });

  test('are each met by a test', () => {
    const specs = readdirSync(here).filter(name => /^oneroster-.*\.spec\.ts$/.test(name) && name !== 'oneroster-issues.spec.ts');
    const text = specs.map(name => readFileSync(join(here, name), 'utf8')).join();
    expect(codes.filter(code => !text.includes(code))).toEqual([]);
  });

  test('are stricter in strict mode, never milder', () => {
    const rank = { warning: 0, row: 1, hold: 2, error: 3 };
    for (const code of codes) expect(rank[ISSUES[code].strict]).toBeGreaterThanOrEqual(rank[ISSUES[code].lenient]);
  });
});

describe('Collected findings', () => {
  test('of what is tolerated are one issue per column, with the first row and a count', () => {
    const issues = new IssueCollector('lenient');
    for (let row = 2; row < 1000; row += 1) {
      issues.in('users.csv').add('STATUS_IN_BULK', 'status', row);
      issues.in('users.csv').add('STATUS_IN_BULK', 'dateLastModified', row);
    }
    const { warnings, warningCount } = issues.lists();
    expect(warnings.map(({ row, field, count }) => [row, field, count])).toEqual([[2, 'status', 998], [2, 'dateLastModified', 998]]);
    expect(warningCount).toBe(1996);
  });

  test('of broken rows are listed up to the limit for each code and file', () => {
    const issues = new IssueCollector('strict', 3);
    for (const file of ['users.csv', 'roles.csv']) for (let row = 2; row < 12; row += 1) issues.in(file).add('MISSING_VALUE', `field-${row}`, row);
    const { errors, errorCount } = issues.lists();
    expect(errors.map(({ file, row }) => `${file}:${row}`)).toEqual(['users.csv:2', 'users.csv:3', 'users.csv:4', 'roles.csv:2', 'roles.csv:3', 'roles.csv:4']);
    expect(errorCount).toBe(20);
  });

  test('spell out details only for what is kept', () => {
    const issues = new IssueCollector('lenient', 1);
    let asked = 0;
    for (let row = 2; row < 9; row += 1) issues.in('users.csv').add('MISSING_VALUE', 'role', row, () => `asked ${(asked += 1)}`);
    expect(issues.lists().warnings[0].message).toBe('A required value is blank. asked 1');
    expect(asked).toBe(1);
  });
});
