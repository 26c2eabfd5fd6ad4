import type { ProviderView } from '@strata/contracts';
import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { addDays, localDate, moment, mondayOf, shortDate, timeOfDay } from '../dates.ts';
import { providerWeeks } from '../figures/week-stacks.ts';
import { WeeksFigure } from '../figures/weeks-figure.tsx';
import { count, counted, duration, listed } from '../numbers.ts';
import { codeColumn, instantColumn, numberColumn, wordColumn } from '../parts/columns.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Facts, type Fact } from '../parts/facts.tsx';
import { Finding } from '../parts/finding.tsx';
import { Keys } from '../parts/keys.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { useProvider } from '../queries.ts';
import { providerSentence } from '../sentences.ts';
import { CANCELLED_BY_WORDS, codeWords, DOMAIN_WORDS, LOCATION_WORDS } from '../words.ts';

const WEEKS = 12;

/** One provider: what it held, what of its records was refused and why, its keys and agreements. */
export function ProviderPage(): ReactNode {
  const { id } = useParams<{ id: string }>();
  const { data, error, refetch } = useProvider(id);
  return (
    <>
      <Finding
        title={data?.provider.name ?? 'Provider'}
        about={id}
        eyebrow={data && eyebrowOf(data)}
        sentence={data && providerSentence(data)}
      />
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Skeleton height={60} label="Loading the provider" />}
      {data && <Content view={data} />}
    </>
  );
}

const eyebrowOf = ({ provider: { students, lastReceivedAt } }: ProviderView): string =>
  [counted(students, 'student'), lastReceivedAt ? `last heard ${moment(lastReceivedAt)}` : 'never heard'].join(' · ');

function Content({ view }: { readonly view: ProviderView }): ReactNode {
  const { provider, weeks, rejections, keys, agreements, recentSessions } = view;
  return (
    <>
      {weeks.length > 0 && <Minutes view={view} />}
      <Facts facts={factsOf(view)} />
      <DataTable
        main
        title="Rejected events"
        columns={REJECTIONS}
        rows={rejections}
        keyOf={({ batchId, index }) => `${batchId}/${index}`}
        empty="Nothing of this provider was rejected."
      />
      <DataTable
        title="Recent sessions"
        sortName="sessions"
        columns={SESSIONS}
        rows={recentSessions}
        keyOf={({ sessionId }) => sessionId}
        empty="No session yet. Sessions show here when the provider posts them."
      />
      <Agreements agreements={agreements} providerId={provider.providerId} />
      <Keys providerId={provider.providerId} keys={keys} />
    </>
  );
}

function Minutes({ view: { weeks, asOf } }: { readonly view: ProviderView }): ReactNode {
  const monday = mondayOf(localDate(asOf));
  return (
    <WeeksFigure
      title="Minutes with students, week by week"
      description="Minutes of students who were there; time on software is hatched."
      weeks={providerWeeks(weeks)}
      from={addDays(monday, -7 * (WEEKS - 1))}
      to={addDays(monday, 7)}
      legend={[
        { words: 'with a tutor', fill: 'var(--core)' },
        { words: 'on software', fill: 'url(#software-core)' },
      ]}
    />
  );
}

const factsOf = (view: ProviderView): Fact[] => {
  const { provider, rejectedByCode } = view;
  const most = rejectedByCode[0];
  return [
    { name: 'Events accepted', value: count(provider.accepted), note: `${count(provider.duplicates)} sent twice` },
    {
      name: 'Events rejected',
      value: count(provider.rejected),
      note: most ? `most: ${codeWords(most.code).toLowerCase()}` : 'none',
    },
    { name: 'Sessions held', value: count(provider.sessionsHeld), note: cancelledWords(view) },
    { name: 'Students’ sessions', value: count(provider.attended), note: `${count(provider.missed)} missed` },
  ];
};

const cancelledWords = ({ provider, cancelledBy }: ProviderView): string => {
  const all = provider.sessionsCancelled + provider.sessionsNoShow;
  if (all === 0) return 'none cancelled';
  return `${count(all)} not: by ${listed(cancelledBy.map(each => `${CANCELLED_BY_WORDS[each.cancelledBy] ?? each.cancelledBy} ${count(each.sessions)}`))}`;
};

type Rejection = ProviderView['rejections'][number];
const REJECTIONS: readonly Column<Rejection>[] = [
  instantColumn({ id: 'at', head: 'When' }, ({ at }) => at),
  wordColumn({ id: 'code', head: 'Why' }, ({ code }) => codeWords(code)),
  wordColumn({ id: 'detail', head: 'In detail', kind: 'wrap' }, ({ detail }) => detail),
  codeColumn({ id: 'pointers', head: 'Where' }, ({ pointers }) => pointers.join(' ')),
  codeColumn({ id: 'event', head: 'Event' }, ({ eventId }) => eventId),
  wordColumn({ id: 'type', head: 'Type', kind: 'quiet' }, ({ eventType }) => eventType),
];

type Session = ProviderView['recentSessions'][number];
/** Who was there is known of sessions that were held. */
const heldOnly = (status: Session['status'], value: number): number | undefined =>
  status === 'held' ? value : undefined;

const SESSIONS: readonly Column<Session>[] = [
  {
    ...instantColumn<Session>({ id: 'day', head: 'When' }, ({ start }) => start),
    cell: ({ start, end }) => `${moment(start)} – ${timeOfDay(end)}`,
  },
  wordColumn({ id: 'domain', head: 'Domain' }, ({ domain }) => DOMAIN_WORDS[domain].title),
  wordColumn({ id: 'status', head: 'Status' }, ({ status }) => codeWords(status)),
  wordColumn({ id: 'place', head: 'Where', kind: 'quiet' }, ({ locationKind }) => LOCATION_WORDS[locationKind]),
  numberColumn({ id: 'present', head: 'Present' }, ({ status, present }) => heldOnly(status, present)),
  numberColumn({ id: 'absent', head: 'Absent' }, ({ status, absent }) => heldOnly(status, absent)),
  numberColumn(
    { id: 'minutes', head: 'Students’ minutes' },
    ({ status, minutes }) => heldOnly(status, minutes),
    duration,
  ),
];

function Agreements({
  agreements,
  providerId,
}: Pick<ProviderView, 'agreements'> & { readonly providerId: string }): ReactNode {
  return (
    <section className="listing" aria-labelledby="agreements">
      <h2 id="agreements">Agreements</h2>
      {agreements.length === 0 ? (
        <p className="quiet">
          None yet. An agreement says which students this provider works with, and from when:{' '}
          <code>POST /v1/providers/{providerId}/agreements</code>. Until then its sessions are rejected.
        </p>
      ) : (
        <ul>
          {agreements.map(({ agreementId, begin, end, students, domains, active }) => (
            <li key={agreementId}>
              {counted(students, 'student')} in {listed(domains.map(domain => DOMAIN_WORDS[domain].inText))}{' '}
              <span className="quiet">
                from {shortDate(begin)}
                {end && ` to ${shortDate(addDays(end, -1))}`}
                {!active && ', not active'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
