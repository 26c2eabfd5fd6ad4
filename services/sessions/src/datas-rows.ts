import type { CsvReport, Domain } from '@strata/contracts';
import type { Fault } from '@strata/kernel';

/** A row that belongs to a session; with `faults`, not to one that can be taken. */
export type DatasRow = {
  readonly row: number;
  readonly studentId: string;
  readonly tutorId: string;
  readonly domain: Domain;
  /** Milliseconds. */
  readonly start: number;
  /** False for a date without a time of day. */
  readonly timed: boolean;
  readonly zone: string;
  readonly minutes: number;
  readonly ratio: string;
  readonly faults: readonly Fault[];
};
export type DatasSession = {
  readonly id: string;
  readonly rows: readonly DatasRow[];
  readonly repeats: readonly DatasRow[];
  readonly faults: readonly Fault[];
  readonly allRows: readonly number[];
};

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?$/;
const SPREADSHEET = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d\d)(?::\d\d)?(?: ?([AP])M)?)?$/i;

/** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM[:SS]`, also of what American spreadsheets write; undefined for anything else. */
export const localTimeOf = (text: string): string | undefined => {
  const [, day, time] = ISO.exec(text) ?? [];
  if (day !== undefined) return time === undefined ? day : `${day}T${time}`;
  const [, month, date, year, hour, minute, half] = SPREADSHEET.exec(text) ?? [];
  if (month === undefined) return undefined;
  const written = `${year}-${month.padStart(2, '0')}-${date!.padStart(2, '0')}`;
  if (hour === undefined) return written;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return `${written}T${String(hours).padStart(2, '0')}:${minute}`;
};

const MINUTE = 60_000;
type Warning = CsvReport['warnings'][number];

/** What somebody should look at although it is taken: repeats, overlaps, days without a time. */
export const warningsOf = (rows: readonly DatasRow[], sessions: readonly DatasSession[]): Warning[] => {
  const untimed = rows.filter(({ timed }) => !timed);
  return [
    ...sessions.flatMap(({ repeats }) => repeats.map(({ row }) => ({ row, code: 'ROW_REPEATED', detail: 'The same row stands above; it counts once.' }))),
    ...overlaps(rows, ({ studentId }) => studentId, 'STUDENT_OVERLAP', 'This student is at another session at the same time'),
    ...overlaps(rows, ({ tutorId }) => tutorId, 'TUTOR_OVERLAP', 'This tutor is at another session at the same time'),
    ...(untimed.length > 0 ? [{ row: untimed[0]!.row, code: 'NO_TIME_OF_DAY', detail: `${untimed.length} of ${rows.length} rows have no time of day: they count from 00:00, so the class time they took cannot be told.` }] : []),
  ].sort((a, b) => a.row - b.row);
};

const overlaps = (rows: readonly DatasRow[], of: (row: DatasRow) => string, code: string, detail: string): Warning[] => {
  const ordered = rows.filter(({ timed, minutes }) => timed && minutes > 0).sort((a, b) => (of(a) === of(b) ? a.start - b.start : of(a) < of(b) ? -1 : 1));
  const found: Warning[] = [];
  let longest: DatasRow | undefined;
  for (const row of ordered) {
    const runs = longest && of(longest) === of(row) ? longest : undefined;
    if (runs && !sameSession(runs, row) && row.start < runs.start + runs.minutes * MINUTE) found.push({ row: row.row, code, detail: `${detail}: see row ${runs.row}.` });
    if (!runs || row.start + row.minutes * MINUTE > runs.start + runs.minutes * MINUTE) longest = row;
  }
  return found;
};

const sameSession = (a: DatasRow, b: DatasRow) => a.tutorId === b.tutorId && a.start === b.start && a.domain === b.domain;
