const DAY = 86_400_000;

const utc = (date: string): Date => new Date(`${date}T00:00:00Z`);
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
const dayAndMonth = format({ day: 'numeric', month: 'short' });
const dayMonthYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
const weekday = format({ weekday: 'short', day: 'numeric', month: 'short' });
const month = format({ month: 'short' });
/** Of instants; until an answer names the district's zone, where the reader is. */
const clocksIn = (timeZone?: string) => {
  const inZone = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', timeZone === undefined ? options : { ...options, timeZone });
  return {
    timeZone,
    time: inZone({ hour: 'numeric', minute: '2-digit' }),
    seconds: inZone({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    moment: inZone({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
    parts: inZone({ year: 'numeric', month: '2-digit', day: '2-digit' }),
  };
};
let clocks = clocksIn();

/** Days and times are read in the district's time zone, wherever the reader is. */
export const readTimesIn = (timeZone: string | undefined): void => {
  if (timeZone !== undefined && timeZone !== clocks.timeZone) clocks = clocksIn(timeZone);
};

/** Days since 1970 of a local date. */
export const dayNumber = (date: string): number => Math.round(utc(date).getTime() / DAY);

export const addDays = (date: string, days: number): string =>
  new Date(utc(date).getTime() + days * DAY).toISOString().slice(0, 10);

/** Monday of the week that holds a local date. */
export const mondayOf = (date: string): string => addDays(date, -((utc(date).getUTCDay() + 6) % 7));

/** The district's local date at an instant. */
export const localDate = (instant: string | Date): string => {
  const parts = Object.fromEntries(
    clocks.parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
};

const AUGUST = 8;

/** 1 August at or before a local date. */
export const schoolYearStart = (date: string): string => {
  const year = Number(date.slice(0, 4));
  return Number(date.slice(5, 7)) >= AUGUST ? `${year}-08-01` : `${year - 1}-08-01`;
};

/** The first of each month in `[from, to)`. */
export const monthsBetween = (from: string, to: string): string[] => {
  const months: string[] = [];
  let first = from.endsWith('-01') ? from : nextMonth(from);
  while (first < to) {
    months.push(first);
    first = nextMonth(first);
  }
  return months;
};

const nextMonth = (date: string): string => addDays(`${date.slice(0, 7)}-28`, 4).slice(0, 7) + '-01';

/** A day and its month stay on one line. */
const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');

/** "Oct 5" */
export const shortDate = (date: string): string => unbroken(dayAndMonth.format(utc(date)));
/** "Oct 5, 2026" */
export const longDate = (date: string): string => dayMonthYear.format(utc(date));
/** "Mon, Oct 5" */
export const dayOfWeek = (date: string): string => weekday.format(utc(date));
export const monthName = (date: string): string => month.format(utc(date));
/** "10:42 AM" in the district. */
export const timeOfDay = (instant: string | Date): string => clocks.time.format(new Date(instant));
export const timeWithSeconds = (instant: string | Date): string => clocks.seconds.format(new Date(instant));
/** "Oct 5, 10:42 AM" in the district. */
export const moment = (instant: string | Date): string => clocks.moment.format(new Date(instant));

/** "Oct 5 – 11" of `[from, to)`. */
export const rangeWords = (from: string, to: string): string => {
  const last = addDays(to, -1);
  if (last <= from) return shortDate(from);
  const sameMonth = from.slice(0, 7) === last.slice(0, 7);
  return `${shortDate(from)} – ${sameMonth ? Number(last.slice(8)) : shortDate(last)}`;
};
