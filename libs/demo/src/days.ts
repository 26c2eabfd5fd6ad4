/** A school day as `YYYY-MM-DD`, in the time zone of the school. */
export type Day = string;

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MILLISECONDS = 86_400_000;

const offsets = new Map<string, string>();

/** Days since 1970-01-01. */
export function dayNumber(day: Day): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / DAY_MILLISECONDS;
}

export function dayOf(number: number): Day {
  return new Date(number * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayOf(dayNumber(day) + days);
}

export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

export function weekdayOf(day: Day): Weekday {
  return WEEKDAYS[(dayNumber(day) + 4) % 7] as Weekday;
}

/** The Monday of the week that holds `day`. */
export function mondayOf(day: Day): Day {
  return addDays(day, -((dayNumber(day) + 3) % 7));
}

/** The nth given weekday of a month (n from 1; -1 for the last), as holidays are fixed by law. */
export function nthWeekday(year: number, month: number, weekday: Weekday, n: number): Day {
  const wanted = WEEKDAYS.indexOf(weekday);
  const first = Date.UTC(year, n > 0 ? month - 1 : month, 1) / DAY_MILLISECONDS;
  const ahead = (wanted - ((first + 4) % 7) + 7) % 7;
  return dayOf(first + ahead + (n > 0 ? n - 1 : n) * 7);
}

/** Minutes since midnight as `HH:MM`. */
export function clockOf(minutes: number): string {
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** `HH:MM` as minutes since midnight. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/** A local time of a school as RFC 3339 with its offset. Minutes past midnight run on into the next day. */
export function instantAt(day: Day, minutes: number, timeZone: string): string {
  const date = minutes < 1440 ? day : addDays(day, Math.floor(minutes / 1440));
  return `${date}T${clockOf(minutes % 1440)}:00${offsetOf(date, timeZone)}`;
}

/** The local day and the minutes since midnight at an instant. */
export function localTimeOf(instant: Date, timeZone: string): { day: Day; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const of = (type: string) => parts.find(part => part.type === type)?.value ?? '';
  return { day: `${of('year')}-${of('month')}-${of('day')}`, minutes: Number(of('hour')) * 60 + Number(of('minute')) };
}

/** The offset at noon: clocks change at night, so it holds for the whole school day. */
function offsetOf(day: Day, timeZone: string): string {
  const key = `${timeZone} ${day}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const name = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(new Date(`${day}T12:00:00Z`))
    .find(part => part.type === 'timeZoneName')?.value;
  const offset = name === undefined || name === 'GMT' ? '+00:00' : name.slice(3);
  offsets.set(key, offset);
  return offset;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
