import { describe, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import type { GivenSchedule } from './bell-schedule.ts';
import { school, type SchoolCommand, type SchoolEvent, type SchoolFacts } from './school.decider.ts';

const { given } = specify(school);

const facts: SchoolFacts = { schoolId: 's1', sourcedId: 'sch-1', name: 'Cedar Grove', kind: 'school', identifier: '990000100001', parentId: 'd1', timeZone: 'America/Chicago' };
const defined: SchoolEvent = { type: 'SchoolDefined', data: facts };
const closed: SchoolEvent = { type: 'SchoolClosed', data: { schoolId: 's1' } };

const regular: GivenSchedule = {
  name: 'Regular', days: ['mon', 'tue', 'thu', 'fri'],
  periods: [{ name: '2', start: '09:25', end: '10:15' }, { name: '1', start: '08:30', end: '09:20' }],
};
const late: GivenSchedule = { name: 'Late start', days: ['wed'], periods: [{ name: '1', start: '09:30', end: '10:05' }, { name: '2', start: '10:10', end: '10:45' }] };
const define = (...schedules: GivenSchedule[]): SchoolCommand => ({ type: 'DefineBellSchedules', data: { schoolId: 's1', schedules } });
const bell = ({ name, days = [], dates = [], periods }: GivenSchedule): SchoolEvent => ({
  type: 'BellScheduleDefined', data: { schoolId: 's1', name, days: [...days], dates: [...dates], periods: [...periods].sort((a, b) => (a.start < b.start ? -1 : 1)) },
});
const setDates = (...days: { date: string; instructional: boolean; note?: string }[]): SchoolCommand => ({ type: 'SetCalendarDates', data: { schoolId: 's1', days } });

describe('A school in line with a roster', () => {
  test('is defined when it is new', () => given().when({ type: 'AlignSchool', data: facts }).then(defined));
  test('is left alone when nothing changed', () => given(defined).when({ type: 'AlignSchool', data: facts }).then());
  test.each<Partial<SchoolFacts>>([{ name: 'Cedar Creek' }, { kind: 'department' }, { identifier: undefined }, { parentId: 'd2' }, { timeZone: 'America/Denver' }])(
    'is defined anew by %j',
    (more) => given(defined).when({ type: 'AlignSchool', data: { ...facts, ...more } }).then({ type: 'SchoolDefined', data: { ...facts, ...more } }),
  );
  test('closes', () => given(defined).when({ type: 'CloseSchool', data: { schoolId: 's1' } }).then(closed));
  test('closes once', () => given(defined, closed).when({ type: 'CloseSchool', data: { schoolId: 's1' } }).then());
  test('opens again when a roster has it again', () => given(defined, closed).when({ type: 'AlignSchool', data: facts }).then(defined));
});

describe('Bell schedules of a school', () => {
  test('are kept with their periods in the order of the day', () => given(defined).when(define(regular)).then(bell(regular)));
  test('are kept once when they are sent again', () => given(defined, bell(regular)).when(define(regular)).then());
  test('hold from Monday to Friday when they name no day', () => {
    const plain: GivenSchedule = { name: 'Plain', periods: late.periods };
    given(defined).when(define(plain)).then(bell({ ...plain, days: ['mon', 'tue', 'wed', 'thu', 'fri'] }));
  });
  test('hold on their dates alone when they name dates', () => {
    const testing: GivenSchedule = { name: 'Testing', dates: ['2027-04-14', '2027-04-13', '2027-04-14'], periods: late.periods };
    given(defined).when(define(testing)).then(bell({ ...testing, dates: ['2027-04-13', '2027-04-14'] }));
  });
  test('may let a period meet twice on one day', () => {
    const split: GivenSchedule = {
      name: 'Lunch split', days: ['mon'],
      periods: [{ name: '5', start: '11:20', end: '11:45' }, { name: 'Lunch', start: '11:45', end: '12:35' }, { name: '5', start: '12:35', end: '13:00' }],
    };
    given(defined).when(define(split)).then(bell(split));
  });
  test('may let one period begin in the minute in which another ends', () => {
    const tight: GivenSchedule = { name: 'Tight', days: ['mon'], periods: [{ name: '1', start: '08:00', end: '08:50' }, { name: '2', start: '08:50', end: '09:40' }] };
    given(defined).when(define(tight)).then(bell(tight));
  });
  test('may take a day over from one another when they are sent together', () => {
    const everyDay: GivenSchedule = { ...regular, days: ['mon', 'tue', 'wed', 'thu', 'fri'] };
    given(defined, bell(everyDay)).when(define(regular, late)).then(bell(regular), bell(late));
  });
  test('may hold on the same day where they share no period: each lunch wave has its own', () => {
    const waveA: GivenSchedule = { name: 'Wave A', days: ['mon'], periods: [{ name: '5A', start: '11:50', end: '12:40' }] };
    const waveB: GivenSchedule = { name: 'Wave B', days: ['mon'], periods: [{ name: '5B', start: '11:20', end: '12:10' }] };
    given(defined, bell(waveA)).when(define(waveB)).then(bell(waveB));
  });
  test('are refused when a period ends before it starts: 1:15 is not 13:15', () =>
    given(defined).when(define({ ...late, periods: [{ name: '6', start: '12:35', end: '01:15' }] })).thenRejected('PERIOD_ENDS_BEFORE_IT_STARTS'));
  test('are refused when a period has no minutes', () =>
    given(defined).when(define({ ...late, periods: [{ name: '6', start: '12:35', end: '12:35' }] })).thenRejected('PERIOD_ENDS_BEFORE_IT_STARTS'));
  test('are refused when two periods share a minute', () =>
    given(defined).when(define({ ...late, periods: [{ name: '1', start: '08:00', end: '09:00' }, { name: '2', start: '08:59', end: '09:30' }] })).thenRejected('PERIODS_OVERLAP'));
  test('are refused when a period lies within an earlier, longer one', () =>
    given(defined).when(define({
      ...late, periods: [{ name: '1', start: '08:00', end: '12:00' }, { name: '2', start: '08:30', end: '09:00' }, { name: '3', start: '11:00', end: '11:30' }],
    })).thenRejected('PERIODS_OVERLAP'));
  test('are refused when a period is in two schedules of the same weekday', () =>
    given(defined, bell(regular)).when(define({ ...late, days: ['tue', 'wed'] })).thenRejected('BELL_SCHEDULES_COLLIDE'));
  test('are refused when a period is in two schedules of the same date', () =>
    given(defined, bell({ ...late, days: [], dates: ['2026-10-09'] })).when(define({ ...regular, name: 'Pep rally', days: [], dates: ['2026-10-09'] })).thenRejected('BELL_SCHEDULES_COLLIDE'));
  test('are refused for a school that nobody knows', () => given().when(define(regular)).thenRejected('SCHOOL_NOT_FOUND'));
  test('are refused for a school that is closed', () => given(defined, closed).when(define(regular)).thenRejected('SCHOOL_NOT_FOUND'));
});

describe('The calendar of a school', () => {
  const storm: SchoolEvent = { type: 'CalendarDateSet', data: { schoolId: 's1', date: '2027-01-14', instructional: false, note: 'Weather day' } };

  test('says on which dates nobody is taught', () => given(defined).when(setDates({ date: '2027-01-14', instructional: false, note: 'Weather day' })).then(storm));
  test('keeps a date once', () => given(defined, storm).when(setDates({ date: '2027-01-14', instructional: false, note: 'Weather day' })).then());
  test('can be put right', () =>
    given(defined, storm).when(setDates({ date: '2027-01-14', instructional: true })).then({ type: 'CalendarDateSet', data: { schoolId: 's1', date: '2027-01-14', instructional: true } }));
  test('takes another note', () =>
    given(defined, storm).when(setDates({ date: '2027-01-14', instructional: false, note: 'Ice' })).then({ type: 'CalendarDateSet', data: { schoolId: 's1', date: '2027-01-14', instructional: false, note: 'Ice' } }));
  test('records of many dates only those that differ', () =>
    given(defined, storm).when(setDates({ date: '2027-01-14', instructional: false, note: 'Weather day' }, { date: '2027-01-15', instructional: false }))
      .then({ type: 'CalendarDateSet', data: { schoolId: 's1', date: '2027-01-15', instructional: false } }));
  test('is refused for a school that nobody knows', () => given().when(setDates({ date: '2027-01-14', instructional: false })).thenRejected('SCHOOL_NOT_FOUND'));
});
