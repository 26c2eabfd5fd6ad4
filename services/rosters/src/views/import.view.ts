import type { ImportFileReport, ImportIssue, ImportStatus } from '@strata/contracts';
import { view, type EventEnvelope } from '@strata/kernel';
import type { ImportEvent } from '../import.decider.ts';

export type ImportDoc = {
  importId: string;
  status: ImportStatus;
  mode: 'lenient' | 'strict';
  bytes: number;
  sha256: string;
  fileName: string;
  startedAt: string;
  endedAt: string;
  confirmedAt: string;
  /** OneRoster version of the package; '' until it was read. */
  version: string;
  created: number;
  changed: number;
  ended: number;
  unresolved: number;
  /** Roster events that it appended. */
  events: number;
  files: readonly ImportFileReport[];
  errors: readonly ImportIssue[];
  errorCount: number;
  warnings: readonly ImportIssue[];
  warningCount: number;
  held: HeldDrop | null;
};

export type HeldDrop = { activeEnrollments: number; endingEnrollments: number; percentEnding: number; limitPercent: number; reason: string };

type Told<Type extends ImportEvent['type']> = EventEnvelope<Extract<ImportEvent, { type: Type }>>;

/** Every import: what arrived, what became of it, what was wrong with it. */
export const importView = view<ImportDoc>({
  name: 'rosters_import',
  version: 1,
  key: (event: EventEnvelope<ImportEvent>) => event.data.importId,
  initial: (importId) => ({
    importId, status: 'running', mode: 'lenient', bytes: 0, sha256: '', fileName: '', startedAt: '', endedAt: '', confirmedAt: '', version: '',
    created: 0, changed: 0, ended: 0, unresolved: 0, events: 0, files: [], errors: [], errorCount: 0, warnings: [], warningCount: 0, held: null,
  }),
  on: {
    RosterImportStarted: (doc, { data, recordedAt }: Told<'RosterImportStarted'>) =>
      ({ ...doc, mode: data.mode, bytes: data.bytes, sha256: data.sha256, fileName: data.fileName ?? '', startedAt: recordedAt }),
    BulkDropHeld: (doc, { data }: Told<'BulkDropHeld'>) => {
      const { activeEnrollments, endingEnrollments, percentEnding, limitPercent, reason, files, warnings } = data;
      return { ...doc, status: 'held', files, warnings, held: { activeEnrollments, endingEnrollments, percentEnding, limitPercent, reason } };
    },
    BulkDropConfirmed: (doc, { recordedAt }: Told<'BulkDropConfirmed'>) => ({ ...doc, status: 'running', confirmedAt: recordedAt }),
    RosterImportCompleted: (doc, { data, recordedAt }: Told<'RosterImportCompleted'>) => ({ ...doc, ...data, status: 'completed', endedAt: recordedAt }),
    RosterImportRejected: (doc, { data, recordedAt }: Told<'RosterImportRejected'>) => ({ ...doc, ...data, status: 'rejected', endedAt: recordedAt }),
  },
  columns: { status: (doc) => doc.status, startedAt: (doc) => doc.startedAt },
  indexes: [['startedAt'], ['status', 'startedAt']],
  scopes: (doc) => [`import/${doc.importId}`],
});
