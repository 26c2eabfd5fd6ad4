import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { csvReport } from '@strata/contracts';
import { startDoor, type Door } from './testing/door.ts';

let district: Door;
let door: Door;
beforeAll(async () => {
  district = await startDoor();
});
beforeEach(async () => {
  door = await district.newcomer();
});
afterAll(() => district.close());

const FILE = [
  'student_id,session_topic,session_date,session_duration,session_ratio,tutor_id',
  'stu-1,math,2026-10-02T08:30,30,2:1,t1',
  'stu-2,math,2026-10-02T08:30,25,2:1,t1',
  'stu-4,math,2026-10-02T09:30,30,1:1,t1',
  'stu-3,art,2026-10-02T10:30,30,1:1,t1',
  'stu-3,math,2026-10-01T10:30,0,1:1,t1',
].join('\n');
const upload = (file: string, path = '/v1/events/csv', headers = {}) => door.ask('POST', path, { body: file, headers: { 'content-type': 'text/csv', ...headers } });

test('a file becomes sessions, and what could not is named by row', async () => {
  const answer = await upload(FILE);
  expect(csvReport.parse(answer.body)).toEqual(answer.body);
  expect(answer).toMatchObject({
    status: 202,
    body: {
      rows: 5, sessions: 4, accepted: 2, duplicates: 0, warnings: [],
      rejected: [
        { rows: [4], problem: { code: 'STUDENT_NOT_FOUND', errors: [{ pointer: 'sessions.csv:4:student_id' }] } },
        { rows: [5], problem: { code: 'ROWS_INVALID', errors: [{ pointer: 'sessions.csv:5:session_topic' }] } },
      ],
    },
  });
  expect(door.facts().map(({ type, data }) => [type, (data as { studentId?: string }).studentId])).toEqual([
    ['SessionHeld', undefined], ['StudentAttendanceRecorded', 'stu-1'], ['StudentAttendanceRecorded', 'stu-2'], ['SessionCancelled', undefined],
  ]);
  expect(door.facts()[0]).toMatchObject({ data: { ratio: '2:1', staffIds: ['t1'], actualStart: '2026-10-02T08:30:00-05:00', actualEnd: '2026-10-02T09:00:00-05:00' } });
  expect(await door.ask('GET', `/v1/batches/${(answer.body as { batchId: string }).batchId}`)).toMatchObject({ body: { door: 'csv', received: 4, accepted: 2 } });
});

test('the same file again changes nothing', async () => {
  await upload(FILE);
  expect(await upload(FILE)).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 2, rejected: [{}, {}] } });
  expect(door.facts()).toHaveLength(4);
});

test('other minutes for a session that is in are a conflict, never a silent change', async () => {
  await upload(FILE);
  expect(await upload(FILE.replace('08:30,30', '08:30,20'))).toMatchObject({ body: { duplicates: 1, rejected: [{ rows: [2, 3], problem: { code: 'EVENT_CONFLICT' } }, {}, {}] } });
});

test('a dry run shows the report first', async () => {
  const before = door.events().length;
  expect(await upload(FILE, '/v1/events/csv?dryRun=true')).toMatchObject({ status: 202, body: { dryRun: true, accepted: 2, rejected: [{ rows: [4] }, { rows: [5] }] } });
  expect(door.events()).toHaveLength(before);
});

test('an idempotency key works here as well', async () => {
  const first = await upload(FILE, undefined, { 'idempotency-key': 'file-1' });
  expect(await upload(FILE, undefined, { 'idempotency-key': 'file-1' })).toMatchObject({ headers: { 'idempotent-replayed': 'true' }, body: first.body });
});

test('a file of thousands of sessions goes through in one request', async () => {
  const [header] = FILE.split('\n');
  const rows = Array.from({ length: 1200 }, (_, place) => `stu-1,math,2026-09-${String(1 + (place % 20)).padStart(2, '0')}T${String(8 + (place % 8)).padStart(2, '0')}:00,30,1:1,t${place}`);
  expect(await upload([header, ...rows].join('\n'))).toMatchObject({ status: 202, body: { rows: 1200, sessions: 1200, accepted: 1200 } });
});

test('a file that is none is refused as a whole', async () => {
  expect(await upload('name,minutes\nx,1')).toMatchObject({ status: 422, body: { code: 'COLUMNS_MISSING' } });
  expect(await upload('"')).toMatchObject({ status: 400, body: { code: 'CSV_UNREADABLE' } });
  expect(await door.post({}, '/v1/events/csv')).toMatchObject({ status: 415 });
  expect(await upload(FILE.split('\n').slice(0, 1).join('\n'))).toMatchObject({ status: 202, body: { rows: 0, sessions: 0, accepted: 0 } });
});
