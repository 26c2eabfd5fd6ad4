import { clockOf, minutesOf, weekdayOf } from './days.ts';
import type { Day, Weekday } from './days.ts';
import type { DayOff } from './school-year.ts';
import type { District } from './district.ts';
import type { Level, School } from './schools.ts';

export interface BellPeriod {
  name: string;
  start: string;
  end: string;
}

/** A bell schedule of one school and the weekdays on which it runs. The minute of `end` is no longer part of a period. */
export interface BellSchedule {
  schoolSourcedId: string;
  name: string;
  days: readonly Weekday[];
  periods: readonly BellPeriod[];
}

/** A span of a school day in minutes since midnight, half-open. */
export interface Span {
  start: number;
  end: number;
}

type Plan = { firstBell: string; periods: readonly (readonly [name: string, minutes: number])[]; passing: number };

const EARLY_RELEASE: Weekday = 'wed';

const REGULAR: Record<Level, Plan> = {
  elementary: {
    firstBell: '08:00',
    passing: 0,
    periods: [
      ['Morning Meeting', 20],
      ['Literacy', 90],
      ['Math', 60],
      ['WIN', 35],
      ['Lunch', 45],
      ['Block A', 45],
      ['Block B', 45],
      ['Block C', 50],
    ],
  },
  middle: {
    firstBell: '08:20',
    passing: 4,
    periods: [
      ['1', 52],
      ['2', 52],
      ['WIN', 36],
      ['3', 52],
      ['Lunch', 34],
      ['4', 52],
      ['5', 52],
      ['6', 52],
    ],
  },
  high: {
    firstBell: '07:50',
    passing: 5,
    periods: [
      ['1', 52],
      ['2', 52],
      ['WIN', 36],
      ['3', 52],
      ['Lunch', 32],
      ['4', 52],
      ['5', 52],
      ['6', 52],
    ],
  },
};

const EARLY: Record<Level, Plan> = {
  elementary: {
    firstBell: '08:00',
    passing: 0,
    periods: [
      ['Morning Meeting', 10],
      ['Literacy', 65],
      ['Math', 45],
      ['WIN', 30],
      ['Lunch', 35],
      ['Block A', 30],
      ['Block B', 30],
      ['Block C', 30],
    ],
  },
  middle: {
    firstBell: '08:20',
    passing: 4,
    periods: [
      ['1', 35],
      ['2', 35],
      ['WIN', 30],
      ['3', 35],
      ['Lunch', 30],
      ['4', 35],
      ['5', 35],
      ['6', 35],
    ],
  },
  high: {
    firstBell: '07:50',
    passing: 5,
    periods: [
      ['1', 35],
      ['2', 35],
      ['WIN', 30],
      ['3', 35],
      ['Lunch', 30],
      ['4', 35],
      ['5', 35],
      ['6', 35],
    ],
  },
};

/** The regular day, and the early release on Wednesdays. Every school has an intervention block, called WIN ("what I need"). */
export function bellSchedulesOf(school: School): BellSchedule[] {
  const schedule = (name: string, days: readonly Weekday[], plan: Plan): BellSchedule => ({
    schoolSourcedId: school.sourcedId,
    name,
    days,
    periods: spansOf(plan, school.bellShiftMinutes).map(([period, { start, end }]) => ({
      name: period,
      start: clockOf(start),
      end: clockOf(end),
    })),
  });
  return [
    schedule('Regular', ['mon', 'tue', 'thu', 'fri'], REGULAR[school.level]),
    schedule('Early release', [EARLY_RELEASE], EARLY[school.level]),
  ];
}

export function bellSchedules(district: District): BellSchedule[] {
  return district.schools.flatMap(bellSchedulesOf);
}

/** The weekdays without school, the same for every school of the district. */
export function calendar(district: District): readonly DayOff[] {
  return district.year.daysOff;
}

/** When a period meets on a school day. */
export function periodOn(school: School, day: Day, period: string): Span {
  const span = spansOf(planOn(school, day), school.bellShiftMinutes).find(([name]) => name === period)?.[1];
  if (!span) throw new RangeError(`no period "${period}" in a ${school.level} school`);
  return span;
}

/** From the first bell to the last. */
export function schoolHoursOn(school: School, day: Day): Span {
  const spans = spansOf(planOn(school, day), school.bellShiftMinutes);
  return { start: spans[0]?.[1].start ?? 0, end: spans.at(-1)?.[1].end ?? 0 };
}

function planOn(school: School, day: Day): Plan {
  return (weekdayOf(day) === EARLY_RELEASE ? EARLY : REGULAR)[school.level];
}

const known = new Map<string, readonly (readonly [string, Span])[]>();

function spansOf(plan: Plan, shift: number): readonly (readonly [string, Span])[] {
  const key = `${plan.firstBell} ${plan.periods[0]?.[1]} ${shift}`;
  let spans = known.get(key);
  if (!spans) {
    let start = minutesOf(plan.firstBell) + shift;
    spans = plan.periods.map(([name, minutes]) => {
      const span = { start, end: start + minutes };
      start = span.end + plan.passing;
      return [name, span] as const;
    });
    known.set(key, spans);
  }
  return spans;
}
