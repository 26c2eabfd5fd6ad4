import type { TierBoard } from '@strata/contracts';
import { TIERS } from '@strata/contracts/words';
import type { ReactNode } from 'react';
import { count, percent } from '../numbers.ts';
import { Glow } from '../parts/glow.tsx';
import { addedTo, movesIn } from '../sentences.ts';
import { DOMAIN_WORDS, TIER_WORDS } from '../words.ts';
import { Figure, type Twin } from './figure.tsx';
import { EXPECTED_ENDS, StrataBar } from './strata-bar.tsx';

type Domains = TierBoard['domains'];

const twinOf = (domains: Domains): Twin => ({
  head: [
    'Domain',
    'Students',
    'Core',
    'Core %',
    'More',
    'More %',
    'Specialized',
    'Specialized %',
    'To more this week',
    'To less this week',
  ],
  rows: domains.map(({ domain, students, core, more, specialized, movedThisWeek }) => [
    DOMAIN_WORDS[domain].title,
    students,
    core,
    percent(core, students),
    more,
    percent(more, students),
    specialized,
    percent(specialized, students),
    movedThisWeek.intensify,
    movedThisWeek.reduce,
  ]),
});

/** Who receives what, per domain, against what a district expects to see. */
export function StrataFigure({ domains, where }: { readonly domains: Domains; readonly where: string }): ReactNode {
  return (
    <Figure
      title={`Levels of support${where}`}
      description="Every student counts once in each domain. The ticks stand where about 80 % core and 15 % more would end."
      twin={twinOf(domains)}
      hint="Core is everybody’s ground; more and specialized are added to it."
    >
      <ul className="strata-rows">
        <LayerNames />
        {domains.map(shares => (
          <li key={shares.domain}>
            <span className="name">{DOMAIN_WORDS[shares.domain].title}</span>
            <div className="bar">
              <StrataBar shares={shares} name={DOMAIN_WORDS[shares.domain].title} />
            </div>
            <span className="end">
              <Glow>{count(addedTo(shares))}</Glow> beyond core
              <small>of {count(shares.students)}</small>
            </span>
            <Moved moves={shares.movedThisWeek} />
          </li>
        ))}
        <ExpectedEnds />
      </ul>
    </Figure>
  );
}

function Moved({ moves }: { readonly moves: Domains[number]['movedThisWeek'] }): ReactNode {
  return (
    <span className="end moved">
      <Glow>{count(movesIn(moves))}</Glow> moved
      <small>
        {count(moves.intensify)} to more, {count(moves.reduce)} to less
      </small>
    </span>
  );
}

/** The layers by name above the first bar, over the places where they are expected to begin. */
function LayerNames(): ReactNode {
  const starts = { core: 0, more: EXPECTED_ENDS[0], specialized: EXPECTED_ENDS[1] };
  return (
    <li className="strata-axis" role="presentation" aria-hidden="true">
      <span />
      <div className="layers names">
        {TIERS.map(tier => (
          <span key={tier} className="tier-mark" style={{ left: `${starts[tier]}%` }}>
            {TIER_WORDS[tier].short}
          </span>
        ))}
      </div>
    </li>
  );
}

/** Where the expected shares end, below the last bar. */
function ExpectedEnds(): ReactNode {
  return (
    <li className="strata-axis" role="presentation" aria-hidden="true">
      <span />
      <div className="layers">
        <span className="expected" style={{ left: `${EXPECTED_ENDS[0]}%` }}>
          expected about
        </span>
        {EXPECTED_ENDS.map(end => (
          <span key={end} className="tick-label" style={{ left: `${end}%` }}>
            {end} %
          </span>
        ))}
      </div>
    </li>
  );
}
