import { DomainError, type Fault } from '@strata/kernel';
import { parse } from 'csv-parse/sync';

/** One row of what was sent: its fields as they came, and where to point when one is wrong. */
export type Row = { readonly fields: unknown; readonly at: (field: string) => string };
export type Table = { readonly rows: readonly Row[]; readonly warnings: readonly Fault[] };

export const FILE = 'screenings.csv';
/** Rows of one file. A district of 100,000 students sends its screenings in several. */
export const MAX_ROWS = 100_000;

const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['student', 'student'], ['studentid', 'student'], ['sourcedid', 'student'], ['studentsourcedid', 'student'],
  ['screeningid', 'screeningId'], ['domain', 'domain'], ['instrument', 'instrument'], ['period', 'period'], ['schoolyear', 'schoolYear'], ['date', 'date'],
  ['score', 'score'], ['percentile', 'percentile'], ['gradelevel', 'gradeLevel'], ['grade', 'gradeLevel'], ['correctionreason', 'correctionReason'],
]);
const REQUIRED = ['student', 'domain', 'instrument', 'period', 'date', 'score'];
const NUMBERS = new Set(['score', 'percentile']);
const WORDS = new Set(['domain', 'period']);
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * Screenings as CSV with a header, columns in any order and in any spelling of their names. Rows are counted as a
 * spreadsheet does: the header is row 1. What a row holds is checked by whoever takes the screenings.
 * @throws DomainError `CSV_UNREADABLE` (400), `CSV_HEADER_INVALID`, `CSV_TOO_LONG`.
 */
export const readScreeningTable = (text: string): Table => {
  const [header = [], ...lines] = recordsOf(text);
  const { columns, warnings } = readHeader(header);
  if (lines.length > MAX_ROWS) throw new DomainError('CSV_TOO_LONG', 'invalid', `At most ${MAX_ROWS} rows in one file.`, { status: 413 });
  const rows = lines.flatMap((cells, index): Row[] => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const at = (field: string) => `${FILE}:${index + 2}:${field}`;
    return [{ fields: cells.length === header.length ? fieldsOf(cells, columns) : undefined, at }];
  });
  return { rows, warnings };
};

const recordsOf = (text: string): string[][] => {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: false });
  } catch (error) {
    const { lines } = error as { lines?: number };
    throw new DomainError('CSV_UNREADABLE', 'invalid', `Not readable as CSV${lines === undefined ? '' : ` from line ${lines} on`}: quotes must be closed, and doubled inside.`, { status: 400 });
  }
};

const readHeader = (header: readonly string[]) => {
  const columns = header.map((name) => COLUMNS.get(name.toLowerCase().replaceAll(/[^a-z]/g, '')));
  const faults = REQUIRED.filter((name) => !columns.includes(name)).map((name) => faultAt(name, 'COLUMN_MISSING', `The column ${name} is needed.`));
  columns.forEach((name, place) => {
    if (name !== undefined && columns.indexOf(name) !== place) faults.push(faultAt(name, 'COLUMN_REPEATED', `The column ${name} comes twice.`));
  });
  if (faults.length > 0) throw new DomainError('CSV_HEADER_INVALID', 'invalid', `The header must name ${REQUIRED.join(', ')}.`, { faults });
  const unknown = columns.filter((name) => name === undefined).length;
  const warnings = unknown === 0 ? [] : [faultAt('', 'COLUMN_UNKNOWN', `${unknown} ${unknown === 1 ? 'column is' : 'columns are'} not known and ignored.`)];
  return { columns, warnings };
};

const faultAt = (column: string, code: string, detail: string): Fault => ({ pointer: `${FILE}:1:${column}`, code, detail });

const fieldsOf = (cells: readonly string[], columns: readonly (string | undefined)[]): Record<string, unknown> => {
  const fields: Record<string, unknown> = {};
  cells.forEach((cell, place) => {
    const name = columns[place];
    const value = cell.trim();
    if (name !== undefined && value !== '') fields[name] = valueOf(name, value);
  });
  return fields;
};

const valueOf = (name: string, value: string): string | number => {
  if (NUMBERS.has(name) && NUMBER.test(value)) return Number(value);
  return WORDS.has(name) ? value.toLowerCase() : value;
};

/** JSON, as one screening or a list of them; pointers lead into the body. */
export const readScreeningList = (body: unknown): Table => {
  if (Array.isArray(body)) return { rows: body.map((fields: unknown, index) => ({ fields, at: (field) => `/${index}${field === '' ? '' : `/${field}`}` })), warnings: [] };
  return { rows: [{ fields: body, at: (field) => (field === '' ? '' : `/${field}`) }], warnings: [] };
};
