import type { Tier } from '@strata/contracts';
import { EXPECTED_SHARES, TIERS } from '@strata/contracts/words';
import type { ReactNode } from 'react';
import { count, percent } from '../numbers.ts';
import { TIER_WORDS } from '../words.ts';
import { Drawing, Mark } from './figure.tsx';
import { fillOf } from './patterns.tsx';

export type Layers = Readonly<Record<Tier, number>> & { readonly students: number };
export type Layer = { readonly tier: Tier; readonly students: number; readonly from: number; readonly to: number };

/** Where each layer lies, in percent from the left: core first, as the ground that the others lie on. */
export const layersOf = (shares: Layers): Layer[] => {
  let from = 0;
  return TIERS.map(tier => {
    const to = shares.students === 0 ? from : from + (100 * shares[tier]) / shares.students;
    const layer = { tier, students: shares[tier], from, to };
    from = to;
    return layer;
  });
};

/** Where core, and core with more, are expected to end: 80 and 95. */
export const EXPECTED_ENDS = [EXPECTED_SHARES.core, EXPECTED_SHARES.core + EXPECTED_SHARES.more] as const;

const TALL = 36;
/** A layer narrower than this, in percent, has no room for its figure. */
const ROOM = 3.5;
/** And less than this has none on a phone. */
const WIDE_ROOM = 11;

type Shown = { readonly shares: Layers; readonly name: string };

/** One place in one domain: three layers, ticks where 80 and 95 % end. */
export function StrataBar({ shares, name }: Shown): ReactNode {
  const layers = layersOf(shares);
  return (
    <Drawing className="strata" height={TALL} label={`${name}: ${wordsOf(layers, shares.students)}`}>
      {layers.map(({ tier, students, from, to }, index) => (
        <Mark
          key={tier}
          first={index === 0}
          says={`${name}: ${count(students)} of ${count(shares.students)} receive ${TIER_WORDS[tier].support} (${percent(students, shares.students)}; about ${EXPECTED_SHARES[tier]} % expected)`}
        >
          <rect
            className="core-block"
            x={`${from}%`}
            y="4"
            width={`${to - from}%`}
            height={TALL - 8}
            fill={fillOf(tier)}
          />
          {to - from >= ROOM && (
            <text
              className={to - from < WIDE_ROOM ? `on-${tier} tight` : `on-${tier}`}
              x={`${tier === 'core' ? 0 : (from + to) / 2}%`}
              dx={tier === 'core' ? 10 : 0}
              y={TALL / 2}
              textAnchor={tier === 'core' ? 'start' : 'middle'}
            >
              {percent(students, shares.students)}
            </text>
          )}
        </Mark>
      ))}
      {EXPECTED_ENDS.map(end => (
        <line key={end} className="tick" x1={`${end}%`} x2={`${end}%`} y1="0" y2={TALL} />
      ))}
    </Drawing>
  );
}

/** The same, small enough for a cell of a table. */
export function StrataCell({ shares }: { readonly shares: Layers }): ReactNode {
  const layers = layersOf(shares);
  return (
    <span className="cell-bar">
      <svg className="strata" height="16" role="img" aria-label={wordsOf(layers, shares.students)}>
        {layers.map(({ tier, from, to }) => (
          <rect key={tier} x={`${from}%`} y="3" width={`${to - from}%`} height="10" fill={fillOf(tier)} />
        ))}
        {EXPECTED_ENDS.map(end => (
          <line key={end} className="tick" x1={`${end}%`} x2={`${end}%`} y1="0" y2="16" />
        ))}
      </svg>
      <span>{percent(shares.more + shares.specialized, shares.students)}</span>
    </span>
  );
}

const wordsOf = (layers: readonly Layer[], students: number): string =>
  layers.map(layer => `${TIER_WORDS[layer.tier].short.toLowerCase()} ${percent(layer.students, students)}`).join(', ');
