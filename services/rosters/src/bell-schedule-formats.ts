import { date, type BellSchedulesBody, type EdFiBellSchedulesBody } from '@strata/contracts';
import { DomainError, type Fault } from '@strata/kernel';
import { periodFaults, WEEKDAYS, type GivenSchedule, type Period, type Weekday } from './bell-schedule.ts';
import { readTable, type TableRow } from './small-table.ts';

/** A schedule of a school that somebody named in their own way, with the way back to where it stood. */
export type PlacedSchedule = {
  /** Our id, the `sourcedId` or the national identifier. */
  readonly school: string;
  readonly schedule: GivenSchedule;
  /** Where a field of a period stood: a JSON Pointer, or `file:row:field`. */
  at(period: number, field: 'start' | 'end'): string;
  readonly schoolAt: string;
};

export const schedulesOfBody = ({ schedules }: BellSchedulesBody): PlacedSchedule[] =>
  schedules.map(({ school, ...schedule }, index) => ({
    school,
    schedule,
    at: (period, field) => `/schedules/${index}/periods/${period}/${field}`,
    schoolAt: `/schedules/${index}/school`,
  }));

type EdFiPeriod = EdFiBellSchedulesBody['classPeriods'][number];

/**
 * Ed-Fi `bellSchedules` name class periods; `classPeriods` say when those meet, perhaps twice a day. Dates are single
 * days in both worlds; a schedule without dates holds from Monday to Friday.
 * @throws DomainError `BELL_SCHEDULES_INVALID` when a class period is not there or never meets.
 */
export const schedulesOfEdFi = ({ bellSchedules, classPeriods }: EdFiBellSchedulesBody): PlacedSchedule[] => {
  const known = new Map(classPeriods.map((period, index) => [periodKey(period.schoolReference.schoolId, period.classPeriodName), { period, index }]));
  const faults: Fault[] = [];
  const placed = bellSchedules.map((bell, index): PlacedSchedule => {
    const origins: string[] = [];
    const periods = bell.classPeriods.flatMap(({ classPeriodReference: { classPeriodName } }, place): Period[] => {
      const found = known.get(periodKey(bell.schoolReference.schoolId, classPeriodName));
      const meetings = found?.period.meetingTimes ?? [];
      if (meetings.length === 0) faults.push(neverMeets(`/bellSchedules/${index}/classPeriods/${place}/classPeriodReference/classPeriodName`, found?.period));
      meetings.forEach((_, meeting) => origins.push(`/classPeriods/${found!.index}/meetingTimes/${meeting}`));
      return meetings.map(({ startTime, endTime }) => ({ name: classPeriodName, start: startTime.slice(0, 5), end: endTime.slice(0, 5) }));
    });
    return {
      school: String(bell.schoolReference.schoolId),
      schedule: { name: bell.bellScheduleName, periods, ...(bell.dates && { dates: bell.dates.map((day) => day.date) }) },
      at: (period, field) => `${origins[period]}/${field}Time`,
      schoolAt: `/bellSchedules/${index}/schoolReference/schoolId`,
    };
  });
  if (faults.length > 0) throw invalid(faults);
  return placed;
};

const periodKey = (schoolId: number | string, name: string): string => `${schoolId}|${name}`;

const neverMeets = (pointer: string, period: EdFiPeriod | undefined): Fault => ({
  pointer,
  code: period ? 'PERIOD_WITHOUT_TIMES' : 'PERIOD_UNKNOWN',
  detail: period ? 'This class period has no meetingTimes.' : 'There is no class period of this name and school among classPeriods.',
});

const FILE = 'bell-schedules.csv';
const COLUMNS = ['school', 'schedule', 'period', 'start', 'end', 'days'] as const;

/**
 * CSV `school,schedule,period,start,end,days`, one row for each meeting of a period. Times are `8:35`, `08:35`,
 * `08:35:00` or `8:35 am`; days are weekdays (`mon tue`, `mon-fri`), dates, or both, and belong to the whole schedule.
 * @throws DomainError `BELL_SCHEDULES_INVALID` with `file:row:field` of every fault.
 */
export const schedulesOfCsv = (csv: string): PlacedSchedule[] => {
  const faults: Fault[] = [];
  const schedules = new Map<string, { rows: TableRow[]; periods: Period[]; days: Set<Weekday>; dates: Set<string> }>();
  for (const row of readTable(FILE, csv, COLUMNS)) {
    const key = `${row.cells['school']}|${row.cells['schedule']}`;
    let schedule = schedules.get(key);
    if (!schedule) schedules.set(key, (schedule = { rows: [], periods: [], days: new Set(), dates: new Set() }));
    schedule.rows.push(row);
    schedule.periods.push({ name: required(row, 'period', faults), start: timeIn(row, 'start', faults), end: timeIn(row, 'end', faults) });
    readDays(row, schedule, faults);
    required(row, 'school', faults);
    required(row, 'schedule', faults);
  }
  if (faults.length > 0) throw invalid(faults);
  return [...schedules.values()].map(({ rows, periods, days, dates }) => ({
    school: rows[0]!.cells['school']!,
    schedule: { name: rows[0]!.cells['schedule']!, periods, ...(days.size > 0 && { days: [...days] }), ...(dates.size > 0 && { dates: [...dates] }) },
    at: (period, field) => rows[period]!.pointer(field),
    schoolAt: rows[0]!.pointer('school'),
  }));
};

/** @throws DomainError with every fault of every schedule, before anything is written. */
export const requireSound = (placed: readonly PlacedSchedule[]): void => {
  const faults = placed.flatMap(({ schedule, at }) =>
    periodFaults(schedule.periods).map((fault) => {
      const [, , period, field] = fault.pointer.split('/');
      return { ...fault, pointer: at(Number(period), field as 'start' | 'end') };
    }),
  );
  if (faults.length > 0) throw new DomainError(faults[0]!.code, 'invalid', faults[0]!.detail, { faults });
};

/** `HH:MM` of a time as schools write it, or undefined. Without am or pm, hours count to 23. */
export const timeOf = (text: string): string | undefined => {
  const match = /^(\d{1,2}):([0-5]\d)(?::[0-5]\d)?\s*(am|pm)?$/i.exec(text);
  if (!match) return undefined;
  const half = match[3]?.toLowerCase();
  const hour = Number(match[1]);
  if (half ? hour < 1 || hour > 12 : hour > 23) return undefined;
  const of24 = half ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour;
  return `${String(of24).padStart(2, '0')}:${match[2]}`;
};

const timeIn = (row: TableRow, field: string, faults: Fault[]): string => {
  const time = timeOf(row.cells[field]!);
  if (time === undefined) faults.push({ pointer: row.pointer(field), code: 'TIME_INVALID', detail: 'A time is written 08:35, 08:35:00 or 8:35 am.' });
  return time ?? '';
};

const required = (row: TableRow, field: string, faults: Fault[]): string => {
  const value = row.cells[field]!;
  if (value === '' || value.length > 255) faults.push({ pointer: row.pointer(field), code: 'VALUE_MISSING', detail: 'A text of 1 to 255 characters.' });
  return value;
};

const readDays = (row: TableRow, schedule: { days: Set<Weekday>; dates: Set<string> }, faults: Fault[]): void => {
  for (const word of row.cells['days']!.toLowerCase().split(/[\s,;|]+/).filter(Boolean)) {
    if (date.safeParse(word).success) schedule.dates.add(word);
    else {
      const days = weekdaysOf(word);
      if (days.length === 0) faults.push({ pointer: row.pointer('days'), code: 'DAY_INVALID', detail: 'Days are mon to sun, ranges such as mon-fri, and dates as YYYY-MM-DD.' });
      for (const day of days) schedule.days.add(day);
    }
  }
};

const weekdaysOf = (word: string): readonly Weekday[] => {
  const [first, last = first] = word.split('-').map((part) => WEEKDAYS.findIndex((day) => part.startsWith(day)));
  return first === undefined || first < 0 || last! < first ? [] : WEEKDAYS.slice(first, last! + 1);
};

const invalid = (faults: readonly Fault[]): DomainError =>
  new DomainError('BELL_SCHEDULES_INVALID', 'invalid', `${faults.length} ${faults.length === 1 ? 'cell does' : 'cells do'} not fit.`, { faults });
