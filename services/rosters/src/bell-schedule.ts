import { DomainError, type Fault } from '@strata/kernel';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** One meeting of a class period: local times, `end` no longer part of it. */
export type Period = { readonly name: string; readonly start: string; readonly end: string };

/** `dates` go before `days`: on a date that some schedule names, only those that name it hold. */
export type BellSchedule = {
  readonly name: string;
  readonly days: readonly Weekday[];
  readonly dates: readonly string[];
  readonly periods: readonly Period[];
};

/** A schedule as people write it. */
export type GivenSchedule = {
  readonly name: string;
  readonly days?: readonly Weekday[] | undefined;
  readonly dates?: readonly string[] | undefined;
  readonly periods: readonly Period[];
};

/** A schedule that names no day holds on every school day of the week. */
const SCHOOL_WEEK: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

/** The one form in which a schedule is kept: periods by time, days by week, nothing twice. Equal schedules are equal text. */
export const tidySchedule = (schedule: GivenSchedule): BellSchedule => {
  const dates = [...new Set(schedule.dates ?? [])].sort();
  const days = schedule.days ?? (dates.length > 0 ? [] : SCHOOL_WEEK);
  return {
    name: schedule.name,
    days: WEEKDAYS.filter((day) => days.includes(day)),
    dates,
    periods: [...schedule.periods].sort((a, b) => (a.start === b.start ? (a.end < b.end ? -1 : 1) : a.start < b.start ? -1 : 1)),
  };
};

/**
 * What is wrong with the periods of one schedule, by their place in the list. A period may meet twice in a day; it may
 * neither end before it starts (schedules are typed by hand, `1:15` for 13:15) nor share a minute with another.
 */
export const periodFaults = (periods: readonly Period[]): Fault[] => {
  const faults: Fault[] = [];
  periods.forEach(({ name, start, end }, index) => {
    if (end > start) return;
    const detail = `Period ${quoted(name)} runs from ${start} to ${end}: it must end after it starts. Times count to 23:59, so a quarter past one is 13:15.`;
    faults.push({ pointer: `/periods/${index}/end`, code: 'PERIOD_ENDS_BEFORE_IT_STARTS', detail });
  });
  const inOrder = periods.map((period, index) => ({ ...period, index })).filter(({ start, end }) => end > start).sort((a, b) => (a.start < b.start ? -1 : 1));
  let last = inOrder[0];
  for (const period of inOrder.slice(1)) {
    if (period.start < last!.end) {
      const detail = `Period ${quoted(period.name)} (${period.start} to ${period.end}) shares minutes with ${quoted(last!.name)} (${last!.start} to ${last!.end}): the periods of a schedule follow one another. Give a second lunch a schedule of its own.`;
      faults.push({ pointer: `/periods/${period.index}/start`, code: 'PERIODS_OVERLAP', detail });
    }
    if (period.end > last!.end) last = period;
  }
  return faults;
};

/** @throws DomainError with the code of the first fault; all of them are in its details. */
export const requireSoundPeriods = (schedule: GivenSchedule): void => {
  const faults = periodFaults(schedule.periods);
  if (faults.length === 0) return;
  throw new DomainError(faults[0]!.code, 'invalid', `Bell schedule ${quoted(schedule.name)}: ${faults[0]!.detail}`, { faults });
};

/**
 * Two schedules may hold on one day (each lunch wave, each division of a school has its own), but then no period may be
 * in both: nobody could tell when it meets.
 * @throws DomainError `BELL_SCHEDULES_COLLIDE`
 */
export const requireNoCollision = (schedules: readonly BellSchedule[]): void => {
  schedules.forEach((first, index) => {
    for (const second of schedules.slice(index + 1)) {
      const day = first.days.find((held) => second.days.includes(held)) ?? first.dates.find((held) => second.dates.includes(held));
      const shared = day === undefined ? undefined : first.periods.find(({ name }) => second.periods.some((other) => other.name === name));
      if (shared) throw collision(first, second, day!, shared.name);
    }
  });
};

const collision = (first: BellSchedule, second: BellSchedule, day: string, period: string) => {
  const detail = `Period ${quoted(period)} is in the schedules ${quoted(first.name)} and ${quoted(second.name)}, and both hold on ${day}: take ${day} out of one of them.`;
  return new DomainError('BELL_SCHEDULES_COLLIDE', 'conflict', detail, { faults: [{ pointer: '/days', code: 'BELL_SCHEDULES_COLLIDE', detail }] });
};

/** Names of periods and schedules are no person's data; they are cut so that a message stays one. */
const quoted = (name: string): string => `"${name.length > 40 ? `${name.slice(0, 40)}...` : name}"`;
