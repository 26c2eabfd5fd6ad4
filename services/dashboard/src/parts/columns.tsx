import type { Cell } from '../csv.ts';
import { moment } from '../dates.ts';
import { count } from '../numbers.ts';
import type { Column } from './data-table.tsx';
import { Glow } from './glow.tsx';

type Of<Row, Value> = (row: Row) => Value;
type Named = { readonly id: string; readonly head: string };

/** Words: shown, sorted and saved as they are. */
export const wordColumn = <Row,>(
  { id, head, kind }: Named & Pick<Column<Row>, 'kind'>,
  of: Of<Row, string | undefined>,
): Column<Row> => ({
  id,
  head,
  ...(kind && { kind }),
  cell: of,
  rank: of,
  csv: of,
});

/** Words from a pointer, an id or a field name. */
export const codeColumn = <Row,>(named: Named, of: Of<Row, string | undefined>): Column<Row> => ({
  ...named,
  cell: row => <code>{of(row) ?? '–'}</code>,
  rank: of,
  csv: of,
});

/** A number, which glows when it changes; saved as a number whatever it is shown as. */
export const numberColumn = <Row,>(
  named: Named,
  of: Of<Row, number | undefined>,
  show: (value: number) => string = count,
): Column<Row> => ({
  ...named,
  kind: 'number',
  cell: row => {
    const value = of(row);
    return value === undefined ? '–' : <Glow>{show(value)}</Glow>;
  },
  rank: of,
  csv: of,
});

/** An instant, shown where the reader is. */
export const instantColumn = <Row,>(
  named: Named & Pick<Column<Row>, 'kind'>,
  of: Of<Row, string | undefined>,
): Column<Row> => ({
  ...named,
  cell: row => {
    const at = of(row);
    return at ? moment(at) : 'never';
  },
  rank: of,
  csv: (row): Cell => of(row),
});
