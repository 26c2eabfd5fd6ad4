import { useRef, type ReactNode } from 'react';
import { csvFileName, csvOf, downloadCsv, type Cell } from '../csv.ts';
import { localDate } from '../dates.ts';
import { count } from '../numbers.ts';
import { TableBody } from './table-body.tsx';
import { TableHead } from './table-head.tsx';
import { useCalmRows } from './use-calm-rows.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useSort } from './use-sort.ts';

export type Column<Row> = {
  readonly id: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by; without it, the head is not a button. */
  readonly rank?: (row: Row) => string | number | undefined;
  /** What stands in the download; `false` leaves the column out. */
  readonly csv: ((row: Row) => Cell) | false;
  readonly kind?: 'number' | 'figure-cell' | 'wrap' | 'quiet';
};

export type Listing<Row> = {
  readonly title: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Where a row leads. */
  readonly hrefOf?: (row: Row) => string;
  /** What would fill it. */
  readonly empty: ReactNode;
  readonly note?: ReactNode;
  /** Name of the address's parameter that holds the order. */
  readonly sortName?: string;
  /** The page's main list: j, k and Enter work on it. */
  readonly main?: boolean;
  readonly more?: { readonly load: () => void; readonly loading: boolean } | undefined;
};

/** A dense list: sorted by its heads, calm under the hand, one download away from a spreadsheet. */
export function DataTable<Row>(listing: Listing<Row>): ReactNode {
  const { title, columns, keyOf, rows, main = false, more } = listing;
  const box = useRef<HTMLDivElement>(null);
  const order = useSort(columns, rows, listing.sortName ?? 'sort');
  const calm = useCalmRows(order.rows, keyOf, order.text);
  useRowKeys(box, main);
  return (
    <section className="listing" aria-label={title}>
      <div className="bar-line">
        <h2>{title}</h2>
        <span className="note">{listing.note ?? noteOf(rows.length, more !== undefined)}</span>
        <div className="actions">
          {calm.waiting > 0 && (
            <button type="button" className="new-rows" onClick={calm.release}>
              {count(calm.waiting)} new
            </button>
          )}
          <CsvButton listing={listing} rows={order.rows} />
        </div>
      </div>
      {rows.length === 0 ? (
        <div className="empty">
          <p>{listing.empty}</p>
        </div>
      ) : (
        <div ref={box} className="table-box" tabIndex={0} role="region" aria-label={`${title}, table`} {...calm.watch}>
          <table aria-rowcount={more ? -1 : rows.length + 1}>
            <TableHead columns={columns} sort={order.sort} onSort={order.sortBy} />
            <TableBody listing={listing} rows={calm.rows} box={box} />
          </table>
        </div>
      )}
      {more && <MoreButton more={more} />}
    </section>
  );
}

const noteOf = (shown: number, hasMore: boolean): string => {
  if (shown === 0) return '';
  return hasMore ? `The first ${count(shown)}` : count(shown);
};

function CsvButton<Row>({
  listing: { title, columns, rows: all },
  rows,
}: {
  readonly listing: Listing<Row>;
  readonly rows: readonly Row[];
}): ReactNode {
  if (all.length === 0) return null;
  const save = () => {
    const told = columns.flatMap(({ head, csv }) => (csv ? [{ head, csv }] : []));
    const text = csvOf(
      told.map(({ head }) => head),
      rows.map(row => told.map(({ csv }) => csv(row))),
    );
    downloadCsv(csvFileName(title, localDate(new Date())), text);
  };
  return (
    <button type="button" className="link-button" onClick={save}>
      CSV<span className="unseen"> of {title}</span>
    </button>
  );
}

function MoreButton({ more }: { readonly more: NonNullable<Listing<never>['more']> }): ReactNode {
  return (
    <p className="more-line">
      <button type="button" className="button" onClick={more.load} disabled={more.loading}>
        {more.loading ? 'Loading …' : 'Show more'}
      </button>
    </p>
  );
}
