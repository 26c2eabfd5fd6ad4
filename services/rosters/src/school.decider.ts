import type { BellScheduleDefined, CalendarDateSet, DataOf, EventOf, SchoolClosed, SchoolDefined } from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';
import { requireNoCollision, requireSoundPeriods, tidySchedule, type BellSchedule, type GivenSchedule } from './bell-schedule.ts';

export type SchoolFacts = DataOf<typeof SchoolDefined>;
export type CalendarDay = { readonly date: string; readonly instructional: boolean; readonly note?: string | undefined };

/** Brings a school (or the district above it) in line with a roster. */
export type AlignSchool = Message<'AlignSchool', SchoolFacts>;
export type CloseSchool = Message<'CloseSchool', { readonly schoolId: string }>;
/** Defines these schedules together, so that a day can move from one to another. Others of the school stay. */
export type DefineBellSchedules = Message<'DefineBellSchedules', { readonly schoolId: string; readonly schedules: readonly GivenSchedule[] }>;
export type SetCalendarDates = Message<'SetCalendarDates', { readonly schoolId: string; readonly days: readonly CalendarDay[] }>;
export type SchoolCommand = AlignSchool | CloseSchool | DefineBellSchedules | SetCalendarDates;

export type SchoolEvent =
  | EventOf<typeof SchoolDefined>
  | EventOf<typeof SchoolClosed>
  | EventOf<typeof BellScheduleDefined>
  | EventOf<typeof CalendarDateSet>;

export type SchoolState = {
  readonly open: boolean;
  readonly facts?: SchoolFacts;
  readonly schedules: Readonly<Record<string, BellSchedule>>;
  readonly calendar: Readonly<Record<string, { readonly instructional: boolean; readonly note?: string | undefined }>>;
};

/** A school: what it is, when its bells ring, on which days it teaches. */
export const school: Decider<SchoolState, SchoolCommand, SchoolEvent> = {
  initialState: { open: false, schedules: {}, calendar: {} },

  decide(state, command) {
    switch (command.type) {
      case 'AlignSchool':
        return state.open && sameSchool(state.facts!, command.data) ? [] : [{ type: 'SchoolDefined', data: command.data }];
      case 'CloseSchool':
        return state.open ? [{ type: 'SchoolClosed', data: command.data }] : [];
      case 'DefineBellSchedules':
        return defineBellSchedules(state, command);
      case 'SetCalendarDates':
        return setCalendarDates(state, command);
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'SchoolDefined':
        return { ...state, open: true, facts: event.data };
      case 'SchoolClosed':
        return { ...state, open: false };
      case 'BellScheduleDefined':
        return { ...state, schedules: { ...state.schedules, [event.data.name]: tidySchedule(event.data) } };
      case 'CalendarDateSet':
        return { ...state, calendar: { ...state.calendar, [event.data.date]: { instructional: event.data.instructional, note: event.data.note } } };
      default:
        return assertNever(event);
    }
  },
};

const sameSchool = (held: SchoolFacts, wanted: SchoolFacts): boolean =>
  held.name === wanted.name && held.kind === wanted.kind && held.identifier === wanted.identifier && held.parentId === wanted.parentId && held.timeZone === wanted.timeZone;

const defineBellSchedules = (state: SchoolState, { data }: DefineBellSchedules): SchoolEvent[] => {
  requireOpen(state);
  data.schedules.forEach(requireSoundPeriods);
  const wanted = data.schedules.map(tidySchedule);
  const after = { ...state.schedules, ...Object.fromEntries(wanted.map((schedule) => [schedule.name, schedule])) };
  requireNoCollision(Object.values(after));
  return wanted
    .filter((schedule) => JSON.stringify(schedule) !== JSON.stringify(state.schedules[schedule.name]))
    .map(({ name, days, dates, periods }) => ({
      type: 'BellScheduleDefined',
      data: { schoolId: data.schoolId, name, days: [...days], dates: [...dates], periods: [...periods] },
    }));
};

const setCalendarDates = (state: SchoolState, { data }: SetCalendarDates): SchoolEvent[] => {
  requireOpen(state);
  return data.days
    .filter(({ date, instructional, note }) => {
      const held = state.calendar[date];
      return held === undefined || held.instructional !== instructional || held.note !== note;
    })
    .map(({ date, instructional, note }) => ({
      type: 'CalendarDateSet',
      data: { schoolId: data.schoolId, date, instructional, ...(note !== undefined && { note }) },
    }));
};

const requireOpen = ({ open }: SchoolState): void => {
  if (!open) throw new DomainError('SCHOOL_NOT_FOUND', 'not-found', 'There is no open school of this id.');
};
