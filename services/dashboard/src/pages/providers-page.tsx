import type { ProviderRow } from '@strata/contracts';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { send } from '../api.ts';
import { duration, percent, rate } from '../numbers.ts';
import { instantColumn, numberColumn, wordColumn } from '../parts/columns.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Finding } from '../parts/finding.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { useProviders } from '../queries.ts';
import { providersSentence } from '../sentences.ts';
import { OutcomeFigure } from '../figures/outcome-figure.tsx';

const COLUMNS: readonly Column<ProviderRow>[] = [
  wordColumn({ id: 'name', head: 'Provider' }, ({ name }) => name),
  numberColumn({ id: 'students', head: 'Students' }, ({ students }) => students),
  numberColumn({ id: 'held', head: 'Held this week' }, ({ week }) => week.sessionsHeld),
  numberColumn({ id: 'cancelled', head: 'Cancelled' }, ({ week }) => week.sessionsCancelled + week.sessionsNoShow),
  numberColumn({ id: 'minutes', head: 'With a tutor' }, ({ week }) => week.minutes, duration),
  numberColumn({ id: 'software', head: 'On software' }, ({ week }) => week.softwareMinutes, duration),
  numberColumn(
    { id: 'attendance', head: 'Attendance' },
    ({ week }) => rate(week.attended, week.attended + week.missed),
    value => percent(value, 1),
  ),
  numberColumn({ id: 'accepted', head: 'Events accepted' }, ({ accepted }) => accepted),
  numberColumn({ id: 'rejected', head: 'Rejected' }, ({ rejected }) => rejected),
  instantColumn({ id: 'last', head: 'Last heard', kind: 'number' }, ({ lastReceivedAt }) => lastReceivedAt),
];

/** Who holds sessions, and whether their records arrive. */
export function ProvidersPage(): ReactNode {
  const { data, error, refetch } = useProviders();
  const rows = data?.items ?? [];
  return (
    <>
      <Finding title="Providers" eyebrow="District · this week" sentence={data && providersSentence(rows)} />
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Skeleton height={30} label="Loading providers" />}
      {rows.length > 0 && (
        <OutcomeFigure
          title="What became of planned sessions this week"
          rows={rows.map(({ name, week }) => ({
            name,
            held: week.sessionsHeld,
            cancelled: week.sessionsCancelled,
            noShow: week.sessionsNoShow,
          }))}
        />
      )}
      {data && (
        <DataTable
          main
          title="Providers"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ providerId }) => providerId}
          hrefOf={({ providerId }) => `/providers/${encodeURIComponent(providerId)}`}
          empty="No provider has posted yet. Add one below, make a key for it, and hand the key over."
        />
      )}
      {data && <AddProvider />}
    </>
  );
}

function AddProvider(): ReactNode {
  const [, navigate] = useLocation();
  const [error, fail] = useState<Error>();
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    try {
      const { providerId } = await send<{ providerId: string }>('POST', '/v1/providers', { name });
      navigate(`/providers/${encodeURIComponent(providerId)}`);
    } catch (refused) {
      fail(refused as Error);
    }
  };
  return (
    <section aria-labelledby="add-provider">
      <h2 id="add-provider">Add a provider</h2>
      <form className="form" onSubmit={event => void add(event)}>
        <label>
          Name
          <input name="name" required maxLength={100} autoComplete="off" />
        </label>
        <button type="submit" className="button">
          Add
        </button>
      </form>
      {error && <ProblemNote error={error} />}
    </section>
  );
}
