import type { Overview } from '@strata/contracts';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { count } from '../numbers.ts';
import { tabLink, TABS, type Place, type Tab } from '../place.ts';
import { gradeTitle } from '../words.ts';
import { Popover } from './menu.tsx';

type Shown = { readonly place: Place; readonly tab: Tab | undefined; readonly overview: Overview | undefined };

/** District, school, grade: the path is also the switch, and it keeps the tab. */
export function PlacePath({ place, tab, overview }: Shown): ReactNode {
  const kept = TABS.find(each => each.tab === tab && each.everywhere)?.tab ?? 'tiers';
  const schools = overview?.schools ?? [];
  const school = schools.find(({ schoolId }) => schoolId === place.school);
  return (
    <nav className="place" aria-label="Place">
      <ol>
        <li>
          <Link href={tabLink(kept, {})} className="district">
            {overview?.districtName ?? 'District'}
          </Link>
        </li>
        <li>
          <Popover
            className="menu-button"
            label={`School: ${school?.name ?? 'all schools'}`}
            face={school?.name ?? 'All schools'}
          >
            <Choices
              choices={[
                { name: 'All schools', href: tabLink(kept, {}), current: !school },
                ...schools.map(each => ({
                  name: each.name,
                  href: tabLink(kept, { school: each.schoolId }),
                  n: each.students,
                  current: each === school,
                })),
              ]}
            />
          </Popover>
        </li>
        {school && <GradeSwitch place={place} kept={kept} school={school} />}
      </ol>
    </nav>
  );
}

function GradeSwitch({
  place,
  kept,
  school,
}: {
  readonly place: Place;
  readonly kept: Tab;
  readonly school: Overview['schools'][number];
}): ReactNode {
  const name = place.grade ? gradeTitle(place.grade) : 'All grades';
  const link = (grade?: string) => tabLink(kept, { school: school.schoolId, ...(grade && { grade }) });
  return (
    <li>
      <Popover className="menu-button" label={`Grade: ${name}`} face={name}>
        <Choices
          choices={[
            { name: 'All grades', href: link(), current: !place.grade },
            ...school.grades.map(grade => ({
              name: gradeTitle(grade),
              href: link(grade),
              current: grade === place.grade,
            })),
          ]}
        />
      </Popover>
    </li>
  );
}

type Choice = { readonly name: string; readonly href: string; readonly n?: number; readonly current: boolean };

function Choices({ choices }: { readonly choices: readonly Choice[] }): ReactNode {
  return (
    <ul>
      {choices.map(({ name, href, n, current }) => (
        <li key={href}>
          <Link href={href} aria-current={current ? 'true' : undefined}>
            {name}
            {n !== undefined && <span className="quiet">{count(n)}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
