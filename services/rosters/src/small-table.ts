import { parse } from 'csv-parse/sync';
import { DomainError } from '@strata/kernel';

export type TableRow = {
  /** Trimmed cells of the columns asked for; '' where the file has none. */
  readonly cells: Readonly<Record<string, string>>;
  /** `file:row:field`, rows as a spreadsheet counts them. */
  pointer(field: string): string;
};

/**
 * The rows of a small CSV table that somebody typed: columns by name in any order, further ones ignored, with or
 * without byte order mark, CRLF or LF. Not for rosters, which are streamed.
 * @throws DomainError `CSV_UNREADABLE`, `CSV_COLUMN_MISSING`, `CSV_EMPTY`
 */
export const readTable = (file: string, csv: string, columns: readonly string[], optional: readonly string[] = []): TableRow[] => {
  const lines = parsed(file, csv);
  const header = lines[0]?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const faults = missing.map((column) => ({ pointer: `${file}:1:${column}`, code: 'CSV_COLUMN_MISSING', detail: `The header is ${[...columns, ...optional].join(',')}.` }));
    throw new DomainError('CSV_COLUMN_MISSING', 'invalid', `The column ${missing[0]} is missing; the header is ${[...columns, ...optional].join(',')}.`, { faults });
  }
  if (lines.length === 1) throw new DomainError('CSV_EMPTY', 'invalid', 'The table has a header and no rows.');
  const wanted = [...columns, ...optional];
  return lines.slice(1).map(({ record, info }) => ({
    cells: Object.fromEntries(wanted.map((column) => [column, record[header.indexOf(column)]?.trim() ?? ''])),
    pointer: (field) => `${file}:${info.lines}:${field}`,
  }));
};

type Line = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

const parsed = (file: string, csv: string): readonly Line[] => {
  try {
    return parse(csv, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] }) as unknown as Line[];
  } catch (error) {
    const row = (error as { lines?: number }).lines ?? 1;
    const faults = [{ pointer: `${file}:${row}`, code: 'CSV_UNREADABLE', detail: 'Cells with quotes are quoted, and their quotes doubled.' }];
    throw new DomainError('CSV_UNREADABLE', 'invalid', `Row ${row} is not readable as CSV.`, { faults });
  }
};
