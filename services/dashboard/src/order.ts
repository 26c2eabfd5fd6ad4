export type Sort = { readonly column: string; readonly descending: boolean };

/** `moved` or `-moved`, as the address says it. */
export const sortOf = (text: string | null): Sort | undefined => {
  if (!text) return undefined;
  return text.startsWith('-') ? { column: text.slice(1), descending: true } : { column: text, descending: false };
};

export const sortText = ({ column, descending }: Sort): string => (descending ? `-${column}` : column);

/** What a click on a head does: numbers start with the largest, words with A; a second click turns it round. */
export const nextSort = (current: Sort | undefined, column: string, startDescending: boolean): Sort =>
  current?.column === column ? { column, descending: !current.descending } : { column, descending: startDescending };

type Rank = string | number | null | undefined;
const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare = (a: Rank, b: Rank): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return words.compare(String(a), String(b));
};

/** A stable sort; rows without a value come last either way. */
export const sorted = <Row>(rows: readonly Row[], rank: (row: Row) => Rank, descending: boolean): Row[] => {
  const isEmpty = (value: Rank) => value === null || value === undefined || value === '';
  return rows
    .map((row, index) => ({ row, index, value: rank(row) }))
    .sort((a, b) => {
      if (isEmpty(a.value) || isEmpty(b.value))
        return Number(isEmpty(a.value)) - Number(isEmpty(b.value)) || a.index - b.index;
      return (descending ? compare(b.value, a.value) : compare(a.value, b.value)) || a.index - b.index;
    })
    .map(({ row }) => row);
};

/**
 * The rows as they stand under somebody's hand: what is shown stays where it is (with its new values, or its last ones
 * when it left), and what is new waits.
 */
export const heldRows = <Row>(
  shown: readonly Row[],
  incoming: readonly Row[],
  keyOf: (row: Row) => string,
): { rows: Row[]; waiting: number } => {
  const latest = new Map(incoming.map(row => [keyOf(row), row]));
  const rows = shown.map(row => latest.get(keyOf(row)) ?? row);
  const known = new Set(shown.map(keyOf));
  return { rows, waiting: incoming.filter(row => !known.has(keyOf(row))).length };
};

/** Which of many rows of one height are near the eye: `[first, last)`. */
export const rowsInSight = (
  total: number,
  view: { top: number; height: number; rowHeight: number },
): { first: number; last: number } => {
  const spare = 20;
  const first = Math.max(0, Math.floor(view.top / view.rowHeight) - spare);
  const last = Math.min(total, Math.ceil((view.top + view.height) / view.rowHeight) + spare);
  return { first: Math.min(first, last), last };
};
