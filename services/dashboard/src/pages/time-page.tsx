import type { TimeByTier } from '@strata/contracts';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { addDays, localDate, mondayOf, rangeWords, shortDate } from '../dates.ts';
import { timeWeeks } from '../figures/week-stacks.ts';
import { WeeksFigure } from '../figures/weeks-figure.tsx';
import { percent, rate } from '../numbers.ts';
import { ChipGroup } from '../parts/chips.tsx';
import { numberColumn, wordColumn } from '../parts/columns.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Finding } from '../parts/finding.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { withQuery } from '../place.ts';
import { useOverview, useTime } from '../queries.ts';
import { timeSentence, type Minutes } from '../sentences.ts';
import { DOMAIN_WORDS } from '../words.ts';

const RANGES = [4, 8, 16, 40] as const;
type Rows = TimeByTier['rows'];

const minutesOf = (rows: Rows): Minutes => {
  const of = (tier: string) => rows.filter(row => row.tier === tier).reduce((sum, { minutes }) => sum + minutes, 0);
  return {
    more: of('more'),
    specialized: of('specialized'),
    software: rows.reduce((sum, { softwareMinutes }) => sum + softwareMinutes, 0),
  };
};

/** How much time more and specialized support really got. */
export function TimePage(): ReactNode {
  const [query] = useSearchParams();
  const { data: overview } = useOverview();
  const weeks = RANGES.find(each => String(each) === query.get('weeks')) ?? 8;
  const { data, error, refetch } = useTime(weeks);
  const monday = mondayOf(localDate(data?.asOf ?? new Date()));
  const [from, to] = [addDays(monday, -7 * (weeks - 1)), addDays(monday, 7)];
  const inWeek = (week: string) => data?.rows.filter(row => row.week === week) ?? [];
  const before = inWeek(addDays(monday, -7));
  return (
    <>
      <Finding
        title="Time"
        eyebrow={`${overview?.districtName ?? 'District'} · ${rangeWords(from, to)}`}
        sentence={data && timeSentence(minutesOf(inWeek(monday)), before.length > 0 ? minutesOf(before) : undefined)}
      />
      <div className="chips">
        <ChipGroup
          label="Weeks"
          chips={RANGES.map(each => ({
            text: String(each),
            href: withQuery('/time', { weeks: each }),
            current: each === weeks,
          }))}
        />
      </div>
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Skeleton height={50} label="Loading minutes" />}
      {data && data.rows.length > 0 && <Weeks rows={data.rows} from={from} to={to} />}
      {data && <Groups rows={data.rows} from={from} />}
    </>
  );
}

function Weeks({ rows, from, to }: { readonly rows: Rows; readonly from: string; readonly to: string }): ReactNode {
  return (
    <WeeksFigure
      title="Minutes that reached students, week by week"
      description="Only minutes of students who were there. Time with a tutor and time on software are kept apart."
      weeks={timeWeeks(rows)}
      from={from}
      to={to}
      height={300}
      legend={[
        { words: 'More, with a tutor', fill: 'url(#layer-more)' },
        { words: 'More, on software', fill: 'url(#software-more)' },
        { words: 'Specialized, with a tutor', fill: 'url(#layer-specialized)' },
        { words: 'Specialized, on software', fill: 'url(#software-specialized)' },
      ]}
    />
  );
}

type Group = {
  readonly key: string;
  readonly name: string;
  readonly domain: Rows[number]['domain'];
  readonly more: number;
  readonly specialized: number;
  readonly software: number;
  readonly attended: number;
  readonly missed: number;
};

const groupsOf = (rows: Rows): Group[] => {
  const groups = Map.groupBy(rows, ({ group, domain }) => `${group.id}/${domain}`);
  return [...groups].map(([key, own]) => ({
    key,
    name: own[0]!.group.name,
    domain: own[0]!.domain,
    ...minutesOf(own),
    attended: own.reduce((sum, row) => sum + row.attended, 0),
    missed: own.reduce((sum, row) => sum + row.missed, 0),
  }));
};

const COLUMNS: readonly Column<Group>[] = [
  wordColumn({ id: 'name', head: 'Given by' }, ({ name }) => name),
  wordColumn({ id: 'domain', head: 'Domain' }, ({ domain }) => DOMAIN_WORDS[domain].title),
  numberColumn({ id: 'more', head: 'More, minutes' }, ({ more }) => more),
  numberColumn({ id: 'specialized', head: 'Specialized, minutes' }, ({ specialized }) => specialized),
  numberColumn({ id: 'software', head: 'On software, minutes' }, ({ software }) => software),
  numberColumn({ id: 'attended', head: 'Attended' }, ({ attended }) => attended),
  numberColumn({ id: 'missed', head: 'Missed' }, ({ missed }) => missed),
  numberColumn(
    { id: 'rate', head: 'Attendance' },
    ({ attended, missed }) => rate(attended, attended + missed),
    value => percent(value, 1),
  ),
];

function Groups({ rows, from }: { readonly rows: Rows; readonly from: string }): ReactNode {
  return (
    <DataTable
      main
      title="Who gave it"
      columns={COLUMNS}
      rows={groupsOf(rows)}
      keyOf={({ key }) => key}
      note={`since ${shortDate(from)}; attended and missed count students’ sessions`}
      empty="No session minutes are recorded in this range. They come from providers and from the school’s own staff."
    />
  );
}
