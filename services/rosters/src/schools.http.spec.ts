import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rosterId } from './roster-id.ts';
import { bundle, smallSchool } from './testing/oneroster-bundle.ts';
import { startRosters, type RostersApp } from './testing/rosters-app.ts';

let app: RostersApp;
beforeEach(async () => {
  app = await startRosters();
  await app.import(bundle('1.1', smallSchool('1.1')));
});
afterEach(() => app.close());

const oak = rosterId('school', 'school');
const periods = [{ name: '1', start: '08:35', end: '09:20' }, { name: '2', start: '09:25', end: '10:10' }];
const csv = { 'content-type': 'text/csv' };
const put = (name: string, body: object, headers = {}) => app.http('PUT', `/v1/schools/${oak}/bell-schedules/${encodeURIComponent(name)}`, { body, headers });
const schedules = async () => {
  await app.caughtUp();
  return ((await app.http('GET', `/v1/schools/${oak}/bell-schedules`)).body as { items: object[] }).items;
};
const calendar = async () => {
  await app.caughtUp();
  return ((await app.http('GET', `/v1/schools/${oak}/calendar`)).body as { items: object[] }).items;
};

describe('The bell schedule of a school', () => {
  test('is put by name, read back, and listed with the school', async () => {
    const answer = await put('Early release', { days: ['wed'], periods });
    expect(answer).toMatchObject({ status: 204, headers: { etag: '"2"' } });
    expect(await schedules()).toEqual([{ name: 'Early release', days: ['wed'], dates: [], periods }]);
    expect((await app.http('GET', '/v1/schools?kind=school')).body).toMatchObject({ items: [{ bellSchedules: ['Early release'] }] });
    expect(app.events().at(-1)).toMatchObject({ type: 'BellScheduleDefined', key: oak, actor: 'owner', source: 'http' });
  });

  test('put again appends nothing', async () => {
    await put('Regular', { periods });
    const before = app.events().length;
    expect((await put('Regular', { days: ['mon', 'tue', 'wed', 'thu', 'fri'], periods: [...periods].reverse() })).status).toBe(204);
    expect(app.events().length).toBe(before);
  });

  test('is changed only by whoever saw it last, if they ask for that', async () => {
    await put('Regular', { periods });
    expect(await put('Regular', { periods: [periods[0]!] }, { 'if-match': '"1"' })).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } });
    expect((await put('Regular', { periods: [periods[0]!] }, { 'if-match': '"2"' })).status).toBe(204);
  });

  test.each([
    ['runs backwards', { periods: [{ name: '6', start: '13:33', end: '13:26' }] }, 'PERIOD_ENDS_BEFORE_IT_STARTS', '/periods/0/end', /"6" runs from 13:33 to 13:26/],
    ['overlaps itself', { periods: [...periods, { name: '3', start: '10:00', end: '10:30' }] }, 'PERIODS_OVERLAP', '/periods/2/start', /"3" \(10:00 to 10:30\) shares minutes with "2"/],
    ['has no periods', { periods: [] }, 'VALIDATION_FAILED', '/periods', /array/],
    ['has a time that is none', { periods: [{ name: '1', start: '8:35', end: '25:00' }] }, 'VALIDATION_FAILED', '/periods/0/start', /HH:MM/],
  ] as const)('that %s is refused with period, times and field', async (...[, body, code, pointer, detail]) => {
    const before = app.events().length;
    expect(await put('Regular', body)).toMatchObject({ status: 422, body: { code, errors: expect.arrayContaining([expect.objectContaining({ pointer, detail: expect.stringMatching(detail) })]) } });
    expect(app.events().length).toBe(before);
  });

  test('of a school that nobody knows is refused', async () =>
    expect(await app.http('PUT', '/v1/schools/none/bell-schedules/Regular', { body: { periods } })).toMatchObject({ status: 404, body: { code: 'SCHOOL_NOT_FOUND' } }));
});

describe('Bell schedules of many schools', () => {
  test('come as JSON, with the school by our id, sourcedId or national identifier', async () => {
    for (const [n, school] of [oak, 'school', '0042'].entries()) {
      const answer = await app.http('POST', '/v1/bell-schedules', { body: { schedules: [{ school, name: `Day ${n}`, dates: [`2026-10-0${n + 1}`], periods }] } });
      expect(answer).toMatchObject({ status: 200, body: { schools: 1, changed: 1, unchanged: 0 } });
    }
    expect((await schedules()).length).toBe(3);
  });

  test('come as Ed-Fi sends them, a period that meets twice a day included', async () => {
    const schoolReference = { schoolId: 42, link: { rel: 'School' } };
    const body = {
      bellSchedules: [{ id: 'x', bellScheduleName: 'Normal', schoolReference: { schoolId: '0042' }, classPeriods: [{ classPeriodReference: { classPeriodName: '05', schoolId: 42 } }], dates: [{ date: '2026-10-05' }] }],
      classPeriods: [{ id: 'y', classPeriodName: '05', schoolReference: { schoolId: '0042' }, meetingTimes: [{ startTime: '11:20:00', endTime: '11:45:00' }, { startTime: '12:35:00', endTime: '13:00:00' }] }, { classPeriodName: '06', schoolReference }],
    };
    expect(await app.http('POST', '/v1/bell-schedules', { body })).toMatchObject({ status: 200, body: { changed: 1 } });
    expect(await schedules()).toEqual([{ name: 'Normal', days: [], dates: ['2026-10-05'], periods: [{ name: '05', start: '11:20', end: '11:45' }, { name: '05', start: '12:35', end: '13:00' }] }]);
  });

  test('come as CSV, and sent again change nothing', async () => {
    const body = 'school,schedule,period,start,end,days\nschool,Regular,1,8:35,9:20,mon-fri\nschool,Regular,2,9:25,10:10,\n';
    expect(await app.http('POST', '/v1/bell-schedules', { body, headers: csv })).toMatchObject({ status: 200, body: { schools: 1, changed: 1, unchanged: 0 } });
    expect(await schedules()).toEqual([{ name: 'Regular', days: ['mon', 'tue', 'wed', 'thu', 'fri'], dates: [], periods }]);
    expect((await app.http('POST', '/v1/bell-schedules', { body, headers: csv })).body).toEqual({ schools: 1, changed: 0, unchanged: 1 });
  });

  test('are taken all or none: one bad school stops the others, with its place in the file', async () => {
    const before = app.events().length;
    const unknown = await app.http('POST', '/v1/bell-schedules', { body: 'school,schedule,period,start,end,days\nschool,R,1,8:35,9:20,\nnowhere,R,1,8:35,9:20,\n', headers: csv });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'SCHOOL_UNKNOWN', errors: [{ pointer: 'bell-schedules.csv:3:school' }] } });
    const backwards = await app.http('POST', '/v1/bell-schedules', { body: 'school,schedule,period,start,end,days\nschool,R,1,8:35,9:20,\nschool,R,2,12:35,1:15,\n', headers: csv });
    expect(backwards).toMatchObject({ status: 422, body: { code: 'PERIOD_ENDS_BEFORE_IT_STARTS', errors: [{ pointer: 'bell-schedules.csv:3:end' }] } });
    await put('Regular', { periods });
    await app.caughtUp();
    const collision = await app.http('POST', '/v1/bell-schedules', { body: { schedules: [{ school: 'district', name: 'Office', periods }, { school: 'school', name: 'Other', days: ['mon'], periods }] } });
    expect(collision).toMatchObject({ status: 409, body: { code: 'BELL_SCHEDULES_COLLIDE' } });
    expect(app.events().length).toBe(before + 1);
  });

  test('in no known shape are refused with the field that is missing', async () => {
    expect(await app.http('POST', '/v1/bell-schedules', { body: { hello: 1 } })).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED', errors: [{ pointer: '/schedules' }] } });
    expect(await app.http('POST', '/v1/bell-schedules', { body: '{', headers: { 'content-type': 'application/json' } })).toMatchObject({ status: 400, body: { code: 'INVALID_JSON' } });
  });
});

describe('The calendar of a school', () => {
  test('is put by date and read back in order', async () => {
    expect((await app.http('PUT', `/v1/schools/${oak}/calendar/2027-01-14`, { body: { instructional: false, note: 'Ice' } })).status).toBe(204);
    expect((await app.http('PUT', `/v1/schools/${oak}/calendar/2026-11-26`, { body: { instructional: false } })).status).toBe(204);
    expect(await calendar()).toEqual([{ date: '2026-11-26', instructional: false }, { date: '2027-01-14', instructional: false, note: 'Ice' }]);
  });

  test('comes as JSON, as Ed-Fi sends it, and as CSV', async () => {
    const descriptor = 'uri://ed-fi.org/CalendarEventDescriptor#Holiday';
    const bodies = [
      { body: { dates: [{ school: 'school', date: '2026-11-26', instructional: false }] } },
      { body: { calendarDates: [{ calendarReference: { schoolId: '0042', calendarCode: 'x', schoolYear: 2027 }, date: '2026-11-27', calendarEvents: [{ calendarEventDescriptor: descriptor }] }] } },
      { body: 'school,date,instructional,note\nschool,2026-12-24,false,Winter break\n', headers: csv },
    ];
    for (const sent of bodies) expect(await app.http('POST', '/v1/calendar', sent)).toMatchObject({ status: 200, body: { schools: 1, changed: 1, unchanged: 0 } });
    expect(await calendar()).toEqual([
      { date: '2026-11-26', instructional: false }, { date: '2026-11-27', instructional: false, note: 'Holiday' }, { date: '2026-12-24', instructional: false, note: 'Winter break' },
    ]);
  });

  test.each([['2026-02-30'], ['11-26-2026'], ['tomorrow']])('refuses the date %s', async (day) =>
    expect(await app.http('PUT', `/v1/schools/${oak}/calendar/${day}`, { body: { instructional: false } })).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } }));

  test('refuses a CSV with its rows and fields', async () =>
    expect(await app.http('POST', '/v1/calendar', { body: 'school,date,instructional\nschool,2026-02-30,maybe\n', headers: csv })).toMatchObject({
      status: 422, body: { code: 'CALENDAR_INVALID', errors: [{ pointer: 'calendar.csv:2:date' }, { pointer: 'calendar.csv:2:instructional' }] },
    }));
});
