import type { ReactNode } from 'react';
import { count, percent, share } from '../numbers.ts';
import { Drawing, Figure, Mark } from './figure.tsx';

export type Outcome = {
  readonly name: string;
  readonly held: number;
  readonly cancelled: number;
  readonly noShow: number;
};

const HEIGHT = 22;
const PARTS = [
  { key: 'held', words: 'held', className: 'held', fill: 'var(--core)' },
  { key: 'cancelled', words: 'cancelled', className: 'not-held', fill: 'transparent' },
  { key: 'noShow', words: 'nobody came', className: 'nobody', fill: 'url(#nobody-came)' },
] as const;

/** Held beside not held, one bar for each name, as long as the name has sessions. */
export function OutcomeFigure({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly Outcome[];
}): ReactNode {
  const totalOf = ({ held, cancelled, noShow }: Outcome) => held + cancelled + noShow;
  const most = Math.max(1, ...rows.map(totalOf));
  return (
    <Figure
      title={title}
      description="Held filled, cancelled as outline, nobody came crossed out; the length is the number of sessions."
      hint="The share beside a bar is what was held."
      twin={{
        head: ['Name', 'Held', 'Cancelled', 'Nobody came'],
        rows: rows.map(({ name, held, cancelled, noShow }) => [name, held, cancelled, noShow]),
      }}
    >
      <ul className="strata-rows outcomes">
        {rows.map(row => (
          <li key={row.name}>
            <span className="name">{row.name}</span>
            <div className="bar">
              <OutcomeBar row={row} all={totalOf(row)} most={most} />
            </div>
            <span className="end">
              {count(row.held)} held
              <small>
                {percent(row.held, totalOf(row))} of {count(totalOf(row))}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </Figure>
  );
}

function OutcomeBar({
  row,
  all,
  most,
}: {
  readonly row: Outcome;
  readonly all: number;
  readonly most: number;
}): ReactNode {
  let from = 0;
  return (
    <Drawing height={HEIGHT} label={`${row.name}: ${row.held} of ${all} sessions held`}>
      {PARTS.map(({ key, words, className, fill }, index) => {
        const width = 100 * share(row[key], most);
        const x = from;
        from += width;
        return (
          <Mark key={key} first={index === 0} says={`${row.name}: ${count(row[key])} ${words}`}>
            <rect
              className={`outcome ${className}`}
              fill={fill}
              x={`${x}%`}
              y="1.5"
              width={`${width}%`}
              height={HEIGHT - 3}
            />
          </Mark>
        );
      })}
    </Drawing>
  );
}
