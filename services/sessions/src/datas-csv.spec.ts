import { describe, expect, test } from '@jest/globals';
import type { DomainError } from '@strata/kernel';
import { scopeOf } from './agreements.ts';
import { readDatas } from './datas-csv.ts';
import type { Provider } from './provider.decider.ts';

const provider: Provider = {
  providerId: 'p1', name: 'Ready', keys: [],
  agreements: [{
    agreementId: 'a1', purposes: [{ domain: 'math', tier: 'more' }, { domain: 'ela', tier: 'more' }], begin: '2026-09-01', ended: false, timeZone: 'America/Chicago',
    students: new Map([['stu-1', { studentId: 'stu-1' }], ['stu-2', { studentId: 'stu-2' }]]),
  }],
};
const listed = { provider, scope: scopeOf(provider), version: 1 };
const HEADER = 'student_id,session_topic,session_date,session_duration,session_ratio,tutor_id';
const read = (...rows: string[]) => readDatas([HEADER, ...rows].join('\n'), listed);
type Event = { id: string; type: string; data: { providerSessionId: string; students: { studentId: string; attendance?: string; minutesPresent?: number }[] } & Record<string, unknown> };
const eventsIn = (...rows: string[]) => read(...rows).events as Event[];
const refusal = (work: () => unknown): DomainError => {
  try {
    work();
  } catch (error) {
    return error as DomainError;
  }
  throw new Error('was not refused');
};

describe('the session file of the DATAS standard', () => {
  test('makes one session of the rows of a tutor, a start and a topic, in the agreement’s time zone', () => {
    const [session, ...others] = eventsIn('stu-1,math,2026-10-05T08:30,30,2:1,t1', 'stu-2,mathematics,2026-10-05 08:30,25,2:1,t1');
    expect(others).toEqual([]);
    expect(session).toMatchObject({
      specversion: '1.0', type: 'org.strata.session.held.v1', source: 'urn:strata:datas-csv',
      data: {
        domain: 'math', tutorId: 't1', actualStart: '2026-10-05T08:30:00-05:00', actualEnd: '2026-10-05T09:00:00-05:00', ratio: '2:1',
        students: [{ studentId: 'stu-1', attendance: 'present', minutesPresent: 30 }, { studentId: 'stu-2', attendance: 'present', minutesPresent: 25 }],
      },
    });
    expect(session!.data.providerSessionId).toBe(`datas-${session!.id}`);
  });

  test('gives a session the same id in every file', () => {
    const [once] = eventsIn('stu-1,ela,10/5/2026 8:30 AM,30,,t1');
    const [again] = eventsIn('stu-2,math,2026-10-05T10:00,30,,t2', 'stu-1,Reading,2026-10-05T08:30:00,30,,t1').slice(1);
    expect(again!.id).toBe(once!.id);
  });

  test('tells tutors, starts and topics apart', () => {
    const events = eventsIn('stu-1,math,2026-10-05T08:30,30,,t1', 'stu-1,ela,2026-10-05T08:30,30,,t1', 'stu-1,math,2026-10-05T09:30,30,,t1', 'stu-1,math,2026-10-05T08:30,30,,t2');
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });

  test('takes 0 minutes for an absence, and a session without anybody for a no-show', () => {
    const [some] = eventsIn('stu-1,math,2026-10-05T08:30,30,,t1', 'stu-2,math,2026-10-05T08:30,0,,t1');
    expect(some!.data.students).toEqual([{ studentId: 'stu-1', attendance: 'present', minutesPresent: 30 }, { studentId: 'stu-2', attendance: 'unexcused_absence', minutesPresent: 0 }]);
    const [nobody] = eventsIn('stu-1,math,2026-10-05T08:30,0,,t1');
    expect(nobody).toMatchObject({ type: 'org.strata.session.cancelled.v1', data: { status: 'no_show', scheduledStart: '2026-10-05T08:30:00-05:00', students: [{ studentId: 'stu-1' }] } });
  });

  test('reads columns in any order and case, quoted fields, a byte order mark, CRLF and empty lines', () => {
    const file = readDatas('\uFEFFTutor_ID,Session_Duration,session_date,student_id,session_topic\r\n"t1",45.4,2026-10-05T08:30,"stu-1",math\r\n\r\nt1,20,2026-10-05T09:30,stu-1,math\r\n', listed);
    expect(file).toMatchObject({ rows: 2, rowsOf: [[2], [4]], warnings: [] });
    expect((file.events[0] as Event).data.students[0]!.minutesPresent).toBe(45);
  });
});

describe('what somebody should look at', () => {
  test('are repeated rows, which count once', () => {
    const file = read('stu-1,math,2026-10-05T08:30,30,,t1', 'stu-1,math,2026-10-05T08:30,30,,t1');
    expect(file.warnings).toEqual([{ row: 3, code: 'ROW_REPEATED', detail: expect.any(String) }]);
    expect((file.events[0] as Event).data.students).toHaveLength(1);
  });

  test('are students and tutors at two places at once', () => {
    const { warnings } = read('stu-1,math,2026-10-05T08:30,60,,t1', 'stu-1,ela,2026-10-05T09:00,30,,t2', 'stu-2,math,2026-10-05T09:29,30,,t1', 'stu-2,math,2026-10-05T10:00,30,,t1');
    expect(warnings.map(({ row, code }) => `${row} ${code}`)).toEqual(['3 STUDENT_OVERLAP', '4 TUTOR_OVERLAP']);
  });

  test('are days without a time, and columns that are not of the standard', () => {
    const { warnings } = readDatas(`${HEADER},mood\nstu-1,math,2026-10-05,30,,t1,good`, listed);
    expect(warnings.map(({ row, code }) => `${row} ${code}`)).toEqual(['1 COLUMN_UNKNOWN', '2 NO_TIME_OF_DAY']);
  });
});

describe('what cannot be taken', () => {
  test('is a whole session when one of its rows is faulty, so that it can be sent again', () => {
    const file = read('stu-1,math,2026-10-05T08:30,30,,t1', 'stu-2,math,2026-10-05T08:30,half,,t1', 'stu-1,ela,2026-10-05T10:30,30,,t1');
    expect(file.events).toHaveLength(2);
    expect([...file.refusals.keys()]).toEqual([0]);
    expect(file.rowsOf[0]).toEqual([2, 3]);
    expect(file.refusals.get(0)!.details.faults).toEqual([{ pointer: 'sessions.csv:3:session_duration', code: 'INVALID', detail: 'Minutes, 0 to 1440.' }]);
  });

  test.each([
    ['stu-1,art,2026-10-05T08:30,30,,t1', 'session_topic'],
    ['stu-1,math,2026-10-05T08:30Z,30,,t1', 'session_date'],
    ['stu-1,math,2026-02-30,30,,t1', 'session_date'],
    ['stu-1,math,next week,30,,t1', 'session_date'],
    ['stu-1,math,2026-10-05T08:30,30,,', 'tutor_id'],
    ['stu-1,math,2026-10-05T08:30,-5,,t1', 'session_duration'],
    ['stu-1,math,2026-10-05T08:30,1441,,t1', 'session_duration'],
    ['stu-1,math', 'session_date'],
    [',math,2026-10-05T08:30,30,,t1', 'student_id'],
  ])('is named by row and column: %s', (row, column) => {
    const { refusals } = read(row);
    expect(refusals.get(0)!.details.faults!.map(({ pointer }) => pointer)).toContain(`sessions.csv:2:${column}`);
  });

  test('are two columns of one name, the second of them empty', () => {
    expect(refusal(() => readDatas(`${HEADER},student_id\nstu-1,math,2026-10-05,30,,t1,`, listed))).toMatchObject({ code: 'COLUMN_REPEATED', details: { faults: [{ pointer: 'sessions.csv:1:student_id' }] } });
  });

  test('are two rows that disagree about one student', () => {
    const { refusals } = read('stu-1,math,2026-10-05T08:30,30,,t1', 'stu-1,math,2026-10-05T08:30,25,,t1');
    expect(refusals.get(0)!.details.faults).toEqual([expect.objectContaining({ pointer: 'sessions.csv:3:session_duration', code: 'ROWS_DISAGREE' })]);
  });

  test.each([
    ['student_id,session_topic\nstu-1,math', 'COLUMNS_MISSING'],
    ['', 'COLUMNS_MISSING'],
    [`${HEADER}\n"stu-1,math,2026-10-05`, 'CSV_UNREADABLE'],
    [`${HEADER}\n${'x'.repeat(1024 * 1024)}`, 'BODY_TOO_LARGE'],
    [{ a: 1 }, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('is a file that is none (%#)', (body, code) => expect(refusal(() => readDatas(body, listed)).code).toBe(code));

  test('is a file of a provider without an agreement', () => {
    const nobody = { provider: { ...provider, agreements: [] }, scope: new Map(), version: 1 };
    expect(refusal(() => readDatas(`${HEADER}\nstu-1,math,2026-10-05T08:30,30,,t1`, nobody)).code).toBe('NO_AGREEMENT');
  });
});
