import type { TierBoard } from '@strata/contracts';
import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { rangeWords } from '../dates.ts';
import { StrataCell } from '../figures/strata-bar.tsx';
import { StrataFigure } from '../figures/strata-figure.tsx';
import { count, percent, share } from '../numbers.ts';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Finding } from '../parts/finding.tsx';
import { Glow } from '../parts/glow.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { tabLink, type Place } from '../place.ts';
import { useOverview, useTierBoard } from '../queries.ts';
import { addedTo, addMoves, movesIn, tiersSentence } from '../sentences.ts';
import { DOMAIN_WORDS, gradeTitle } from '../words.ts';
import { FirstRunPage } from './first-run-page.tsx';
import { StudentListing } from './student-listing.tsx';

type Part = TierBoard['parts'][number];

/** Who receives what: the district, a school or a grade. */
export function TiersPage(): ReactNode {
  const { id, grade } = useParams<{ id?: string; grade?: string }>();
  const overview = useOverview();
  if (overview.data?.students === 0 && id === undefined) return <FirstRunPage overview={overview.data} />;
  return (
    <Board district={overview.data?.districtName} place={{ ...(id && { school: id }), ...(grade && { grade }) }} />
  );
}

function Board({ place, district }: { readonly place: Place; readonly district: string | undefined }): ReactNode {
  const { data, error, refetch, isPlaceholderData } = useTierBoard(place);
  const where = data ? nameOf(data.place, district) : 'Tiers';
  return (
    <>
      <Finding
        title={`${where}: tiers`}
        about={data && JSON.stringify(data.place)}
        stale={isPlaceholderData}
        eyebrow={data && `${where} · week of ${rangeWords(data.week.from, data.week.to)}${rulesWords(data)}`}
        sentence={data && tiersSentence({ ...data, place: { ...data.place, name: where } })}
      />
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && data.students > 0 && (
        <StrataFigure
          key={JSON.stringify(data.place)}
          domains={data.domains}
          where={data.place.kind === 'district' ? '' : `, ${where}`}
        />
      )}
      {data &&
        (data.place.kind === 'grade' ? (
          <StudentListing asked={place} title="Students of this grade" />
        ) : (
          <Parts board={data} />
        ))}
    </>
  );
}

function Loading(): ReactNode {
  return (
    <>
      <Skeleton height={19} label="Loading the levels of support" />
      <Skeleton height={20} label="Loading the list" />
    </>
  );
}

const nameOf = (place: TierBoard['place'], district: string | undefined): string => {
  if (place.kind === 'district') return district ?? place.name;
  return place.grade ? `${gradeTitle(place.grade)}, ${place.name}` : place.name;
};

const rulesWords = ({ ruleSets }: TierBoard): string => {
  const versions = [...new Set(ruleSets.map(({ version }) => version))];
  return versions.length === 0 ? '' : ` · rules version ${versions.join(', ')}`;
};

/** One level below: schools of the district, grades of a school. */
function Parts({ board }: { readonly board: TierBoard }): ReactNode {
  const isDistrict = board.place.kind === 'district';
  const titleOf = ({ place }: Part) => (place.grade ? gradeTitle(place.grade) : place.name);
  const studentsOf = ({ domains }: Part) => domains[0]?.students ?? 0;
  const movedOf = ({ domains }: Part) => movesIn(addMoves(domains.map(({ movedThisWeek }) => movedThisWeek)));
  const columns: Column<Part>[] = [
    { id: 'name', head: isDistrict ? 'School' : 'Grade', cell: titleOf, rank: titleOf, csv: titleOf },
    {
      id: 'students',
      head: 'Students',
      kind: 'number',
      cell: part => <Glow>{count(studentsOf(part))}</Glow>,
      rank: studentsOf,
      csv: studentsOf,
    },
    ...board.domains.map(({ domain }) => domainColumn(domain)),
    {
      id: 'moved',
      head: 'Moved this week',
      kind: 'number',
      cell: part => <Glow>{count(movedOf(part))}</Glow>,
      rank: movedOf,
      csv: movedOf,
    },
  ];
  return (
    <DataTable
      key={JSON.stringify(board.place)}
      main
      title={isDistrict ? 'Schools' : 'Grades'}
      columns={columns}
      rows={board.parts}
      keyOf={({ place }) => `${place.schoolId}/${place.grade ?? ''}`}
      hrefOf={({ place }) =>
        tabLink('tiers', {
          ...(place.schoolId && { school: place.schoolId }),
          ...(place.grade && { grade: place.grade }),
        })
      }
      note={`${count(board.parts.length)}; the figure beside a bar is who receives support beyond core`}
      empty={
        isDistrict
          ? 'No school has students yet. Import a roster under Data.'
          : 'Nobody is enrolled at this school now.'
      }
    />
  );
}

const domainColumn = (domain: TierBoard['domains'][number]['domain']): Column<Part> => {
  const of = ({ domains }: Part) => domains.find(each => each.domain === domain);
  return {
    id: domain,
    head: DOMAIN_WORDS[domain].title,
    kind: 'figure-cell',
    cell: part => {
      const shares = of(part);
      return shares && <StrataCell shares={shares} />;
    },
    rank: part => {
      const shares = of(part);
      return shares && share(addedTo(shares), shares.students);
    },
    csv: part => {
      const shares = of(part);
      return shares && percent(addedTo(shares), shares.students);
    },
  };
};
