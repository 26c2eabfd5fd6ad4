import {
  createContext,
  use,
  useId,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { csvFileName, csvOf, downloadCsv, type Cell } from '../csv.ts';
import { localDate } from '../dates.ts';

/** The same figure as a table. */
export type Twin = { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] };
type Said = {
  readonly title: string;
  readonly description: string;
  readonly twin: Twin;
  /** What the line below says while no mark is looked at. */
  readonly hint?: string;
  readonly legend?: ReactNode;
  readonly children: ReactNode;
};

const Reading = createContext<(text: string | undefined) => void>(() => undefined);
const Named = createContext<{ title: string; description: string } | undefined>(undefined);

/** A figure with its title, its description, its table twin and its download; what a mark says stands below. */
export function Figure({ title, description, twin, hint = '', legend, children }: Said): ReactNode {
  const id = useId();
  const [isTable, showTable] = useState(false);
  const [reading, read] = useState<string>();
  const names = useMemo(() => ({ title: `${id}-title`, description: `${id}-description` }), [id]);
  const save = () => downloadCsv(csvFileName(title, localDate(new Date())), csvOf(twin.head, twin.rows));
  return (
    <section className="figure contained" aria-labelledby={names.title}>
      <div className="figure-head">
        <h2 id={names.title}>{title}</h2>
        <p id={names.description}>{description}</p>
        <div className="actions">
          <button type="button" className="link-button" aria-pressed={isTable} onClick={() => showTable(!isTable)}>
            Table<span className="unseen"> of {title}</span>
          </button>
          <button type="button" className="link-button" onClick={save}>
            CSV<span className="unseen"> of {title}</span>
          </button>
        </div>
      </div>
      {isTable ? (
        <TwinTable title={title} twin={twin} />
      ) : (
        <Reading value={read}>
          <Named value={names}>
            {children}
            {legend}
          </Named>
          <p className="reading" data-on={reading === undefined ? undefined : ''} aria-hidden="true">
            {reading ?? hint}
          </p>
        </Reading>
      )}
    </section>
  );
}

function TwinTable({ title, twin: { head, rows } }: { readonly title: string; readonly twin: Twin }): ReactNode {
  const kind = (cell: Cell) => (typeof cell === 'number' ? 'number' : undefined);
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label={`${title}, table`}>
      <table>
        <thead>
          <tr>
            {head.map((text, index) => (
              <th key={text} scope="col" className={kind(rows[0]?.[index])}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={kind(cell)}>
                  {typeof cell === 'number' ? cell.toLocaleString('en-US') : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Drawn = {
  readonly height: number;
  readonly width?: number | undefined;
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A drawing inside a figure. One stop for the tab key; the arrows walk from mark to mark. */
export function Drawing({ height, width, label, className, children }: Drawn): ReactNode {
  const names = use(Named);
  const svg = useRef<SVGSVGElement>(null);
  const marks = () => [...(svg.current?.querySelectorAll<SVGElement>('[data-mark]') ?? [])];
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    const all = marks();
    const next = all[all.indexOf(event.target as SVGElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  const remember = ({ target }: FocusEvent) => {
    for (const mark of marks()) mark.setAttribute('tabindex', mark === target ? '0' : '-1');
  };
  return (
    <svg
      ref={svg}
      className={className}
      width={width ?? '100%'}
      height={height}
      viewBox={width === undefined ? undefined : `0 0 ${width} ${height}`}
      role="group"
      aria-label={label}
      aria-labelledby={label ? undefined : names?.title}
      aria-describedby={names?.description}
      onKeyDown={walk}
      onFocus={remember}
    >
      {children}
    </svg>
  );
}

/** One thing that can be looked at: by pointer, by keyboard, by ear. The first of a drawing takes the tab key. */
export function Mark({
  says,
  first = false,
  children,
}: {
  readonly says: string;
  readonly first?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const read = use(Reading);
  return (
    <g
      data-mark=""
      role="img"
      aria-label={says}
      tabIndex={first ? 0 : -1}
      onPointerEnter={() => read(says)}
      onPointerLeave={() => read(undefined)}
      onFocus={() => read(says)}
      onBlur={() => read(undefined)}
    >
      {children}
    </g>
  );
}
