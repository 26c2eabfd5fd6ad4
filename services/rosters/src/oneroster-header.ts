import type { CsvRows } from './oneroster-csv.ts';
import type { FileIssues } from './oneroster-issues.ts';
import type { Column } from './oneroster-schema.ts';

/** Which cell of a row holds which column of the standard; -1 where the file has no such column. */
export interface Header {
  readonly cellOf: Int32Array;
  readonly width: number;
  /** The names as they stand in the file, to know the header again where it is repeated. */
  readonly names: readonly string[];
}

/** Places the columns by name: in any order, case and padding, with foreign columns in between. Undefined when it cannot be used. */
export const readHeader = (row: CsvRows, columns: readonly Column[], issues: FileIssues): Header | undefined => {
  const names = Array.from({ length: row.width }, (_, cell) => row.text(cell));
  const keys = names.map(name => name.trim().toLowerCase());
  const cellOf = Int32Array.from(columns, column => keys.indexOf(column.name.toLowerCase()));
  // Without the key column this may be a row of people, whose names must not be shown.
  const isHeader = cellOf[0] >= 0;
  const complete = reportMissing(columns, cellOf, issues);
  if (!isHeader) return undefined;
  const known = keys.map(key => columns.find(column => column.name.toLowerCase() === key));
  const distinct = reportDuplicates(names.map((_, cell) => known[cell]?.name ?? place(cell)), keys, issues);
  names.forEach((name, cell) => reportName(name, cell, known[cell], issues));
  reportOrder(cellOf, issues);
  return complete && distinct ? { cellOf, width: row.width, names } : undefined;
};

/**
 * A foreign column goes by its place, never by its name: where the line end of the header was lost, the first person of
 * the file stands in it, password included.
 */
const place = (cell: number): string => `column ${cell + 1}`;

const reportDuplicates = (shownNames: readonly string[], keys: readonly string[], issues: FileIssues): boolean => {
  let distinct = true;
  keys.forEach((key, cell) => {
    const first = keys.indexOf(key);
    if (key === '' || first === cell) return;
    issues.add('DUPLICATE_HEADER', shownNames[cell], 1, () => `Columns ${first + 1} and ${cell + 1} have it.`);
    distinct = false;
  });
  return distinct;
};

const reportName = (name: string, cell: number, column: Column | undefined, issues: FileIssues): void => {
  if (column !== undefined) {
    if (name !== column.name) issues.add('HEADER_FORM', column.name, 1, () => `Write ${column.name}.`);
  } else if (name.trim() === '') issues.add('NAMELESS_COLUMN', place(cell), 1);
  else if (name.trim().startsWith('metadata.')) issues.add('METADATA_COLUMN', place(cell), 1);
  else issues.add('UNKNOWN_COLUMN', place(cell), 1);
};

const reportMissing = (columns: readonly Column[], cellOf: Int32Array, issues: FileIssues): boolean => {
  let usable = true;
  columns.forEach((column, index) => {
    if (cellOf[index] >= 0) return;
    const needed = column.required === true || column.inHeader === true;
    if (needed) usable = false;
    const code = needed ? 'MISSING_COLUMN' : 'MISSING_OPTIONAL_COLUMN';
    issues.add(code, column.name, 1, () => `Add the column ${column.name}.`);
  });
  return usable;
};

const reportOrder = (cellOf: Int32Array, issues: FileIssues): void => {
  const placed = [...cellOf].filter(cell => cell >= 0);
  if (placed.some((cell, i) => i > 0 && cell < placed[i - 1])) issues.add('COLUMN_ORDER', '', 1);
};
