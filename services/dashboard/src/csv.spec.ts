import { describe, expect, test } from '@jest/globals';
import { csvCell, csvFileName, csvOf } from './csv.ts';

describe('a download for a spreadsheet', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('never lets %j run as a formula', text => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
  });

  test('leaves our own numbers as numbers, the negative ones too', () => {
    expect(csvCell(-3)).toBe('-3');
    expect(csvCell(0)).toBe('0');
    expect(csvCell(Number.NaN)).toBe('');
  });

  test('quotes what would break a row', () => {
    expect(csvCell('Grade 3, Heron Creek')).toBe('"Grade 3, Heron Creek"');
    expect(csvCell('the "old" wing')).toBe('"the ""old"" wing"');
    expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
    expect(csvCell('two\nlines')).toBe('"two\nlines"');
  });

  test('has a head, a row for each row, and nothing where nothing is known', () => {
    expect(
      csvOf(
        ['School', 'Students'],
        [
          ['Heron Creek', 381],
          ['Elk Ridge', undefined],
        ],
      ),
    ).toBe('School,Students\r\nHeron Creek,381\r\nElk Ridge,\r\n');
  });

  test('is named after what it holds', () => {
    expect(csvFileName('Who moved, and why', '2026-10-05')).toBe('who-moved-and-why-2026-10-05.csv');
    expect(csvFileName('…', '2026-10-05')).toBe('table-2026-10-05.csv');
  });
});
