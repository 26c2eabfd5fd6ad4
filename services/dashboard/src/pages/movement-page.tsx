import type { Domain, Mover, Overview, Tier } from '@strata/contracts';
import { DOMAINS, TIERS } from '@strata/contracts/words';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { addDays, localDate, mondayOf, rangeWords, schoolYearStart, shortDate } from '../dates.ts';
import { FlowFigure } from '../figures/flow-figure.tsx';
import { ChipGroup } from '../parts/chips.tsx';
import { numberColumn, wordColumn } from '../parts/columns.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { DateRange } from '../parts/date-range.tsx';
import { Finding } from '../parts/finding.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { TierMark } from '../parts/tier-mark.tsx';
import { placeOf, placeWords, withQuery, type Place } from '../place.ts';
import { useMovement, useOverview } from '../queries.ts';
import { movedFlows, movementSentence } from '../sentences.ts';
import { DOMAIN_WORDS, gradeShort, REASON_WORDS, TIER_WORDS } from '../words.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
type Asked = Place & { readonly from: string; readonly to: string; readonly domain?: Domain | undefined };

/** The ranges that people ask for, ending with the current week. */
const presetsOf = (today: string) => {
  const monday = mondayOf(today);
  const to = addDays(monday, 7);
  return [
    { text: 'This week', from: monday, to },
    { text: 'Last week', from: addDays(monday, -7), to: monday },
    { text: 'Four weeks', from: addDays(monday, -21), to },
    { text: 'School year', from: schoolYearStart(today), to },
  ];
};

const askedOf = (query: URLSearchParams, today: string): Asked => {
  const [week] = presetsOf(today);
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  const isRange = DATE.test(from) && DATE.test(to) && from < to;
  const domain = DOMAINS.find(each => each === query.get('domain'));
  return {
    ...placeOf('/movement', query.toString()),
    from: isRange ? from : week!.from,
    to: isRange ? to : week!.to,
    domain,
  };
};

/** Who moved between two days, and why. */
export function MovementPage(): ReactNode {
  const [query] = useSearchParams();
  const { data: overview } = useOverview();
  const asked = askedOf(query, localDate(overview?.asOf ?? new Date()));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    useMovement(asked);
  const first = data?.pages[0];
  const place = placeWords(asked, overview);
  const range = first ? rangeWords(first.from, first.to) : '';
  const movers = data?.pages.flatMap(page => page.movers) ?? [];
  return (
    <>
      <Finding
        title="Movement"
        about={`${place.title}${range}`}
        eyebrow={`${place.title} · ${rangeWords(asked.from, asked.to)}`}
        sentence={
          first && !isPlaceholderData
            ? movementSentence(
                first.flows,
                range,
                movers.map(({ reasonCode }) => reasonCode),
              )
            : undefined
        }
      />
      <Filters asked={asked} overview={overview} />
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!first && !error && <Skeleton height={40} label="Loading who moved" />}
      {first && movedFlows(first.flows).length > 0 && <FlowFigure key={range} flows={first.flows} range={range} />}
      {first && (
        <DataTable
          key={isPlaceholderData ? 'before' : JSON.stringify(asked)}
          main
          title="Who moved, and why"
          columns={columnsFor(asked)}
          rows={movers}
          keyOf={({ studentId, domain }) => `${studentId}/${domain}`}
          hrefOf={({ studentId }) => `/students/${encodeURIComponent(studentId)}`}
          empty={`Nobody’s support changed between ${shortDate(asked.from)} and ${shortDate(addDays(asked.to, -1))}. Choose a longer range above.`}
          more={hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : undefined}
        />
      )}
    </>
  );
}

const columnsFor = ({ school }: Place): readonly Column<Mover>[] =>
  school ? COLUMNS.filter(({ id }) => id !== 'school') : COLUMNS;

const tierColumn = (id: string, head: string, of: (mover: Mover) => Tier): Column<Mover> => ({
  id,
  head,
  cell: mover => <TierMark tier={of(mover)} />,
  rank: mover => TIERS.indexOf(of(mover)),
  csv: mover => TIER_WORDS[of(mover)].short,
});

const COLUMNS: readonly Column<Mover>[] = [
  wordColumn({ id: 'name', head: 'Student' }, ({ name }) => name),
  wordColumn({ id: 'school', head: 'School', kind: 'quiet' }, ({ schoolName }) => schoolName),
  wordColumn({ id: 'grade', head: 'Grade' }, ({ grade }) => grade && gradeShort(grade)),
  wordColumn({ id: 'domain', head: 'Domain' }, ({ domain }) => DOMAIN_WORDS[domain].title),
  tierColumn('from', 'From', ({ fromTier }) => fromTier),
  tierColumn('to', 'To', ({ toTier }) => toTier),
  wordColumn({ id: 'reason', head: 'Reason' }, ({ reasonCode }) => REASON_WORDS[reasonCode]),
  {
    ...wordColumn<Mover>({ id: 'decided', head: 'Decided by' }, ({ decidedBy }) => decidedBy),
    cell: mover => <Decided mover={mover} />,
  },
  numberColumn({ id: 'weeks', head: 'Weeks before' }, ({ weeksInPriorTier }) => weeksInPriorTier),
  {
    ...wordColumn<Mover>({ id: 'date', head: 'From the day', kind: 'number' }, ({ effectiveDate }) => effectiveDate),
    cell: ({ effectiveDate }) => shortDate(effectiveDate),
  },
];

/** A rule proposes, a team decides: where the team decided otherwise is worth knowing. */
function Decided({ mover: { decidedBy, agreedWithRecommendation } }: { readonly mover: Mover }): ReactNode {
  return (
    <>
      {decidedBy}
      {agreedWithRecommendation === false && <span className="quiet"> · not as the rule proposed</span>}
    </>
  );
}

function Filters({ asked, overview }: { readonly asked: Asked; readonly overview: Overview | undefined }): ReactNode {
  const link = (changed: Partial<Asked>) => withQuery('/movement', { ...asked, ...changed });
  const presets = presetsOf(localDate(overview?.asOf ?? new Date()));
  return (
    <div className="chips">
      <ChipGroup
        label="Range"
        chips={presets.map(({ text, from, to }) => ({
          text,
          href: link({ from, to }),
          current: asked.from === from && asked.to === to,
        }))}
      />
      <DateRange from={asked.from} to={asked.to} />
      <ChipGroup
        label="Domain"
        chips={[
          { text: 'All', href: link({ domain: undefined }), current: !asked.domain },
          ...DOMAINS.map(domain => ({
            text: DOMAIN_WORDS[domain].title,
            href: link({ domain }),
            current: asked.domain === domain,
          })),
        ]}
      />
    </div>
  );
}
