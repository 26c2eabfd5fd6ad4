import type { DataQuality } from '@strata/contracts';
import { useState, type ReactNode } from 'react';
import { count, counted } from '../numbers.ts';
import { instantColumn, numberColumn, wordColumn } from '../parts/columns.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { DropZone } from '../parts/drop-zone.tsx';
import { Facts } from '../parts/facts.tsx';
import { Finding } from '../parts/finding.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { ParkedEvents } from '../parts/parked-events.tsx';
import { useDataQuality } from '../queries.ts';
import { dataSentence } from '../sentences.ts';
import { codeWords, IMPORT_WORDS } from '../words.ts';

/** What came in, what did not, and what somebody should mend. */
export function DataPage(): ReactNode {
  const { data, error, refetch } = useDataQuality();
  return (
    <>
      <Finding title="Data" eyebrow="District" sentence={data && dataSentence(data)} />
      <DropZone low />
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Skeleton height={50} label="Loading the state of the data" />}
      {data && <Content quality={data} />}
    </>
  );
}

function Content({ quality }: { readonly quality: DataQuality }): ReactNode {
  const { imports, rejectedEvents, unresolvedReferences, staffWithoutSection, views, head, lagSeconds } = quality;
  const behind = Math.max(0, ...views.map(({ position }) => head - position));
  return (
    <>
      <DataTable
        main
        title="Imports"
        columns={IMPORTS}
        rows={imports}
        keyOf={({ importId }) => importId}
        hrefOf={({ importId }) => `/data/imports/${encodeURIComponent(importId)}`}
        empty="No roster was imported yet. Drop a OneRoster ZIP above."
      />
      <Facts
        facts={[
          {
            name: 'Unresolved references',
            value: count(unresolvedReferences),
            note: 'ids without a counterpart in the last roster',
          },
          { name: 'Staff without a section', value: count(staffWithoutSection), note: 'kept, and worth a look' },
          {
            name: 'Rejected events',
            value: count(rejectedEvents.reduce((sum, { events }) => sum + events, 0)),
            note: 'from providers, all time',
          },
          {
            name: 'Figures behind',
            value: `${count(lagSeconds)} s`,
            note: behind === 0 ? 'everything recorded is in' : counted(behind, 'event'),
          },
        ]}
      />
      <Rejected rows={rejectedEvents} />
      <ParkedEvents parked={quality.parked} />
      <Views views={views} head={head} />
    </>
  );
}

type Import = DataQuality['imports'][number];

const IMPORTS: readonly Column<Import>[] = [
  instantColumn({ id: 'at', head: 'When' }, ({ at }) => at),
  {
    ...wordColumn<Import>({ id: 'status', head: 'Status' }, ({ status }) => IMPORT_WORDS[status]),
    cell: ({ status }) => (
      <span className={status === 'held' || status === 'rejected' ? 'warn' : undefined}>{IMPORT_WORDS[status]}</span>
    ),
  },
  numberColumn({ id: 'created', head: 'Created' }, ({ created }) => created),
  numberColumn({ id: 'changed', head: 'Changed' }, ({ changed }) => changed),
  numberColumn({ id: 'ended', head: 'Ended' }, ({ ended }) => ended),
  numberColumn({ id: 'unresolved', head: 'Unresolved' }, ({ unresolved }) => unresolved),
  numberColumn({ id: 'errors', head: 'Errors' }, ({ errors }) => errors),
  numberColumn({ id: 'warnings', head: 'Warnings' }, ({ warnings }) => warnings),
];

type Rejection = DataQuality['rejectedEvents'][number];
const REJECTED: readonly Column<Rejection>[] = [
  wordColumn({ id: 'provider', head: 'Provider' }, ({ providerName }) => providerName),
  wordColumn({ id: 'code', head: 'Why' }, ({ code }) => codeWords(code)),
  numberColumn({ id: 'events', head: 'Events' }, ({ events }) => events),
  instantColumn({ id: 'last', head: 'Last', kind: 'number' }, ({ lastAt }) => lastAt),
];

function Rejected({ rows }: { readonly rows: readonly Rejection[] }): ReactNode {
  return (
    <DataTable
      title="Rejected events"
      sortName="rejected"
      columns={REJECTED}
      rows={rows}
      keyOf={({ providerId, code }) => `${providerId}/${code}`}
      hrefOf={({ providerId }) => `/providers/${encodeURIComponent(providerId)}`}
      note={rows.length > 0 ? 'by provider and reason; the provider’s page has each of them' : ''}
      empty="No event of a provider was rejected."
    />
  );
}

type View = DataQuality['views'][number];

function Views({ views, head }: { readonly views: readonly View[]; readonly head: number }): ReactNode {
  const [isOpen, open] = useState(false);
  const columns: readonly Column<View>[] = [
    wordColumn({ id: 'name', head: 'View' }, ({ name }) => codeWords(name)),
    wordColumn({ id: 'status', head: 'Status' }, ({ status }) => (status === 'live' ? 'Live' : 'Building')),
    numberColumn({ id: 'version', head: 'Version' }, ({ version }) => version),
    numberColumn({ id: 'documents', head: 'Documents' }, ({ documents }) => documents),
    numberColumn({ id: 'behind', head: 'Events behind' }, ({ position }) => Math.max(0, head - position)),
  ];
  if (isOpen)
    return (
      <DataTable
        title="Views"
        sortName="views"
        columns={columns}
        rows={views}
        keyOf={({ name, version }) => `${name}@${version}`}
        empty="No view is running."
      />
    );
  return (
    <p>
      <button type="button" className="link-button" onClick={() => open(true)}>
        Show the {count(views.length)} views behind these figures
      </button>
    </p>
  );
}
