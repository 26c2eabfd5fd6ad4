import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { periodFaults, requireNoCollision, tidySchedule, WEEKDAYS, type Period } from './bell-schedule.ts';
import { requireSound, schedulesOfBody, schedulesOfCsv, schedulesOfEdFi, timeOf, type PlacedSchedule } from './bell-schedule-formats.ts';

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const minute = fc.integer({ min: 0, max: 1439 });
const name = fc.constantFrom('1', '2', '3', 'Lunch');
const anyPeriods = fc.array(fc.record({ name, start: minute.map(clock), end: minute.map(clock) }), { minLength: 1, maxLength: 8 });
/** Periods cut from one day at distinct minutes: they follow one another. */
const soundPeriods = fc.tuple(fc.uniqueArray(minute, { minLength: 2, maxLength: 20 }), fc.array(name, { minLength: 10, maxLength: 10 })).map(([cuts, names]): Period[] => {
  const sorted = [...cuts].sort((a, b) => a - b).map(clock);
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, n) => ({ name: names[n]!, start: sorted[2 * n]!, end: sorted[2 * n + 1]! }));
});
const shuffled = soundPeriods.chain((periods) => fc.shuffledSubarray(periods, { minLength: periods.length, maxLength: periods.length }));

const csvOf = (periods: readonly Period[], days = 'mon-fri'): string =>
  ['school,schedule,period,start,end,days', ...periods.map(({ name: period, start, end }) => `sch-1,Regular,"${period}",${start},${end},${days}`)].join('\r\n');

describe('Periods of a bell schedule', () => {
  test('that follow one another are sound, in whatever order they are typed', () =>
    fc.assert(fc.property(shuffled, (periods) => expect(periodFaults(periods)).toEqual([]))));

  test('are refused exactly when one has no minutes or two share one', () =>
    fc.assert(fc.property(anyPeriods, (periods) => {
      const taken = new Set<number>();
      let faulty = false;
      for (const { start, end } of periods) {
        if (minuteOf(end) <= minuteOf(start)) faulty = true;
        for (let at = minuteOf(start); at < minuteOf(end); at++) {
          if (taken.has(at)) faulty = true;
          taken.add(at);
        }
      }
      expect(periodFaults(periods).length > 0).toBe(faulty);
    })));

  test('are named with their times when they are refused, and the way back to the field', () =>
    expect(periodFaults([{ name: '1', start: '08:00', end: '08:50' }, { name: '6', start: '13:33', end: '13:26' }])).toEqual([
      { pointer: '/periods/1/end', code: 'PERIOD_ENDS_BEFORE_IT_STARTS', detail: 'Period "6" runs from 13:33 to 13:26: it must end after it starts. Times count to 23:59, so a quarter past one is 13:15.' },
    ]));

  test('are all refused at once when several are wrong', () =>
    expect(periodFaults([
      { name: '1', start: '08:00', end: '08:50' }, { name: '2', start: '08:45', end: '09:30' }, { name: '3', start: '10:00', end: '09:00' },
    ]).map(({ pointer, code }) => [pointer, code])).toEqual([['/periods/2/end', 'PERIOD_ENDS_BEFORE_IT_STARTS'], ['/periods/1/start', 'PERIODS_OVERLAP']]));
});

describe('A bell schedule in its one form', () => {
  test('is the same text however its periods, days and dates were ordered', () =>
    fc.assert(fc.property(soundPeriods, fc.subarray([...WEEKDAYS], { minLength: 1 }), fc.infiniteStream(fc.nat()), (periods, days, random) => {
      const mix = <Item>(items: readonly Item[]): Item[] => items.map((item) => [random.next().value as number, item] as const).sort((a, b) => a[0] - b[0]).map(([, item]) => item);
      expect(JSON.stringify(tidySchedule({ name: 'R', days: mix([...days, ...days]), periods: mix(periods) }))).toBe(JSON.stringify(tidySchedule({ name: 'R', days, periods })));
    })));

  test('stays as it is when it is tidied again', () =>
    fc.assert(fc.property(soundPeriods, (periods) => {
      const tidy = tidySchedule({ name: 'R', periods });
      expect(tidySchedule(tidy)).toEqual(tidy);
    })));

  test('collides with another exactly when a day and a period are in both', () => {
    const first = tidySchedule({ name: 'A', days: ['mon'], dates: ['2026-10-05'], periods: [{ name: '1', start: '08:00', end: '09:00' }] });
    const collides = (second: Parameters<typeof tidySchedule>[0]) => () => requireNoCollision([first, tidySchedule(second)]);
    expect(collides({ name: 'B', days: ['mon'], periods: [{ name: '1', start: '10:00', end: '11:00' }] })).toThrow(/"1" is in the schedules "A" and "B", and both hold on mon/);
    expect(collides({ name: 'B', dates: ['2026-10-05'], periods: [{ name: '1', start: '10:00', end: '11:00' }] })).toThrow(/both hold on 2026-10-05/);
    expect(collides({ name: 'B', days: ['tue'], periods: [{ name: '1', start: '10:00', end: '11:00' }] })).not.toThrow();
    expect(collides({ name: 'B', days: ['mon'], periods: [{ name: '2', start: '10:00', end: '11:00' }] })).not.toThrow();
  });
});

describe('Bell schedules as CSV', () => {
  test('say the same as JSON', () =>
    fc.assert(fc.property(soundPeriods, (periods) => {
      const [fromCsv] = schedulesOfCsv(csvOf(periods));
      const [fromJson] = schedulesOfBody({ schedules: [{ school: 'sch-1', name: 'Regular', days: ['mon', 'tue', 'wed', 'thu', 'fri'], periods: [...periods] }] });
      expect(tidySchedule(fromCsv!.schedule)).toEqual(tidySchedule(fromJson!.schedule));
      expect(fromCsv!.school).toBe(fromJson!.school);
    })));

  test('are grouped by school and schedule, with columns in any order and a byte order mark', () => {
    const placed = schedulesOfCsv('\ufeffDays,Period,Start,End,Schedule,School,Room\nmon tue,1,8:35,9:20 am,Regular,sch-1,A\nwed|2026-10-05,1,9:35,10:05:00,Late,sch-1,A\nmon tue,2,9:25,1:05 PM,Regular,sch-1,A\n');
    expect(placed.map(({ school, schedule }) => ({ school, ...schedule }))).toEqual([
      { school: 'sch-1', name: 'Regular', days: ['mon', 'tue'], periods: [{ name: '1', start: '08:35', end: '09:20' }, { name: '2', start: '09:25', end: '13:05' }] },
      { school: 'sch-1', name: 'Late', days: ['wed'], dates: ['2026-10-05'], periods: [{ name: '1', start: '09:35', end: '10:05' }] },
    ]);
  });

  test('name row and field of every cell that does not fit', () => {
    const faults = faultsOf(() => schedulesOfCsv('school,schedule,period,start,end,days\nsch-1,Regular,,8:35,9:61,mon\n,Regular,2,25:00,10:00,noday\n'));
    expect(faults).toEqual([
      'bell-schedules.csv:2:period VALUE_MISSING', 'bell-schedules.csv:2:end TIME_INVALID', 'bell-schedules.csv:3:start TIME_INVALID',
      'bell-schedules.csv:3:days DAY_INVALID', 'bell-schedules.csv:3:school VALUE_MISSING',
    ]);
  });

  test('name the row of a period that runs backwards', () =>
    expect(faultsOf(() => requireSound(schedulesOfCsv(csvOf([{ name: '1', start: '08:00', end: '09:00' }, { name: '6', start: '13:33', end: '13:26' }]))))).toEqual([
      'bell-schedules.csv:3:end PERIOD_ENDS_BEFORE_IT_STARTS',
    ]));

  test('are refused when a column is missing, when there are no rows, and when quotes do not close', () => {
    expect(faultsOf(() => schedulesOfCsv('school,schedule,period,start,end\na,b,c,1:00,2:00\n'))).toEqual(['bell-schedules.csv:1:days CSV_COLUMN_MISSING']);
    expect(() => schedulesOfCsv('school,schedule,period,start,end,days\n')).toThrow(expect.objectContaining({ code: 'CSV_EMPTY' }) as unknown as Error);
    expect(() => schedulesOfCsv('school,schedule,period,start,end,days\n"a,b\n')).toThrow(expect.objectContaining({ code: 'CSV_UNREADABLE' }) as unknown as Error);
  });

  test.each([['8:35', '08:35'], ['08:35:00', '08:35'], ['12:10 am', '00:10'], ['12:10PM', '12:10'], ['1:15', '01:15'], ['24:00', undefined], ['13:15 pm', undefined], ['8.35', undefined]])(
    'read the time %s as %s',
    (text, time) => expect(timeOf(text)).toBe(time),
  );
});

describe('Bell schedules of Ed-Fi', () => {
  const reference = { schoolId: 255901001 };
  const periods = [
    { classPeriodName: '05 - Traditional', schoolReference: reference, meetingTimes: [{ startTime: '11:20:00', endTime: '11:45:00' }, { startTime: '12:35:00', endTime: '13:00:00' }] },
    { classPeriodName: '06 - Traditional', schoolReference: reference, meetingTimes: [{ startTime: '13:05:00', endTime: '13:55:00' }] },
  ];
  const named = (...names: string[]) => names.map((classPeriodName) => ({ classPeriodReference: { classPeriodName, schoolReference: reference } }));

  test('keep both meetings of a period that meets twice on one day', () => {
    const [placed] = schedulesOfEdFi({
      bellSchedules: [{ bellScheduleName: 'Normal Schedule', schoolReference: reference, classPeriods: named('05 - Traditional', '06 - Traditional'), dates: [{ date: '2026-10-05' }] }],
      classPeriods: periods,
    });
    expect(placed!.school).toBe('255901001');
    expect(placed!.schedule).toEqual({
      name: 'Normal Schedule', dates: ['2026-10-05'],
      periods: [{ name: '05 - Traditional', start: '11:20', end: '11:45' }, { name: '05 - Traditional', start: '12:35', end: '13:00' }, { name: '06 - Traditional', start: '13:05', end: '13:55' }],
    });
  });

  test('that run backwards are refused with the way back into classPeriods', () => {
    const backwards = [{ ...periods[1]!, meetingTimes: [{ startTime: '13:33:00', endTime: '13:26:00' }] }];
    const placed = schedulesOfEdFi({ bellSchedules: [{ bellScheduleName: 'Normal', schoolReference: reference, classPeriods: named('06 - Traditional') }], classPeriods: backwards });
    expect(faultsOf(() => requireSound(placed))).toEqual(['/classPeriods/0/meetingTimes/0/endTime PERIOD_ENDS_BEFORE_IT_STARTS']);
  });

  test('name a class period that is unknown, that belongs to another school, or that never meets', () => {
    const odd = [{ classPeriodName: '07', schoolReference: { schoolId: 1 }, meetingTimes: [] }, { classPeriodName: '08', schoolReference: reference }];
    expect(faultsOf(() => schedulesOfEdFi({ bellSchedules: [{ bellScheduleName: 'Normal', schoolReference: reference, classPeriods: named('07', '08') }], classPeriods: odd }))).toEqual([
      '/bellSchedules/0/classPeriods/0/classPeriodReference/classPeriodName PERIOD_UNKNOWN',
      '/bellSchedules/0/classPeriods/1/classPeriodReference/classPeriodName PERIOD_WITHOUT_TIMES',
    ]);
  });
});

const faultsOf = (work: () => PlacedSchedule[] | void): string[] => {
  try {
    work();
  } catch (error) {
    return (error as { details: { faults: { pointer: string; code: string }[] } }).details.faults.map(({ pointer, code }) => `${pointer} ${code}`);
  }
  return [];
};
