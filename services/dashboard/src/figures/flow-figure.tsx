import type { Domain, Movement } from '@strata/contracts';
import { DOMAINS } from '@strata/contracts/words';
import type { CSSProperties, ReactNode } from 'react';
import { count, counted } from '../numbers.ts';
import { movedFlows } from '../sentences.ts';
import { DOMAIN_WORDS, TIER_WORDS } from '../words.ts';
import { Drawing, Figure, Mark } from './figure.tsx';
import { flowLayout, unitFor, type Band, type Flow, type FlowLayout, type Ribbon } from './flow-layout.ts';
import { fillOf } from './patterns.tsx';
import { useWidth } from './use-width.ts';

/** The highest ribbon, in pixels. */
const HIGHEST = 64;
const GUTTER = 88;

/** From which support to which, between two days, per domain. Who stayed is not drawn: it would dwarf who moved. */
export function FlowFigure({ flows, range }: { readonly flows: Movement['flows']; readonly range: string }): ReactNode {
  const moved = movedFlows(flows);
  const domains = DOMAINS.filter(domain => moved.some(flow => flow.domain === domain));
  const twin = {
    head: ['Domain', 'From', 'To', 'Students'],
    rows: moved.map(({ domain, fromTier, toTier, students }) => [
      DOMAIN_WORDS[domain].title,
      TIER_WORDS[fromTier].short,
      TIER_WORDS[toTier].short,
      students,
    ]),
  };
  return (
    <Figure
      title="From which support to which"
      description={`${range}, from left to right, coloured by where they went. A student counts once in each domain, by the beginning and the end of the range.`}
      twin={twin}
      hint="Point at a ribbon, or walk with the arrow keys."
    >
      <div className="panels" style={{ '--panels': domains.length } as CSSProperties}>
        {domains.map(domain => (
          <Panel
            key={domain}
            domain={domain}
            flows={moved.filter(flow => flow.domain === domain)}
            unit={unitFor(moved, HIGHEST)}
          />
        ))}
      </div>
    </Figure>
  );
}

type Shown = { readonly domain: Domain; readonly flows: readonly Flow[]; readonly unit: number };

function Panel({ domain, flows, unit }: Shown): ReactNode {
  const { ref, width } = useWidth<HTMLDivElement>(320);
  const layout = flowLayout(flows, { left: GUTTER, right: Math.max(GUTTER + 40, width - GUTTER), unit });
  const all = flows.reduce((sum, { students }) => sum + students, 0);
  return (
    <div ref={ref}>
      <h3>
        {DOMAIN_WORDS[domain].title}
        <span>{count(all)} moved</span>
      </h3>
      <Drawing
        height={layout.height}
        width={width}
        label={`${DOMAIN_WORDS[domain].title}: ${counted(all, 'student')} moved`}
      >
        <Bands layout={layout} width={width} />
        {layout.ribbons.map((ribbon, index) => (
          <RibbonMark key={`${ribbon.fromTier}-${ribbon.toTier}`} ribbon={ribbon} first={index === 0} domain={domain} />
        ))}
      </Drawing>
    </div>
  );
}

function RibbonMark({
  ribbon: { path, fromTier, toTier, students, labelX, labelY },
  first,
  domain,
}: {
  readonly ribbon: Ribbon;
  readonly first: boolean;
  readonly domain: Domain;
}): ReactNode {
  const says = `${counted(students, 'student')} from ${TIER_WORDS[fromTier].support} to ${TIER_WORDS[toTier].support} in ${DOMAIN_WORDS[domain].inText}`;
  return (
    <Mark says={says} first={first}>
      <path className="ribbon" d={path} fill={fillOf(toTier)} />
      <text className="on-ribbon" x={labelX} y={labelY} dominantBaseline="central">
        {count(students)}
      </text>
    </Mark>
  );
}

const BAR = 4;

function Bands({ layout: { bands }, width }: { readonly layout: FlowLayout; readonly width: number }): ReactNode {
  return (
    <g aria-hidden="true">
      {bands.map(band => (
        <BandBar
          key={`${band.side}-${band.tier}`}
          band={band}
          x={band.side === 'from' ? GUTTER - BAR : width - GUTTER}
        />
      ))}
    </g>
  );
}

function BandBar({
  band: { tier, side, y, height, students },
  x,
}: {
  readonly band: Band;
  readonly x: number;
}): ReactNode {
  const isLeft = side === 'from';
  return (
    <>
      <rect x={x} y={y} width={BAR} height={height} fill={students > 0 ? `var(--${tier})` : 'var(--hairline)'} />
      <text
        className={students > 0 ? undefined : 'faint'}
        x={isLeft ? x - 8 : x + BAR + 8}
        y={y + height / 2}
        textAnchor={isLeft ? 'end' : 'start'}
        dominantBaseline="central"
      >
        {TIER_WORDS[tier].short}
      </text>
    </>
  );
}
