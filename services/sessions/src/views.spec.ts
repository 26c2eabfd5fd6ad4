import { catalogue, type SessionEvent } from '@strata/contracts';
import type { Catalogue } from '@strata/kernel';
import { recorded, viewLaws, type Fact } from '@strata/kernel/testing';
import fc from 'fast-check';
import { sessionsViews } from './views.ts';

const sessionId = fc.constantFrom('s1', 's2');
const providerId = fc.constantFrom('p1', 'p2');
const studentId = fc.constantFrom('stu-1', 'stu-2');
const at = fc.constantFrom('2026-09-30T08:30:00-05:00', '2026-10-01T08:30:00-05:00');
const about = { sessionId, providerId, domain: fc.constantFrom('math', 'ela'), tier: fc.constant('more'), locationKind: fc.constant('pull_out'), staffIds: fc.constantFrom<string[][]>(['t1'], ['t2']) };
const minutes = { category: fc.constantFrom('present', 'tardy'), minutesPresent: fc.nat(30), softwareMinutes: fc.constant(0) };
const attendance = { ...about, ...minutes, studentId, start: at, end: at };

const fact = <Type extends SessionEvent['type'] | 'StudentRegistered'>(type: Type, data: Record<string, fc.Arbitrary<unknown>>) => fc.record(data).map((made): Fact => ({ type, data: made }));
/** An event's key is one provider's. */
const rejected = fc.record({ batchId: fc.constantFrom('b1', 'b2'), eventKey: fc.constantFrom('p1-e1', 'p1-e2', 'p2-e1', undefined), detail: fc.constantFrom('x', 'y') })
  .map(({ batchId, eventKey, detail }): Fact => ({ type: 'SubmissionRejected', data: { batchId, eventKey, providerId: eventKey?.slice(0, 2) ?? 'p1', index: 0, problem: { code: 'X', detail } } }));
const facts = fc.oneof(
  fact('StudentRegistered', { studentId }),
  fact('ProviderRegistered', { providerId, name: fc.constantFrom('A', 'B') }), fact('ProviderChanged', { providerId, name: fc.constantFrom('C', 'D') }), fact('AgreementActivated', { providerId }),
  fact('SessionScheduled', { ...about, scheduledStart: at, scheduledEnd: at }), fact('SessionRescheduled', { sessionId, scheduledStart: at, scheduledEnd: at }),
  fact('SessionHeld', { ...about, actualStart: at, actualEnd: at }), fact('SessionCancelled', { ...about, status: fc.constantFrom('cancelled', 'no_show') }), fact('SessionVoided', { sessionId }),
  fact('StudentAttendanceRecorded', attendance), fact('AttendanceCorrected', attendance), fact('AttendanceVoided', attendance),
  rejected,
);

for (const view of sessionsViews) {
  const handled = fc.array(facts.filter(({ type }) => type in view.on), { minLength: 1, maxLength: 20 });
  viewLaws(view, handled.map((history) => recorded(catalogue as unknown as Catalogue, history)), { runs: 25 });
}
