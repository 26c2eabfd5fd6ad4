import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { nextSort, sorted, sortOf, sortText, type Sort } from '../order.ts';
import type { Column } from './data-table.tsx';

type Sorting<Row> = {
  readonly rows: readonly Row[];
  readonly sort: Sort | undefined;
  readonly text: string;
  readonly sortBy: (column: Column<Row>) => void;
};

/** The order of a list, kept in the address. */
export function useSort<Row>(columns: readonly Column<Row>[], rows: readonly Row[], name: string): Sorting<Row> {
  const [query, setQuery] = useSearchParams();
  const text = query.get(name) ?? '';
  const sort = sortOf(text);
  const rank = columns.find(({ id }) => id === sort?.column)?.rank;
  const inOrder = useMemo(() => (sort && rank ? sorted(rows, rank, sort.descending) : rows), [rows, text]);
  const sortBy = (column: Column<Row>) => {
    const next = nextSort(sort, column.id, column.kind === 'number' || column.kind === 'figure-cell');
    const replaced = new URLSearchParams(query);
    replaced.set(name, sortText(next));
    setQuery(replaced, { replace: true });
  };
  return { rows: inOrder, sort, text, sortBy };
}
