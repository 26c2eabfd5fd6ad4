import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestApp } from '@strata/runtime/testing';
import { enrol, startTiers } from './testing/roster.ts';

const fall = { student: 's1', domain: 'ela', instrument: 'Reader', period: 'fall', schoolYear: '2026-2027', date: '2026-09-10', score: 380, percentile: 30 };
let app: TestApp;
beforeEach(async () => {
  app = await startTiers();
  await enrol(app, ['s1', 's2']);
});
afterEach(() => app.close());

const send = (body: unknown, path = '/v1/screenings') => app.http('POST', path, { body });
const sendCsv = (text: string, path = '/v1/screenings') => app.http('POST', path, { body: text, headers: { 'content-type': 'text/csv' } });
const recorded = () => app.events().filter(({ type }) => type === 'ScreeningRecorded');
const HEADER = 'student,domain,instrument,period,schoolYear,date,score,percentile';

describe('screenings as JSON', () => {
  test('one is recorded with the grade and the class of the student', async () => {
    expect(await send(fall)).toMatchObject({ status: 200, body: { dryRun: false, received: 1, recorded: 1, unchanged: 0, screenings: [{ status: 'recorded' }] } });
    expect(recorded()).toMatchObject([{ stream: 'screening-s1-ela', key: 's1', data: { studentId: 's1', gradeLevel: '03', classId: 'class-1', score: 380 } }]);
  });

  test('many are recorded by our id and by the sourcedId of the roster, once each', async () => {
    const list = [fall, { ...fall, student: 'sis-s2' }, { ...fall, period: 'winter', schoolYear: '2025-26', date: '2026-01-12' }];
    expect((await send(list)).body).toMatchObject({ received: 3, recorded: 3 });
    expect((await send(list)).body).toMatchObject({ received: 3, recorded: 0, unchanged: 3 });
    expect(recorded().map(({ data }) => [(data as never)['studentId'], (data as never)['schoolYear']])).toEqual([['s1', '2026-2027'], ['s2', '2026-2027'], ['s1', '2025-2026']]);
  });

  test('of an earlier school year are not given the grade of today', async () => {
    await send({ ...fall, period: 'winter', schoolYear: '2025-2026', date: '2026-01-12' });
    expect(recorded()[0]!.data).not.toHaveProperty('gradeLevel');
  });

  test('may leave out the school year', async () => {
    await send({ ...fall, schoolYear: undefined });
    expect(recorded()).toMatchObject([{ data: { schoolYear: '2026-2027' } }]);
  });

  test('a dry run says what would happen and stores nothing', async () => {
    expect((await send([fall, fall], '/v1/screenings?dryRun=true')).body).toMatchObject({ dryRun: true, received: 2, recorded: 1, unchanged: 1 });
    expect(recorded()).toHaveLength(0);
  });

  test('a correction keeps what was said before', async () => {
    await send(fall);
    expect((await send({ ...fall, score: 390, correctionReason: 'scored twice' })).body).toMatchObject({ corrected: 1 });
    expect((await send(fall)).body).toMatchObject({ unchanged: 1 });
    const { body } = await app.http('GET', '/v1/students/s1/screenings');
    expect(body).toMatchObject({ domains: [{ domain: 'ela', version: 2, screenings: [{ score: 390, corrections: [{ reason: 'scored twice', before: { score: 380, percentile: 30 } }] }] }, {}, {}, {}] });
  });

  test('a correction may be sent by the id of the screening', async () => {
    await send({ ...fall, screeningId: 'scr-1' });
    const path = '/v1/students/s1/screenings/ela/correct';
    expect((await send({ screeningId: 'scr-1', score: 390, reason: 'scored twice' }, path)).body).toMatchObject({ domains: [{ screenings: [{ score: 390, percentile: 30 }] }, {}, {}, {}] });
    expect(await send({ screeningId: 'scr-9', score: 390, reason: 'scored twice' }, path)).toMatchObject({ status: 404, body: { code: 'SCREENING_NOT_FOUND' } });
  });
});

describe('screenings that are refused', () => {
  test('name every row and field, and store nothing', async () => {
    const refused = await send([fall, { ...fall, student: 'nobody' }, { ...fall, period: 'autumn', score: '12' }, { ...fall, student: 's2', date: '2026-10-06' }]);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'SCREENINGS_REFUSED', detail: '4 faults in 4 screenings; nothing was stored.',
        errors: [{ pointer: '/2/period' }, { pointer: '/2/score' }, { pointer: '/1/student', code: 'STUDENT_UNKNOWN' }, { pointer: '/3/date', code: 'DATE_IN_FUTURE' }],
      },
    });
    expect(recorded()).toHaveLength(0);
  });

  test.each([
    ['another score without a reason', { ...fall, score: 381 }, '/score', 'SCREENING_ALREADY_RECORDED'],
    ['a percentile above 100', { ...fall, percentile: 101 }, '/percentile', 'INVALID'],
    ['a date in another school year', { ...fall, schoolYear: '2024-2025' }, '/schoolYear', 'DATE_OUTSIDE_SCHOOL_YEAR'],
    ['a school year of two years apart', { ...fall, schoolYear: '2026-2028' }, '/schoolYear', 'INVALID'],
    ['a domain that there is not', { ...fall, domain: 'art' }, '/domain', 'INVALID'],
    ['nothing of a screening', 7, '', 'INVALID'],
  ])('say what is wrong: %s', async (_what, body, pointer, code) => {
    await send(fall);
    expect(await send(body as object)).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
    expect(recorded()).toHaveLength(1);
  });

  test('a body that is missing or no JSON is unreadable', async () => {
    expect((await app.http('POST', '/v1/screenings')).status).toBe(400);
    expect(await app.http('POST', '/v1/screenings', { body: '{', headers: { 'content-type': 'application/json' } })).toMatchObject({ status: 400, body: { code: 'INVALID_JSON' } });
  });
});

describe('screenings as CSV', () => {
  test('columns come in any order and spelling, with a byte order mark, CRLF and quotes', async () => {
    const text = '\ufeffSCORE,Student Id,domain,"Instrument",period,school_year,date,Percentile,Remark\r\n380,sis-s1,ELA,"Reader, short",Fall,2026-27,2026-09-10,,x\r\n\r\n';
    expect((await sendCsv(text)).body).toMatchObject({ received: 1, recorded: 1, warnings: [{ pointer: 'screenings.csv:1:', code: 'COLUMN_UNKNOWN' }] });
    expect(recorded()).toMatchObject([{ data: { studentId: 's1', instrument: 'Reader, short', schoolYear: '2026-2027', period: 'fall' } }]);
  });

  test('faults name the file, the row as a spreadsheet counts it, and the field', async () => {
    const refused = await sendCsv(`${HEADER}\ns1,ela,Reader,fall,2026-2027,2026-09-10,380,30\n\ns2,ela,Reader,fall,2026-2027,9/10/2026,many,\ns2,ela\n`);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: 'screenings.csv:4:date' }, { pointer: 'screenings.csv:4:score' }, { pointer: 'screenings.csv:5:', code: 'ROW_LENGTH' }] } });
    expect(recorded()).toHaveLength(0);
  });

  test('one child screened twice with different scores in one file is a fault', async () => {
    const row = 's1,ela,Reader,fall,2026-2027,2026-09-10';
    expect(await sendCsv(`${HEADER}\n${row},380,30\n${row},380,30\n${row},390,30\n`)).toMatchObject({ status: 422, body: { errors: [{ pointer: 'screenings.csv:4:score', code: 'SCREENING_ALREADY_RECORDED' }] } });
  });

  test.each([
    ['a header without a needed column', 'student,domain\ns1,ela\n', 422, 'CSV_HEADER_INVALID'],
    ['a column that comes twice', `${HEADER},score\n`, 422, 'CSV_HEADER_INVALID'],
    ['a quote that never closes', `${HEADER}\n"s1,ela`, 400, 'CSV_UNREADABLE'],
    ['nothing at all', '', 422, 'CSV_HEADER_INVALID'],
  ])('is refused for %s', async (_what, text, status, code) => expect(await sendCsv(text)).toMatchObject({ status, body: { code } }));

  test('a file of thousands is taken as one, and again changes nothing', async () => {
    const students = Array.from({ length: 100 }, (_, index) => `t${index}`);
    await enrol(app, students);
    const rows = students.flatMap((student) => Array.from({ length: 25 }, (_, probe) => `sis-${student},math,Probe ${probe},fall,2026-2027,2026-09-10,${probe},`));
    const text = [HEADER, ...rows].join('\n');
    expect((await sendCsv(text)).body).toMatchObject({ received: 2500, recorded: 2500 });
    expect((await sendCsv(text)).body).toMatchObject({ recorded: 0, unchanged: 2500 });
    expect(recorded()).toHaveLength(2500);
  });

  test('a file in which every row is wrong names the first hundred faults', async () => {
    const rows = Array.from({ length: 300 }, () => 'nobody,ela,Reader,fall,2026-2027,2026-09-10,380,30');
    const refused = await sendCsv([HEADER, ...rows].join('\n'));
    expect(refused).toMatchObject({ body: { detail: '300 faults in 300 screenings; nothing was stored. The first 100 are named.' } });
    expect((refused.body as { errors: unknown[] }).errors).toHaveLength(100);
  });
});
