import type { DataQuality } from '@strata/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { send } from '../api.ts';
import { counted } from '../numbers.ts';
import { codeWords } from '../words.ts';
import { announce } from './announcer.tsx';
import { instantColumn, numberColumn, wordColumn } from './columns.tsx';
import { DataTable, type Column } from './data-table.tsx';
import { ProblemNote } from './notes.tsx';

type Parked = DataQuality['parked'][number];
type Action = 'retry' | 'discard';

const COLUMNS: readonly Column<Parked>[] = [
  wordColumn({ id: 'view', head: 'View' }, ({ view }) => codeWords(view)),
  wordColumn({ id: 'type', head: 'Event' }, ({ eventType }) => eventType),
  wordColumn({ id: 'reason', head: 'Why', kind: 'wrap' }, ({ reason }) => reason),
  numberColumn({ id: 'events', head: 'Waiting' }, ({ events }) => events),
  instantColumn({ id: 'since', head: 'Since', kind: 'number' }, ({ since }) => since),
];

/** Events that a view could not take, and those that wait behind them. Nothing else stopped for them. */
export function ParkedEvents({ parked }: { readonly parked: readonly Parked[] }): ReactNode {
  const queries = useQueryClient();
  const [error, fail] = useState<Error>();
  const act = async (action: Action, { view, key }: Parked) => {
    fail(undefined);
    try {
      const { applied } = await send<{ applied: number }>(
        'POST',
        `/v1/views/parked/${encodeURIComponent(view)}/${encodeURIComponent(key)}/${action}`,
      );
      announce(`${counted(applied, 'event')} went through.`);
    } catch (refused) {
      fail(refused as Error);
    }
    await queries.invalidateQueries({ queryKey: ['data-quality'] });
  };
  const columns: readonly Column<Parked>[] = [
    ...COLUMNS,
    { id: 'act', head: 'What to do', csv: false, cell: row => <Actions onAct={action => void act(action, row)} /> },
  ];
  return (
    <>
      {error && <ProblemNote error={error} />}
      <DataTable
        title="Parked events"
        sortName="parked"
        columns={columns}
        rows={parked}
        keyOf={({ view, key }) => `${view}/${key}`}
        empty="No event is parked: every view could take everything."
      />
    </>
  );
}

function Actions({ onAct }: { readonly onAct: (action: Action) => void }): ReactNode {
  const [isSure, ask] = useState(false);
  if (isSure) {
    return (
      <span className="actions">
        <button type="button" className="link-button" onClick={() => onAct('discard')}>
          Drop it from this view for good
        </button>
        <button type="button" className="link-button" onClick={() => ask(false)}>
          Keep it
        </button>
      </span>
    );
  }
  return (
    <span className="actions">
      <button type="button" className="link-button" onClick={() => onAct('retry')}>
        Try again
      </button>
      <button type="button" className="link-button" onClick={() => ask(true)}>
        Discard
      </button>
    </span>
  );
}
