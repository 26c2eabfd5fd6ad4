import { useEffect, useState, type MouseEvent, type ReactNode, type RefObject } from 'react';
import { Link, useLocation } from 'wouter';
import { rowsInSight } from '../order.ts';
import type { Listing } from './data-table.tsx';

/** More rows than this are drawn only near the eye. */
const DRAW_ALL_UP_TO = 200;

type Shown<Row> = {
  readonly listing: Listing<Row>;
  readonly rows: readonly Row[];
  readonly box: RefObject<HTMLDivElement | null>;
};

export function TableBody<Row>({ listing, rows, box }: Shown<Row>): ReactNode {
  const isLong = rows.length > DRAW_ALL_UP_TO;
  const { first, last, rowHeight } = useSight(box, rows.length, isLong);
  const spacer = (height: number) =>
    height > 0 && (
      <tr className="spacer" aria-hidden="true">
        <td colSpan={listing.columns.length} style={{ height }} />
      </tr>
    );
  return (
    <tbody>
      {spacer(first * rowHeight)}
      {rows.slice(first, last).map((row, index) => (
        <TableRow key={listing.keyOf(row)} listing={listing} row={row} index={isLong ? first + index : undefined} />
      ))}
      {spacer((rows.length - last) * rowHeight)}
    </tbody>
  );
}

function useSight(box: RefObject<HTMLDivElement | null>, total: number, isLong: boolean) {
  const [view, setView] = useState({ top: 0, height: 800, rowHeight: 32 });
  useEffect(() => {
    const element = box.current;
    if (!isLong || !element) return;
    const look = () => {
      const row = element.querySelector<HTMLElement>('tbody tr:not(.spacer)');
      setView({ top: element.scrollTop, height: element.clientHeight, rowHeight: row?.offsetHeight ?? 32 });
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [box, isLong]);
  return { rowHeight: view.rowHeight, ...(isLong ? rowsInSight(total, view) : { first: 0, last: total }) };
}

type RowShown<Row> = { readonly listing: Listing<Row>; readonly row: Row; readonly index: number | undefined };

function TableRow<Row>({ listing: { columns, hrefOf }, row, index }: RowShown<Row>): ReactNode {
  const [, navigate] = useLocation();
  const href = hrefOf?.(row);
  const follow = ({ target, defaultPrevented }: MouseEvent) => {
    const isSelecting = (getSelection()?.toString() ?? '') !== '';
    if (href && !defaultPrevented && !isSelecting && !(target as Element).closest('a, button')) navigate(href);
  };
  const [head, ...cells] = columns;
  return (
    <tr
      className={href && 'leads'}
      onClick={href ? follow : undefined}
      aria-rowindex={index === undefined ? undefined : index + 2}
    >
      <th scope="row" className={head!.kind}>
        {href ? <Link href={href}>{head!.cell(row)}</Link> : head!.cell(row)}
      </th>
      {cells.map(({ id, kind, cell }) => (
        <td key={id} className={kind}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}
