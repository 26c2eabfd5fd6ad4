import { TIERS } from '@strata/contracts/words';
import type { ScaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import { dayNumber, localDate, monthName, monthsBetween, shortDate } from '../dates.ts';
import { DOMAIN_WORDS, TIER_WORDS } from '../words.ts';
import { tickOf, type Lane, type Range, type Tick } from './course-layout.ts';
import { decisionWords, screeningWords, sessionsWords, sessionWords } from './course-words.ts';
import { Drawing, Figure, Mark, type Twin } from './figure.tsx';
import { fillOf } from './patterns.tsx';
import { useWidth } from './use-width.ts';
import { dayScale } from './week-bars.tsx';

const GUTTER = 92;
const TITLE = 24;
const BAND = 20;
const STEP = 9;
const TICKS = 22;
const SCORES = 22;
const LANE = TITLE + 3 * BAND + TICKS + SCORES + 18;
const AXIS = 20;

type Shown = {
  readonly lanes: readonly Lane[];
  readonly range: Range;
  readonly asOf: string;
  readonly sessionsFrom: string | undefined;
};

const twinOf = (lanes: readonly Lane[]): Twin => ({
  head: ['Domain', 'Day', 'What', 'In words'],
  rows: lanes.flatMap(lane => [
    ...lane.decisions.map(each => [DOMAIN_WORDS[lane.domain].title, each.from, 'Decision', decisionWords(each)]),
    ...lane.screenings.map(each => [DOMAIN_WORDS[lane.domain].title, each.on, 'Screening', screeningWords(each)]),
    ...lane.sessions.map(each => [DOMAIN_WORDS[lane.domain].title, each.on, 'Session', sessionWords(each)]),
  ]),
});

/** The year of one student: which support when, what was decided, which sessions were held or missed, which scores. */
export function CourseFigure({ lanes, range, asOf, sessionsFrom }: Shown): ReactNode {
  const { ref, width } = useWidth<HTMLDivElement>(1000);
  const x = dayScale({ ...range, width: width - 8, gutter: GUTTER });
  const height = lanes.length * LANE + AXIS;
  return (
    <Figure
      title="The course of the year"
      description={`Support held in each domain since ${shortDate(range.from)}, with decisions, screenings and sessions.`}
      twin={twinOf(lanes)}
      hint={
        sessionsFrom
          ? `Sessions are drawn from ${shortDate(sessionsFrom)} on; the list below goes further back.`
          : 'Circles are decisions, diamonds are screenings.'
      }
      legend={<Legend />}
    >
      <div ref={ref}>
        <Drawing height={height} width={width} className="course">
          <Months range={range} x={x} height={height} />
          {lanes.map((lane, index) => (
            <LaneDrawing key={lane.domain} lane={lane} x={x} y={index * LANE} width={width} first={index === 0} />
          ))}
          <Today x={x(dayNumber(localDate(asOf)) + 0.5)} height={height - AXIS} />
        </Drawing>
      </div>
    </Figure>
  );
}

type X = ScaleLinear<number, number>;
type LaneShown = {
  readonly lane: Lane;
  readonly x: X;
  readonly y: number;
  readonly width: number;
  readonly first: boolean;
};

/** The middle of a tier's band within its lane: core lies lowest. */
const bandY = (tier: (typeof TIERS)[number]): number => TITLE + (2 - TIERS.indexOf(tier)) * BAND + BAND / 2;

function LaneDrawing({ lane, x, y, width, first }: LaneShown): ReactNode {
  return (
    <g transform={`translate(0 ${y})`}>
      <text className="lane-title" x="0" y={TITLE - 9}>
        {DOMAIN_WORDS[lane.domain].title}
      </text>
      {TIERS.map(tier => (
        <g key={tier} aria-hidden="true">
          <text className="faint" x={GUTTER - 10} y={bandY(tier)} textAnchor="end" dominantBaseline="central">
            {TIER_WORDS[tier].short}
          </text>
          <line className="hair" x1={GUTTER} x2={width - 8} y1={bandY(tier)} y2={bandY(tier)} />
        </g>
      ))}
      <Steps lane={lane} x={x} />
      <Mark first={first} says={sessionsWords(lane)}>
        <rect x={GUTTER} y={TITLE + 3 * BAND} width={Math.max(0, width - GUTTER)} height={TICKS} fill="transparent" />
      </Mark>
      {lane.sessions.map(entry => (
        <SessionTick
          key={entry.id}
          kind={tickOf(entry)}
          x={x(dayNumber(entry.on) + 0.5)}
          fill={`var(--${entry.toTier ?? 'core'})`}
        />
      ))}
      {lane.decisions.map(decision => (
        <Mark key={decision.placementId} says={decisionWords(decision)}>
          <circle className="decision-dot" cx={x(dayNumber(decision.from))} cy={bandY(decision.tier)} r="5.5" />
        </Mark>
      ))}
      {lane.screenings.map(entry => (
        <Screening key={entry.id} says={screeningWords(entry)} score={entry.score} x={x(dayNumber(entry.on))} />
      ))}
    </g>
  );
}

function Steps({ lane: { steps }, x }: { readonly lane: Lane; readonly x: X }): ReactNode {
  return (
    <g aria-hidden="true">
      {steps.map(({ tier, from, to }, index) => {
        const [left, right] = [x(dayNumber(from)), x(dayNumber(to))];
        const next = steps[index + 1];
        return (
          <g key={from}>
            <rect x={left} y={bandY(tier) - STEP / 2} width={right - left} height={STEP} fill={fillOf(tier)} />
            {next && <line className="rule" x1={right} x2={right} y1={bandY(tier)} y2={bandY(next.tier)} />}
          </g>
        );
      })}
    </g>
  );
}

const TICK_TOP = TITLE + 3 * BAND + 4;

/** Held and attended is a stroke; missed a ring; cancelled a cross. Shape tells, not colour alone. */
export function SessionTick({
  kind,
  x,
  fill,
  top = TICK_TOP,
}: {
  readonly kind: Tick;
  readonly x: number;
  readonly fill: string;
  readonly top?: number;
}): ReactNode {
  const middle = top + 6;
  if (kind === 'missed') return <circle className="missed" cx={x} cy={middle} r="3.5" />;
  if (kind === 'cancelled') return <path className="cancelled" d={`M${x - 3} ${middle - 3}l6 6m0 -6l-6 6`} />;
  if (kind === 'planned') return <line className="rule" x1={x} x2={x} y1={top + 4} y2={top + 8} />;
  return <line x1={x} x2={x} y1={top} y2={top + 12} stroke={fill} strokeWidth="2" />;
}

function Screening({
  says,
  score,
  x,
}: {
  readonly says: string;
  readonly score: number | undefined;
  readonly x: number;
}): ReactNode {
  const y = TITLE + 3 * BAND + TICKS + 10;
  return (
    <Mark says={says}>
      <path className="screening" d={`M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`} />
      <text x={x + 10} y={y} dominantBaseline="central">
        {score}
      </text>
    </Mark>
  );
}

function Months({ range, x, height }: { readonly range: Range; readonly x: X; readonly height: number }): ReactNode {
  return (
    <g aria-hidden="true">
      {monthsBetween(range.from, range.to).map(month => (
        <g key={month}>
          <line className="hair" x1={x(dayNumber(month))} x2={x(dayNumber(month))} y1="0" y2={height - AXIS} />
          <text className="faint" x={x(dayNumber(month)) + 4} y={height - 5}>
            {monthName(month)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Today({ x, height }: { readonly x: number; readonly height: number }): ReactNode {
  return (
    <g aria-hidden="true">
      <line className="today" x1={x} x2={x} y1="0" y2={height} />
      <text x={x - 4} y="11" textAnchor="end">
        today
      </text>
    </g>
  );
}

function Legend(): ReactNode {
  const items = [
    { words: 'attended', shape: <SessionTick kind="attended" x={7} fill="var(--line)" top={1} /> },
    { words: 'missed by the student', shape: <SessionTick kind="missed" x={7} fill="" top={1} /> },
    { words: 'cancelled', shape: <SessionTick kind="cancelled" x={7} fill="" top={1} /> },
    { words: 'decision', shape: <circle className="decision-dot" cx="7" cy="7" r="5" /> },
    { words: 'screening score', shape: <path className="screening" d="M7 1.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z" /> },
  ];
  return (
    <ul className="legend" aria-hidden="true">
      {items.map(({ words, shape }) => (
        <li key={words}>
          <svg width="14" height="14">
            {shape}
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
