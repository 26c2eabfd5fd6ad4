export type Cell = string | number | null | undefined;

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/**
 * One cell as RFC 4180 writes it. Text that a spreadsheet would run as a formula is prefixed by an apostrophe (OWASP,
 * "CSV injection"); numbers are ours and stay numbers, the negative ones too.
 */
export const csvCell = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csvOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [head, ...rows].map(row => row.map(csvCell).join(',')).join('\r\n') + '\r\n';

/** Lower-case words with hyphens, and the day: `movement-district-2026-10-05.csv`. */
export const csvFileName = (title: string, day: string): string => {
  const words = title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `${words || 'table'}-${day}.csv`;
};

/** The mark at the front lets spreadsheets read it as UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

export const downloadCsv = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the address only after the click returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
