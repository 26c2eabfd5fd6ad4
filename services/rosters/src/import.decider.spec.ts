import { describe, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { rosterImport, type ImportCommand, type ImportEvent } from './import.decider.ts';

const { given } = specify(rosterImport);

const started = { importId: 'i1', mode: 'lenient', bytes: 10, sha256: 'abc' } as const;
const drop = { importId: 'i1', activeEnrollments: 10, endingEnrollments: 5, percentEnding: 50, limitPercent: 10, files: [], warnings: [], reason: 'half would end' };
const done = { importId: 'i1', version: '1.2', created: 1, changed: 0, ended: 0, unresolved: 0, events: 9, files: [], warnings: [], warningCount: 0 };
const faults = { importId: 'i1', errors: [{ file: 'users.csv', row: 3, field: 'role', code: 'UNKNOWN_VALUE', message: 'a role' }], errorCount: 1, warnings: [], warningCount: 0 };

const START: ImportCommand = { type: 'StartImport', data: started };
const HOLD: ImportCommand = { type: 'HoldImport', data: drop };
const CONFIRM: ImportCommand = { type: 'ConfirmImport', data: { importId: 'i1' } };
const COMPLETE: ImportCommand = { type: 'CompleteImport', data: done };
const REJECT: ImportCommand = { type: 'RejectImport', data: faults };
const DISCARD: ImportCommand = { type: 'DiscardImport', data: { importId: 'i1' } };
const STARTED: ImportEvent = { type: 'RosterImportStarted', data: started };
const HELD: ImportEvent = { type: 'BulkDropHeld', data: drop };
const CONFIRMED: ImportEvent = { type: 'BulkDropConfirmed', data: { importId: 'i1' } };
const COMPLETED: ImportEvent = { type: 'RosterImportCompleted', data: done };
const REJECTED: ImportEvent = { type: 'RosterImportRejected', data: faults };

describe('An import', () => {
  test('starts when its file is stored', () => given().when(START).then(STARTED));
  test('starts once', () => given(STARTED).when(START).then());
  test('is completed', () => given(STARTED).when(COMPLETE).then(COMPLETED));
  test('is completed once', () => given(STARTED, COMPLETED).when(COMPLETE).then());
  test('is rejected with its errors', () => given(STARTED).when(REJECT).then(REJECTED));
  test('is rejected once', () => given(STARTED, REJECTED).when(REJECT).then());
  test('is held when too much would end', () => given(STARTED).when(HOLD).then(HELD));
  test('is held once', () => given(STARTED, HELD).when(HOLD).then());
  test('goes on when a person confirms it', () => given(STARTED, HELD).when(CONFIRM).then(CONFIRMED));
  test('is confirmed once', () => given(STARTED, HELD, CONFIRMED).when(CONFIRM).then());
  test('is not held again after a person confirmed it', () => given(STARTED, HELD, CONFIRMED).when(HOLD).then());
  test('is completed after it was confirmed', () => given(STARTED, HELD, CONFIRMED).when(COMPLETE).then(COMPLETED));
  test('that is held can be discarded by a person', () =>
    given(STARTED, HELD).when(DISCARD).then({
      type: 'RosterImportRejected',
      data: { importId: 'i1', errors: [{ file: '', code: 'DISCARDED', message: 'A person looked at it while it was held, and discarded it.' }], errorCount: 1, warnings: [], warningCount: 0 },
    }));
  test('is discarded once', () => given(STARTED, HELD, REJECTED).when(DISCARD).then());

  test('that is held is not completed without confirmation', () => given(STARTED, HELD).when(COMPLETE).thenRejected('IMPORT_NOT_RUNNING'));
  test('that is completed cannot be rejected', () => given(STARTED, COMPLETED).when(REJECT).thenRejected('IMPORT_NOT_RUNNING'));
  test('that is completed cannot be held', () => given(STARTED, COMPLETED).when(HOLD).thenRejected('IMPORT_NOT_RUNNING'));
  test('that is rejected cannot be completed', () => given(STARTED, REJECTED).when(COMPLETE).thenRejected('IMPORT_NOT_RUNNING'));
  test('that runs cannot be confirmed', () => given(STARTED).when(CONFIRM).thenRejected('IMPORT_NOT_HELD'));
  test('that runs cannot be discarded: it may be half written', () => given(STARTED).when(DISCARD).thenRejected('IMPORT_NOT_HELD'));
  test('that is confirmed cannot be discarded any more', () => given(STARTED, HELD, CONFIRMED).when(DISCARD).thenRejected('IMPORT_NOT_HELD'));
  test('that nobody started cannot be discarded', () => given().when(DISCARD).thenRejected('IMPORT_NOT_FOUND'));
  test('that is held is not rejected by the work on it', () => given(STARTED, HELD).when(REJECT).thenRejected('IMPORT_NOT_RUNNING'));
  test('that nobody started cannot be confirmed', () => given().when(CONFIRM).thenRejected('IMPORT_NOT_FOUND'));
  test('that nobody started cannot be completed', () => given().when(COMPLETE).thenRejected('IMPORT_NOT_FOUND'));
  test('that nobody started cannot be held', () => given().when(HOLD).thenRejected('IMPORT_NOT_FOUND'));
  test('that nobody started cannot be rejected', () => given().when(REJECT).thenRejected('IMPORT_NOT_FOUND'));
});
