import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import { dayNumber, monthName, monthsBetween, shortDate } from '../dates.ts';
import { duration } from '../numbers.ts';
import { Drawing, Mark } from './figure.tsx';

export type Stack = {
  readonly name: string;
  readonly minutes: number;
  readonly software: number;
  readonly fill: string;
  readonly softwareFill: string;
};
export type Week = {
  readonly week: string;
  readonly stacks: readonly Stack[];
  readonly planned?: number | null;
  readonly says: string;
};
type Shown = {
  readonly weeks: readonly Week[];
  readonly from: string;
  readonly to: string;
  readonly width: number;
  readonly gutter: number;
  readonly height: number;
  readonly label: string;
};

const AXIS = 22;
const HEAD = 16;
const DAYS = 7;
/** A bar fills this part of its week. */
const FULL = 0.72;
const WIDEST = 72;
/** A bar as wide as this carries its sum. */
const LABELLED = 40;

export const totalOf = ({ stacks }: Pick<Week, 'stacks'>): number =>
  stacks.reduce((sum, { minutes, software }) => sum + minutes + software, 0);

/** Where a day lies, in pixels. Shared with the figure above, so that both have one time axis. */
export const dayScale = ({ from, to, width, gutter }: Pick<Shown, 'from' | 'to' | 'width' | 'gutter'>) =>
  scaleLinear()
    .domain([dayNumber(from), dayNumber(to)])
    .range([gutter, width]);

const HOUR = 60;
const HOURS_FROM = 120;

/** Round ticks in the unit that is shown: hours as soon as there are two of them. */
const minuteScale = (highest: number, range: readonly [number, number]) => {
  const unit = highest < HOURS_FROM ? 1 : HOUR;
  const scale = scaleLinear()
    .domain([0, highest / unit])
    .nice(3)
    .range(range);
  return { of: (minutes: number): number => scale(minutes / unit), ticks: scale.ticks(3).map(tick => tick * unit) };
};

/** Minutes per week: what was delivered as fill, software hatched, what was planned as outline. */
export function WeekBars({ weeks, from, to, width, gutter, height, label }: Shown): ReactNode {
  const x = dayScale({ from, to, width, gutter });
  const highest = Math.max(HOUR, ...weeks.map(week => Math.max(totalOf(week), week.planned ?? 0)));
  const y = minuteScale(highest, [height - AXIS, HEAD]);
  const span = x(dayNumber(from) + DAYS) - x(dayNumber(from));
  const bar = Math.min(WIDEST, span * FULL);
  return (
    <Drawing height={height} width={width} label={label}>
      {y.ticks.map(tick => (
        <g key={tick} aria-hidden="true">
          <line className="hair" x1={gutter} x2={width} y1={y.of(tick)} y2={y.of(tick)} />
          <text className="faint" x={gutter - 8} y={y.of(tick)} textAnchor="end" dominantBaseline="central">
            {tick === 0 ? '0' : duration(tick)}
          </text>
        </g>
      ))}
      {weeks.map((week, index) => (
        <Mark key={week.week} first={index === 0} says={week.says}>
          <WeekBar week={week} x={x(dayNumber(week.week)) + (span - bar) / 2} bar={bar} y={y.of} />
        </Mark>
      ))}
      <WeekLabels weeks={weeks} from={from} to={to} x={day => x(dayNumber(day))} span={span} y={height - 6} />
    </Drawing>
  );
}

function WeekBar({
  week,
  x,
  bar,
  y,
}: {
  readonly week: Week;
  readonly x: number;
  readonly bar: number;
  readonly y: (minutes: number) => number;
}): ReactNode {
  let below = 0;
  const parts = week.stacks.flatMap(({ name, minutes, software, fill, softwareFill }) => [
    { key: name, minutes, fill },
    { key: `${name} software`, minutes: software, fill: softwareFill },
  ]);
  return (
    <>
      <rect x={x} y={HEAD} width={bar} height={y(0) - HEAD} fill="transparent" />
      {parts.map(({ key, minutes, fill }) => {
        const bottom = y(below);
        below += minutes;
        return (
          minutes > 0 && (
            <rect key={key} className="block" x={x} y={y(below)} width={bar} height={bottom - y(below)} fill={fill} />
          )
        );
      })}
      {bar >= LABELLED && below > 0 && (
        <text x={x + bar / 2} y={y(below) - 5} textAnchor="middle">
          {duration(below)}
        </text>
      )}
      {typeof week.planned === 'number' && week.planned > 0 && (
        <rect className="planned" x={x - 1.5} y={y(week.planned)} width={bar + 3} height={y(0) - y(week.planned)} />
      )}
    </>
  );
}

/** Room that a date needs, in pixels. */
const DATE = 56;

function WeekLabels({
  weeks,
  from,
  to,
  x,
  span,
  y,
}: {
  readonly weeks: readonly Week[];
  readonly from: string;
  readonly to: string;
  readonly x: (day: string) => number;
  readonly span: number;
  readonly y: number;
}): ReactNode {
  if (span >= DATE) {
    return weeks.map(({ week }) => (
      <text key={week} className="faint" x={x(week) + span / 2} y={y} textAnchor="middle" aria-hidden="true">
        {shortDate(week)}
      </text>
    ));
  }
  return monthsBetween(from, to).map(month => (
    <text key={month} className="faint" x={x(month)} y={y} aria-hidden="true">
      {monthName(month)}
    </text>
  ));
}
