import type { BatchAnswer, CsvReport, Domain } from '@strata/contracts';
import { DomainError, type Fault } from '@strata/kernel';
import { parse } from 'csv-parse/sync';
import { localTimeOf, warningsOf, type DatasRow, type DatasSession } from './datas-rows.ts';
import { digest } from './event-identity.ts';
import type { ListedProvider } from './provider-directory.ts';
import { fromLocal, inZone } from './school-time.ts';

/** The session file of the DATAS tutor data standard: one row per student and session, no session id, no attendance. */
const REQUIRED = ['student_id', 'session_topic', 'session_date', 'session_duration', 'tutor_id'] as const;
const COLUMNS: readonly string[] = [...REQUIRED, 'session_ratio'];
const TOPICS: Readonly<Record<string, Domain>> = { math: 'math', mathematics: 'math', ela: 'ela', reading: 'ela' };
const SOURCE = 'urn:strata:datas-csv';
const MAX_BYTES = 1024 * 1024;
const MINUTE = 60_000;
const DAY_MINUTES = 1440;

export type DatasFile = {
  readonly rows: number;
  /** CloudEvents, one per session, and an empty one per row that belongs to none. */
  readonly events: readonly unknown[];
  /** The rows of each event; row 1 is the header. */
  readonly rowsOf: readonly (readonly number[])[];
  /** Event -> why it is not taken, found while reading. */
  readonly refusals: ReadonlyMap<number, DomainError>;
  readonly warnings: CsvReport['warnings'];
};

/**
 * Rows of one tutor, start and topic are one session. A session with a faulty row is not taken at all, so that it can be
 * sent again when the row is mended.
 * @throws DomainError `CSV_UNREADABLE` (400), `BODY_TOO_LARGE` (413), `COLUMNS_MISSING`, `COLUMN_REPEATED`, `NO_AGREEMENT`
 */
export const readDatas = (body: unknown, listed: ListedProvider): DatasFile => {
  const [header, ...records] = recordsOf(body);
  const columns = (header ?? []).map((name) => name.trim().toLowerCase());
  const absent = REQUIRED.filter((name) => !columns.includes(name));
  if (absent.length > 0) throw new DomainError('COLUMNS_MISSING', 'invalid', `The header row lacks ${absent.join(', ')}.`, { faults: absent.map((name) => ({ pointer: `sessions.csv:1:${name}`, code: 'COLUMN_MISSING', detail: 'This column is required.' })) });
  const repeated = COLUMNS.filter((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
  if (repeated.length > 0) throw new DomainError('COLUMN_REPEATED', 'invalid', `The header row names ${repeated.join(', ')} more than once.`, { faults: repeated.map((name) => ({ pointer: `sessions.csv:1:${name}`, code: 'COLUMN_REPEATED', detail: 'Which of them counts cannot be told.' })) });
  const unknown = columns.filter((name) => name !== '' && !COLUMNS.includes(name));
  const rows = records.flatMap((record, index) => (record.length === 1 && record[0] === '' ? [] : [readRow(fieldsOf(columns, record), index + 2, listed)]));
  const sessions = sessionsOf(rows);
  const read = rows.filter((row): row is DatasRow => 'start' in row && row.faults.length === 0);
  return {
    rows: rows.length, ...eventsOf(sessions, rows.filter((row) => !('start' in row))),
    warnings: [...unknown.map((name) => ({ row: 1, code: 'COLUMN_UNKNOWN', detail: `The column ${JSON.stringify(name.slice(0, 64))} is not part of the standard and was not read.` })), ...warningsOf(read, sessions)],
  };
};

const recordsOf = (body: unknown): readonly string[][] => {
  if (typeof body !== 'string') throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'invalid', 'Send the file as text/csv.', { status: 415 });
  if (Buffer.byteLength(body) > MAX_BYTES) throw new DomainError('BODY_TOO_LARGE', 'invalid', 'A file holds at most 1 MiB: send it in parts.', { status: 413 });
  try {
    return parse(body, { bom: true, relax_column_count: true, skip_empty_lines: false, trim: true });
  } catch (error) {
    const { lines } = error as { lines?: number };
    throw new DomainError('CSV_UNREADABLE', 'invalid', `The file is not CSV${lines === undefined ? '' : ` from line ${lines} on`}: look for a quotation mark that is not closed.`, { status: 400 });
  }
};

const fieldsOf = (columns: readonly string[], record: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(columns.map((name, place) => [name, record[place] ?? '']));

type Unplaced = { readonly row: number; readonly faults: readonly Fault[] };

/** A row without a readable tutor, topic or date belongs to no session. */
const readRow = (fields: Readonly<Record<string, string>>, row: number, listed: ListedProvider): DatasRow | Unplaced => {
  const placing: Fault[] = [];
  const fault = (field: string, detail: string): Fault => ({ pointer: `sessions.csv:${row}:${field}`, code: 'INVALID', detail });
  const studentId = fields['student_id']!;
  const tutorId = fields['tutor_id']!;
  const zone = zoneOf(studentId, listed);
  const local = localTimeOf(fields['session_date']!);
  const start = local === undefined ? Number.NaN : fromLocal(zone, local);
  const domain = TOPICS[fields['session_topic']!.toLowerCase()];
  if (tutorId === '' || tutorId.length > 64) placing.push(fault('tutor_id', 'An id of 1 to 64 characters.'));
  if (!domain) placing.push(fault('session_topic', `One of ${Object.keys(TOPICS).join(', ')}.`));
  if (Number.isNaN(start)) placing.push(fault('session_date', 'A local date (2026-10-05) or date and time (2026-10-05T09:30), without a zone.'));
  if (placing.length > 0) return { row, faults: placing };
  const faults: Fault[] = [];
  const minutes = /^\d+(\.\d+)?$/.test(fields['session_duration']!) ? Math.round(Number(fields['session_duration'])) : Number.NaN;
  if (!(minutes <= DAY_MINUTES)) faults.push(fault('session_duration', `Minutes, 0 to ${DAY_MINUTES}.`));
  if (studentId === '' || studentId.length > 64) faults.push(fault('student_id', 'An id of 1 to 64 characters.'));
  return { row, studentId, tutorId, domain: domain!, start, timed: local!.length > 10, zone, minutes, ratio: (fields['session_ratio'] ?? '').slice(0, 20), faults };
};

const zoneOf = (studentId: string, { scope, provider }: ListedProvider): string => {
  const zone = scope.get(studentId)?.[0]?.timeZone ?? provider.agreements.at(-1)?.timeZone;
  if (zone === undefined) throw new DomainError('NO_AGREEMENT', 'rejected', 'There is no agreement with this provider yet.');
  return zone;
};

const sessionsOf = (rows: readonly (DatasRow | Unplaced)[]): readonly DatasSession[] => {
  const sessions = new Map<string, DatasRow[]>();
  for (const row of rows) {
    if (!('start' in row)) continue;
    const id = digest(`datas\n${row.tutorId}\n${row.start}\n${row.domain}`, 20);
    sessions.set(id, [...(sessions.get(id) ?? []), row]);
  }
  return [...sessions].map(([id, own]) => withoutRepeats(id, own));
};

/** A student is once in a session: the same row again is dropped, other minutes are a fault. */
const withoutRepeats = (id: string, rows: readonly DatasRow[]): DatasSession => {
  const first = new Map<string, DatasRow>();
  const repeats: DatasRow[] = [];
  const faults = rows.flatMap((row) => row.faults);
  for (const row of rows) {
    const known = first.get(row.studentId);
    if (!known) first.set(row.studentId, row);
    else if (known.minutes === row.minutes) repeats.push(row);
    else faults.push({ pointer: `sessions.csv:${row.row}:session_duration`, code: 'ROWS_DISAGREE', detail: `Row ${known.row} gives this student other minutes for the same session.` });
  }
  return { id, rows: [...first.values()], repeats, faults, allRows: rows.map(({ row }) => row) };
};

const eventsOf = (sessions: readonly DatasSession[], unplaced: readonly Unplaced[]) => {
  const refusals = new Map<number, DomainError>();
  const refuse = (index: number, faults: readonly Fault[]) =>
    void (faults.length > 0 && refusals.set(index, new DomainError('ROWS_INVALID', 'invalid', `${faults.length} ${faults.length === 1 ? 'field does' : 'fields do'} not fit.`, { faults })));
  sessions.forEach(({ faults }, index) => refuse(index, faults));
  unplaced.forEach(({ faults }, index) => refuse(sessions.length + index, faults));
  const events = [...sessions.map(eventOf), ...unplaced.map(() => ({}))];
  return { events, refusals, rowsOf: [...sessions.map(({ allRows }) => allRows), ...unplaced.map(({ row }) => [row])] };
};

/** 0 minutes is an absence; where nobody came, the session was a no-show. */
const eventOf = ({ id, rows, faults }: DatasSession): object => {
  const [{ start, zone, domain, tutorId, ratio }] = rows as [DatasRow];
  const longest = Math.max(...rows.map(({ minutes }) => minutes));
  const envelope = { specversion: '1.0', id, source: SOURCE };
  const about = { providerSessionId: `datas-${id}`, domain, tutorId };
  if (faults.length > 0) return { ...envelope, type: 'org.strata.session.held.v1', data: about };
  if (longest === 0) {
    const data = { ...about, scheduledStart: inZone(zone, start), status: 'no_show', cancelReason: 'nobody attended', students: rows.map(({ studentId }) => ({ studentId })) };
    return { ...envelope, type: 'org.strata.session.cancelled.v1', data };
  }
  const students = rows.map(({ studentId, minutes }) => ({ studentId, attendance: minutes > 0 ? 'present' : 'unexcused_absence', minutesPresent: minutes }));
  const data = { ...about, actualStart: inZone(zone, start), actualEnd: inZone(zone, start + longest * MINUTE), ...(ratio !== '' && { ratio }), students };
  return { ...envelope, type: 'org.strata.session.held.v1', data };
};

/** The answer in terms of the file: rows instead of places in a batch. */
export const reportOf = (file: DatasFile, { batchId, accepted, duplicates, rejected, dryRun }: BatchAnswer): CsvReport => ({
  batchId, accepted, duplicates, ...(dryRun && { dryRun }), rows: file.rows, sessions: file.events.length,
  rejected: rejected.map(({ index, id, problem }) => ({ rows: [...file.rowsOf[index]!], ...(id !== undefined && { id }), problem: { ...problem, ...(problem.errors && { errors: problem.errors.map((fault) => ({ ...fault, pointer: inFile(fault.pointer, file.rowsOf[index]!) })) }) } })),
  warnings: file.warnings,
});

/** A fault of the n-th student of a session is one of its n-th row. */
const inFile = (pointer: string, rows: readonly number[]): string => {
  const place = /^\/data\/students\/(\d+)\/studentId$/.exec(pointer)?.[1];
  return place === undefined ? pointer : `sessions.csv:${rows[Number(place)] ?? rows[0]}:student_id`;
};
