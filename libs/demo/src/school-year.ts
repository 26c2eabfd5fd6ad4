import { addDays, mondayOf, nthWeekday, weekdayOf } from './days.ts';
import type { Day } from './days.ts';

/** An academic session. `endsOn` is the day after its last day, as OneRoster means it; always a Saturday here, so both readings agree. */
export interface AcademicSession {
  sourcedId: string;
  title: string;
  type: 'schoolYear' | 'semester' | 'term';
  beginsOn: Day;
  endsOn: Day;
  parentSourcedId: string | null;
}

export interface DayOff {
  date: Day;
  reason: string;
}

/** Two weeks, and the Monday after them for the staff. */
const WINTER_BREAK_DAYS = 15;

export interface SchoolYear {
  /** The year in which it ends, as OneRoster counts. */
  endYear: number;
  /** As screenings print it: `2026-2027`. */
  title: string;
  firstDay: Day;
  lastDay: Day;
  sessions: readonly AcademicSession[];
  /** Weekdays between the first and the last day on which no school is held. */
  daysOff: readonly DayOff[];
  /** All days on which school is held, in order. */
  schoolDays: readonly Day[];
}

/** The school year that holds `today`; in the summer the one that has just ended. */
export function schoolYearOf(today: Day): SchoolYear {
  const year = Number(today.slice(0, 4));
  return today >= firstDayOf(year) ? schoolYearFrom(year) : schoolYearFrom(year - 1);
}

/** The days on which school is held in [from, to). */
export function schoolDaysBetween(year: SchoolYear, from: Day, to: Day): Day[] {
  return year.schoolDays.filter(day => day >= from && day < to);
}

/** The last day on which school is held at or before `day`; the first day of the year when there is none. */
export function schoolDayAtOrBefore(year: SchoolYear, day: Day): Day {
  return year.schoolDays.findLast(candidate => candidate <= day) ?? year.firstDay;
}

/** The first day on which school is held at or after `day`; the last day of the year when there is none. */
export function schoolDayAtOrAfter(year: SchoolYear, day: Day): Day {
  return year.schoolDays.find(candidate => candidate >= day) ?? year.lastDay;
}

function firstDayOf(year: number): Day {
  return nthWeekday(year, 8, 'mon', 3);
}

function schoolYearFrom(year: number): SchoolYear {
  const firstDay = firstDayOf(year);
  const lastDay = nthWeekday(year + 1, 6, 'fri', 1);
  const daysOff = daysOffOf(year).filter(({ date }) => date > firstDay && date < lastDay && !isWeekend(date));
  const off = new Set(daysOff.map(({ date }) => date));
  const schoolDays: Day[] = [];
  for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
    if (!isWeekend(day) && !off.has(day)) schoolDays.push(day);
  }
  return {
    endYear: year + 1,
    title: `${year}-${year + 1}`,
    firstDay,
    lastDay,
    sessions: sessionsOf(year, firstDay, lastDay),
    daysOff,
    schoolDays,
  };
}

function sessionsOf(year: number, firstDay: Day, lastDay: Day): AcademicSession[] {
  const id = (suffix: string) => `ses-${year + 1}-${suffix}`;
  const saturdayAfter = (day: Day) => addDays(mondayOf(day), 5);
  const fallEnds = saturdayAfter(nthWeekday(year, 12, 'fri', 3));
  const springBegins = addDays(fallEnds, 2 + WINTER_BREAK_DAYS);
  const autumnEnds = saturdayAfter(nthWeekday(year, 10, 'fri', 3));
  const winterEnds = saturdayAfter(nthWeekday(year + 1, 3, 'fri', 2));
  const yearEnds = saturdayAfter(lastDay);
  const monday = (saturday: Day) => addDays(saturday, 2);
  const session = (
    suffix: string,
    title: string,
    type: AcademicSession['type'],
    [beginsOn, endsOn, parent]: [Day, Day, string | null],
  ) => ({
    sourcedId: id(suffix),
    title,
    type,
    beginsOn,
    endsOn,
    parentSourcedId: parent === null ? null : id(parent),
  });
  return [
    session('year', `${year}-${year + 1} School Year`, 'schoolYear', [firstDay, yearEnds, null]),
    session('fall', `Fall Semester ${year}`, 'semester', [firstDay, fallEnds, 'year']),
    session('spring', `Spring Semester ${year + 1}`, 'semester', [springBegins, yearEnds, 'year']),
    session('q1', 'Quarter 1', 'term', [firstDay, autumnEnds, 'fall']),
    session('q2', 'Quarter 2', 'term', [monday(autumnEnds), fallEnds, 'fall']),
    session('q3', 'Quarter 3', 'term', [springBegins, winterEnds, 'spring']),
    session('q4', 'Quarter 4', 'term', [monday(winterEnds), yearEnds, 'spring']),
  ];
}

function daysOffOf(year: number): DayOff[] {
  const thanksgiving = nthWeekday(year, 11, 'thu', 4);
  const springBreak = mondayOf(nthWeekday(year + 1, 3, 'fri', 3));
  const breakBegins = addDays(mondayOf(nthWeekday(year, 12, 'fri', 3)), 7);
  const run = (from: Day, days: number, reason: string) =>
    Array.from({ length: days }, (_, i) => ({ date: addDays(from, i), reason }));
  return [
    { date: nthWeekday(year, 9, 'mon', 1), reason: 'Labor Day' },
    { date: nthWeekday(year, 10, 'mon', 2), reason: "Indigenous Peoples' Day" },
    { date: nthWeekday(year, 10, 'fri', 4), reason: 'Staff development' },
    { date: `${year}-11-11`, reason: 'Veterans Day' },
    ...run(addDays(thanksgiving, -1), 3, 'Thanksgiving break'),
    ...run(breakBegins, WINTER_BREAK_DAYS, 'Winter break'),
    { date: nthWeekday(year + 1, 1, 'mon', 3), reason: 'Martin Luther King Jr. Day' },
    { date: nthWeekday(year + 1, 2, 'mon', 3), reason: "Presidents' Day" },
    ...run(springBreak, 5, 'Spring break'),
    { date: nthWeekday(year + 1, 5, 'mon', -1), reason: 'Memorial Day' },
  ];
}

function isWeekend(day: Day): boolean {
  const weekday = weekdayOf(day);
  return weekday === 'sat' || weekday === 'sun';
}
