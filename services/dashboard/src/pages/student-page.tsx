import type { StudentView, TimelineEntry } from '@strata/contracts';
import { useEffect, type ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import { CourseFigure } from '../figures/course-figure.tsx';
import { courseRange, lanesOf, type Range } from '../figures/course-layout.ts';
import { studentWeeks } from '../figures/week-stacks.ts';
import { WeeksFigure } from '../figures/weeks-figure.tsx';
import { counted, listed } from '../numbers.ts';
import { Finding } from '../parts/finding.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { tabLink } from '../place.ts';
import { useEarlier, useStudent } from '../queries.ts';
import { studentSentence } from '../sentences.ts';
import { DOMAIN_WORDS, gradeTitle, TIER_WORDS } from '../words.ts';

/** One student: what support when, why, and how much time of it arrived. */
export function StudentPage(): ReactNode {
  const { id } = useParams<{ id: string }>();
  const { data, error, refetch } = useStudent(id);
  return (
    <>
      <Finding
        title={data?.student.name ?? 'Student'}
        about={id}
        eyebrow={data && <Whereabouts student={data.student} />}
        sentence={data && { ...studentSentence(data), ...proposalOf(data) }}
      />
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Skeleton height={60} label="Loading the student" />}
      {data && <Course key={id} view={data} />}
    </>
  );
}

function Whereabouts({ student: { grade, schoolId, schoolName, sourcedId } }: Pick<StudentView, 'student'>): ReactNode {
  return (
    <>
      {grade && schoolId && <Link href={tabLink('tiers', { school: schoolId, grade })}>{gradeTitle(grade)}</Link>}
      {schoolId && schoolName && (
        <>
          {grade && ', '}
          <Link href={tabLink('tiers', { school: schoolId })}>{schoolName}</Link>
        </>
      )}
      {` · ${sourcedId}`}
    </>
  );
}

/** A rule proposes, a team decides. */
const proposalOf = ({ held }: StudentView): { rest?: string } => {
  const open = held.filter(
    ({ recommended, tier, since }) =>
      recommended && recommended.toTier !== tier && (!since || recommended.date >= since),
  );
  if (open.length === 0) return {};
  const parts = open.map(({ recommended, domain }) =>
    recommended!.evidenceState === 'sufficient'
      ? `${TIER_WORDS[recommended!.toTier].support} in ${DOMAIN_WORDS[domain].inText}`
      : `to look again at ${DOMAIN_WORDS[domain].inText}`,
  );
  return { rest: `The rule proposes ${listed(parts)}; the team decides.` };
};

/** Pages of the timeline that are fetched by themselves, so that the figure covers the school year. */
const PAGES = 5;

function useTimeline(view: StudentView, range: Range) {
  const { studentId } = view.student;
  const { next } = view.timeline;
  const earlier = useEarlier(studentId, next);
  const pages = earlier.data?.pages ?? [];
  const entries: TimelineEntry[] = [...view.timeline.items, ...pages.flatMap(({ items }) => items)];
  const reached = entries.at(-1)?.on ?? range.from;
  const isShort = reached > range.from && earlier.hasNextPage && pages.length < PAGES && !earlier.isFetching;
  useEffect(() => {
    if (isShort) void earlier.fetchNextPage();
  }, [isShort, pages.length]);
  const hasMore = earlier.data ? earlier.hasNextPage : next !== undefined;
  return {
    entries,
    reached: reached > range.from && hasMore ? reached : undefined,
    more: hasMore ? { load: () => void earlier.fetchNextPage(), loading: earlier.isFetching } : undefined,
  };
}

function Course({ view }: { readonly view: StudentView }): ReactNode {
  const range = courseRange(view.asOf);
  const timeline = useTimeline(view, range);
  const weeks = studentWeeks(view.weeks.filter(({ week }) => week >= range.from));
  return (
    <>
      <CourseFigure
        lanes={lanesOf(view.held, timeline.entries, range)}
        range={range}
        asOf={view.asOf}
        sessionsFrom={timeline.reached}
      />
      {weeks.length > 0 && (
        <WeeksFigure
          title="Minutes, week by week"
          description="What arrived, in minutes with a tutor and on software; the dashed outline is what was planned."
          weeks={weeks}
          from={range.from}
          to={range.to}
          gutter={92}
          legend={[
            { words: 'More', fill: 'url(#layer-more)' },
            { words: 'Specialized', fill: 'url(#layer-specialized)' },
            { words: 'on software', fill: 'url(#software-core)' },
          ]}
        />
      )}
      <Interventions runs={view.interventions} />
      <Timeline entries={timeline.entries} more={timeline.more} />
    </>
  );
}

function Interventions({ runs }: { readonly runs: StudentView['interventions'] }): ReactNode {
  const now = runs.filter(({ end }) => end === undefined);
  if (now.length === 0) return null;
  return (
    <section className="listing" aria-labelledby="runs">
      <h2 id="runs">Interventions now</h2>
      <ul>
        {now.map(({ interventionId, name, domain, tier, minutesPerSession, sessionsPerWeek }) => (
          <li key={interventionId}>
            {name}{' '}
            <span className="quiet">
              {TIER_WORDS[tier].support} in {DOMAIN_WORDS[domain].inText}, {counted(sessionsPerWeek, 'session')} of{' '}
              {minutesPerSession} min a week
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
