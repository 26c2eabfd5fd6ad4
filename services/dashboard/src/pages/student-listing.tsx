import type { Domain, StudentRow, Tier } from '@strata/contracts';
import { DOMAINS, TIERS } from '@strata/contracts/words';
import type { ReactNode } from 'react';
import { count } from '../numbers.ts';
import { numberColumn, wordColumn } from '../parts/columns.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { TierMark } from '../parts/tier-mark.tsx';
import { useStudents, type StudentsAsked } from '../queries.ts';
import { DOMAIN_WORDS, gradeShort, TIER_WORDS } from '../words.ts';

const tierIn = ({ held }: StudentRow, domain: Domain): Tier =>
  held.find(each => each.domain === domain)?.tier ?? 'core';
const proposedIn = ({ held }: StudentRow, domain: Domain): Tier | undefined => {
  const course = held.find(each => each.domain === domain);
  const proposed = course?.recommended?.toTier;
  return proposed === course?.tier ? undefined : proposed;
};

const domainColumn = (domain: Domain): Column<StudentRow> => ({
  id: domain,
  head: DOMAIN_WORDS[domain].title,
  cell: row => <Held tier={tierIn(row, domain)} proposed={proposedIn(row, domain)} />,
  rank: row => TIERS.indexOf(tierIn(row, domain)),
  csv: row => TIER_WORDS[tierIn(row, domain)].short,
});

const COLUMNS: readonly Column<StudentRow>[] = [
  wordColumn({ id: 'name', head: 'Student' }, ({ name }) => name),
  wordColumn({ id: 'school', head: 'School', kind: 'quiet' }, ({ schoolName }) => schoolName),
  wordColumn({ id: 'grade', head: 'Grade' }, ({ grade }) => grade && gradeShort(grade)),
  ...DOMAINS.map(domainColumn),
  numberColumn(
    { id: 'minutes', head: 'Min. this week' },
    ({ minutesThisWeek }) => minutesThisWeek,
    value => (value === 0 ? '–' : count(value)),
  ),
];

function Held({ tier, proposed }: { readonly tier: Tier; readonly proposed: Tier | undefined }): ReactNode {
  return (
    <>
      <TierMark tier={tier} />
      {proposed && <span className="quiet"> · {TIER_WORDS[proposed].short.toLowerCase()} proposed</span>}
    </>
  );
}

/** The students of a place, or of a level of support. */
export function StudentListing({ asked, title }: { readonly asked: StudentsAsked; readonly title: string }): ReactNode {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    useStudents(asked);
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Skeleton height={30} label="Loading students" />}
      {data && (
        <DataTable
          key={isPlaceholderData ? 'before' : JSON.stringify(asked)}
          main
          title={title}
          columns={asked.school ? COLUMNS.filter(({ id }) => id !== 'school') : COLUMNS}
          rows={rows}
          keyOf={({ studentId }) => studentId}
          hrefOf={({ studentId }) => `/students/${encodeURIComponent(studentId)}`}
          more={hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : undefined}
          empty="No student here fits these filters. Take one away, or choose another place."
        />
      )}
    </>
  );
}
