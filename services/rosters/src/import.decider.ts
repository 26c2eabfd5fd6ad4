import type {
  BulkDropConfirmed, BulkDropHeld, DataOf, EventOf, RosterImportCompleted, RosterImportRejected, RosterImportStarted,
} from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';

/** The file is stored; the work on it begins. */
export type StartImport = Message<'StartImport', DataOf<typeof RosterImportStarted>>;
/** It would end more than a roster usually ends: a person must look. */
export type HoldImport = Message<'HoldImport', DataOf<typeof BulkDropHeld>>;
export type ConfirmImport = Message<'ConfirmImport', { readonly importId: string }>;
export type CompleteImport = Message<'CompleteImport', DataOf<typeof RosterImportCompleted>>;
/** Nothing of it was written, and nothing will be. */
export type RejectImport = Message<'RejectImport', DataOf<typeof RosterImportRejected>>;
/** A person looked at a held import and does not want it. */
export type DiscardImport = Message<'DiscardImport', { readonly importId: string }>;
export type ImportCommand = StartImport | HoldImport | ConfirmImport | CompleteImport | RejectImport | DiscardImport;

export type ImportEvent =
  | EventOf<typeof RosterImportStarted>
  | EventOf<typeof BulkDropHeld>
  | EventOf<typeof BulkDropConfirmed>
  | EventOf<typeof RosterImportCompleted>
  | EventOf<typeof RosterImportRejected>;

export type ImportState = {
  readonly status: 'none' | 'running' | 'held' | 'completed' | 'rejected';
  readonly mode: 'lenient' | 'strict';
  readonly endDates: 'exclusive' | 'inclusive';
  /** A person let it through: it is not held again. */
  readonly confirmed: boolean;
};

/** One roster file on its way in: completed, held or rejected as a whole. */
export const rosterImport: Decider<ImportState, ImportCommand, ImportEvent> = {
  initialState: { status: 'none', mode: 'lenient', endDates: 'exclusive', confirmed: false },

  decide(state, command) {
    switch (command.type) {
      case 'StartImport':
        return state.status === 'none' ? [{ type: 'RosterImportStarted', data: command.data }] : [];
      case 'HoldImport':
        if (state.status === 'held') return [];
        return requireRunning(state) && !state.confirmed ? [{ type: 'BulkDropHeld', data: command.data }] : [];
      case 'ConfirmImport':
        return confirm(state, command);
      case 'CompleteImport':
        if (state.status === 'completed') return [];
        return requireRunning(state) ? [{ type: 'RosterImportCompleted', data: command.data }] : [];
      case 'RejectImport':
        if (state.status === 'rejected') return [];
        return requireRunning(state) ? [{ type: 'RosterImportRejected', data: command.data }] : [];
      case 'DiscardImport':
        return discard(state, command);
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'RosterImportStarted':
        return { status: 'running', mode: event.data.mode, endDates: event.data.endDates ?? 'exclusive', confirmed: false };
      case 'BulkDropHeld':
        return { ...state, status: 'held' };
      case 'BulkDropConfirmed':
        return { ...state, status: 'running', confirmed: true };
      case 'RosterImportCompleted':
        return { ...state, status: 'completed' };
      case 'RosterImportRejected':
        return { ...state, status: 'rejected' };
      default:
        return assertNever(event);
    }
  },
};

const confirm = (state: ImportState, { data }: ConfirmImport): ImportEvent[] => {
  if (state.status === 'none') throw notFound();
  if (state.confirmed) return [];
  if (state.status !== 'held') throw notHeld(state);
  return [{ type: 'BulkDropConfirmed', data }];
};

const discard = (state: ImportState, { data: { importId } }: DiscardImport): ImportEvent[] => {
  if (state.status === 'none') throw notFound();
  if (state.status === 'rejected') return [];
  if (state.status !== 'held') throw notHeld(state);
  const errors = [{ file: '', code: 'DISCARDED', message: 'A person looked at it while it was held, and discarded it.' }];
  return [{ type: 'RosterImportRejected', data: { importId, errors, errorCount: 1, warnings: [], warningCount: 0 } }];
};

const requireRunning = ({ status }: ImportState): true => {
  if (status === 'running') return true;
  if (status === 'none') throw notFound();
  throw new DomainError('IMPORT_NOT_RUNNING', 'conflict', `This import is ${status}.`, { importStatus: status });
};

const notFound = () => new DomainError('IMPORT_NOT_FOUND', 'not-found', 'There is no import of this id.');

const notHeld = ({ status }: ImportState) =>
  new DomainError('IMPORT_NOT_HELD', 'conflict', `Only a held import waits for a person; this one is ${status}.`, { importStatus: status });
