import { describe, expect, test } from '@jest/globals';
import {
  addDays,
  localDate,
  moment,
  mondayOf,
  monthsBetween,
  rangeWords,
  readTimesIn,
  schoolYearStart,
  shortDate,
  timeOfDay,
} from './dates.ts';
import { bytes, duration, listed, percent } from './numbers.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('school days', () => {
  test('a week begins on Monday', () => {
    expect(mondayOf('2026-10-05')).toBe('2026-10-05');
    expect(mondayOf('2026-10-11')).toBe('2026-10-05');
  });

  test('days go over months, leap days and the change of clocks', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-10-31', 2)).toBe('2026-11-02');
  });

  test('a school year begins in August', () => {
    expect(schoolYearStart('2027-03-01')).toBe('2026-08-01');
    expect(schoolYearStart('2026-08-01')).toBe('2026-08-01');
  });

  test('a range is told by the last day that belongs to it', () => {
    expect(plain(rangeWords('2026-10-05', '2026-10-12'))).toBe('Oct 5 – 11');
    expect(plain(rangeWords('2026-09-28', '2026-10-05'))).toBe('Sep 28 – Oct 4');
    expect(rangeWords('2026-10-05', '2026-10-06')).toBe(shortDate('2026-10-05'));
  });

  test('months of a range are those that begin in it', () => {
    expect(monthsBetween('2026-08-17', '2026-11-01')).toEqual(['2026-09-01', '2026-10-01']);
    expect(monthsBetween('2026-12-01', '2027-01-15')).toEqual(['2026-12-01', '2027-01-01']);
  });
});

describe('figures in words', () => {
  test('what is there never reads as nothing', () => {
    expect(plain(percent(1, 3014))).toBe('<1 %');
    expect(plain(percent(0, 3014))).toBe('0 %');
    expect(percent(0, 0)).toBe('–');
  });

  test('minutes become hours when there are many', () => {
    expect([45, 119, 390, 18_720].map(minutes => plain(duration(minutes)))).toEqual([
      '45 min',
      '119 min',
      '6.5 h',
      '312 h',
    ]);
  });

  test('a list reads as people say it', () => {
    expect(listed([])).toBe('');
    expect(listed(['math'])).toBe('math');
    expect(listed(['math', 'behavior', 'reading'])).toBe('math, behavior and reading');
  });

  test('a file has a size', () => {
    expect(bytes(10)).toBe('1 KB');
    expect(bytes(3_812_345)).toBe('3.6 MB');
  });
});

test("days and times of instants are the district's, wherever the reader is", () => {
  readTimesIn('America/Chicago');
  expect(localDate('2026-11-24T03:30:00Z')).toBe('2026-11-23');
  expect(timeOfDay('2026-11-24T03:30:00Z')).toMatch(/^9:30\sPM$/);
  expect(moment('2026-11-24T09:30:00-05:00')).toMatch(/^Nov 24, 8:30\sAM$/);
});
