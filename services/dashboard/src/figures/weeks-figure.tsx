import type { ReactNode } from 'react';
import { Figure, type Twin } from './figure.tsx';
import { useWidth } from './use-width.ts';
import { WeekBars, type Week } from './week-bars.tsx';

type Shown = {
  readonly title: string;
  readonly description: string;
  readonly weeks: readonly Week[];
  readonly from: string;
  readonly to: string;
  /** Names of the layers and what they are filled with. */
  readonly legend: readonly { readonly words: string; readonly fill: string }[];
  readonly height?: number;
  readonly gutter?: number;
};

const twinOf = (weeks: readonly Week[]): Twin => {
  const names = [...new Set(weeks.flatMap(({ stacks }) => stacks.map(({ name }) => name)))];
  const hasPlan = weeks.some(({ planned }) => typeof planned === 'number');
  return {
    head: [
      'Week of',
      ...names.flatMap(name => [`${name}, minutes with a tutor`, `${name}, minutes on software`]),
      ...(hasPlan ? ['Planned minutes'] : []),
    ],
    rows: weeks.map(({ week, stacks, planned }) => [
      week,
      ...names.flatMap(name => {
        const stack = stacks.find(each => each.name === name);
        return [stack?.minutes ?? 0, stack?.software ?? 0];
      }),
      ...(hasPlan ? [planned ?? null] : []),
    ]),
  };
};

/** Minutes week by week. */
export function WeeksFigure({
  title,
  description,
  weeks,
  from,
  to,
  legend,
  height = 190,
  gutter = 64,
}: Shown): ReactNode {
  const { ref, width } = useWidth<HTMLDivElement>(1000);
  return (
    <Figure
      title={title}
      description={description}
      twin={twinOf(weeks)}
      hint={weeks.at(-1)?.says ?? ''}
      legend={<Legend entries={legend} />}
    >
      <div ref={ref}>
        <WeekBars weeks={weeks} from={from} to={to} width={width - 8} gutter={gutter} height={height} label={title} />
      </div>
    </Figure>
  );
}

function Legend({ entries }: { readonly entries: Shown['legend'] }): ReactNode {
  return (
    <ul className="legend" aria-hidden="true">
      {entries.map(({ words, fill }) => (
        <li key={words}>
          <svg width="14" height="14">
            <rect width="14" height="14" rx="2" fill={fill} />
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
