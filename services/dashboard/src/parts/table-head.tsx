import type { ReactNode } from 'react';
import type { Sort } from '../order.ts';
import type { Column } from './data-table.tsx';

type Shown<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly sort: Sort | undefined;
  readonly onSort: (column: Column<Row>) => void;
};

export function TableHead<Row>({ columns, sort, onSort }: Shown<Row>): ReactNode {
  const state = (id: string) => (sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : undefined);
  return (
    <thead>
      <tr>
        {columns.map(column => (
          <th
            key={column.id}
            scope="col"
            className={column.kind === 'number' ? 'number' : undefined}
            aria-sort={state(column.id)}
          >
            {column.rank ? (
              <button type="button" onClick={() => onSort(column)}>
                {column.head}
              </button>
            ) : (
              column.head
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}
