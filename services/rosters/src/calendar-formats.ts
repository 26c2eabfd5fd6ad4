import { date as dateSchema, type CalendarBody, type EdFiCalendarBody } from '@strata/contracts';
import { DomainError, type Fault } from '@strata/kernel';
import type { CalendarDay } from './school.decider.ts';
import { readTable } from './small-table.ts';

/** A day of the calendar of a school that somebody named in their own way. */
export type PlacedDay = { readonly school: string; readonly day: CalendarDay; readonly schoolAt: string };

export const daysOfBody = ({ dates }: CalendarBody): PlacedDay[] =>
  dates.map(({ school, ...day }, index) => ({ school, day, schoolAt: `/dates/${index}/school` }));

/** What `CalendarEventDescriptor` says of a day on which students are taught. */
const TAUGHT = /^(instructional day|make-?up day|student late arrival\/early dismissal)$/i;

/** Ed-Fi `calendarDates`: a date is instructional when one of its events is. */
export const daysOfEdFi = ({ calendarDates }: EdFiCalendarBody): PlacedDay[] =>
  calendarDates.map(({ calendarReference, date, calendarEvents }, index) => {
    const words = calendarEvents.map(({ calendarEventDescriptor }) => calendarEventDescriptor.split('#').at(-1)!.trim());
    const instructional = words.some((word) => TAUGHT.test(word));
    const note = words.find((word) => TAUGHT.test(word) === instructional && !/^instructional day$/i.test(word));
    return {
      school: String(calendarReference.schoolId),
      day: { date, instructional, ...(note !== undefined && { note: note.slice(0, 200) }) },
      schoolAt: `/calendarDates/${index}/calendarReference/schoolId`,
    };
  });

/**
 * CSV `school,date,instructional,note`: `instructional` is true or false.
 * @throws DomainError `CALENDAR_INVALID` with `file:row:field` of every fault.
 */
export const daysOfCsv = (csv: string): PlacedDay[] => {
  const faults: Fault[] = [];
  const days = readTable('calendar.csv', csv, ['school', 'date', 'instructional'], ['note']).map(({ cells, pointer }): PlacedDay => {
    const { school, date, instructional, note } = cells as Record<'school' | 'date' | 'instructional' | 'note', string>;
    if (school === '') faults.push({ pointer: pointer('school'), code: 'VALUE_MISSING', detail: 'Our id, the sourcedId or the national identifier of a school.' });
    if (!dateSchema.safeParse(date).success) faults.push({ pointer: pointer('date'), code: 'DATE_INVALID', detail: 'A day of the calendar as YYYY-MM-DD.' });
    if (!/^(true|false)$/i.test(instructional)) faults.push({ pointer: pointer('instructional'), code: 'VALUE_UNKNOWN', detail: 'true or false.' });
    if (note.length > 200) faults.push({ pointer: pointer('note'), code: 'VALUE_TOO_LONG', detail: 'At most 200 characters.' });
    return { school, day: { date, instructional: instructional.toLowerCase() === 'true', ...(note !== '' && { note }) }, schoolAt: pointer('school') };
  });
  if (faults.length > 0) throw new DomainError('CALENDAR_INVALID', 'invalid', `${faults.length} ${faults.length === 1 ? 'cell does' : 'cells do'} not fit.`, { faults });
  return days;
};
