import type { DataOf, EventOf, StudentRegistered, SubmissionRejected } from '@strata/contracts';
import { view, type EventEnvelope, type View } from '@strata/kernel';
import type { ProviderEventOfLog } from './provider.decider.ts';
import type { SessionEventOfLog } from './session.decider.ts';

type Envelope<Event extends { type: string; data: object }> = EventEnvelope<Event>;
type Of<Events extends { type: string }, Type extends Events['type']> = Envelope<Extract<Events, { type: Type }> & { data: object }>;

/** That a student is on the roster. */
export type StudentDoc = { known: boolean };
const studentView = view<StudentDoc>({
  name: 'sessions_student',
  version: 1,
  on: { StudentRegistered: (doc) => Object.assign(doc, { known: true }) },
  key: ({ data }: Envelope<EventOf<typeof StudentRegistered>>) => data.studentId,
  initial: () => ({ known: false }),
});

/** Providers for the list; a provider itself is read from the log. */
export type ProviderDoc = { providerId: string; name: string; agreements: number };
const providerView = view<ProviderDoc>({
  name: 'sessions_provider',
  version: 1,
  on: {
    ProviderRegistered: (doc, { data }: Of<ProviderEventOfLog, 'ProviderRegistered'>) => Object.assign(doc, { providerId: data.providerId, name: data.name }),
    ProviderChanged: (doc, { data }: Of<ProviderEventOfLog, 'ProviderChanged'>) => Object.assign(doc, { name: data.name }),
    AgreementActivated: (doc) => Object.assign(doc, { agreements: doc.agreements + 1 }),
  },
  key: ({ data }: Of<ProviderEventOfLog, 'ProviderRegistered'>) => data.providerId,
  initial: () => ({ providerId: '', name: '', agreements: 0 }),
  columns: { name: ({ name }) => name },
  indexes: [['name']],
});

/** The last rejection of an event, by provider, source and id. */
export type RejectionDoc = { batchId: string; requestId: string; at: string; problem: DataOf<typeof SubmissionRejected>['problem'] };
const rejectionView = view<RejectionDoc>({
  name: 'sessions_rejection',
  version: 1,
  on: {
    SubmissionRejected: (doc, { data, recordedAt, correlationId }: Envelope<EventOf<typeof SubmissionRejected>>) =>
      Object.assign(doc, { batchId: data.batchId, requestId: correlationId, at: recordedAt, problem: data.problem }),
  },
  key: ({ data }: Envelope<EventOf<typeof SubmissionRejected>>) => data.eventKey ?? [],
  initial: () => ({ batchId: '', requestId: '', at: '', problem: { code: '', detail: '' } }),
});

/**
 * Sessions that a student was recorded at, by month: id `YYYY-MM/studentId`. Only where to look: each entry is a start and
 * a session's id, the session itself is read from the log.
 */
export type StudentMonthDoc = { sessions: string[] };
export const studentMonthId = (month: string, studentId: string): string => `${month}/${studentId}`;
type Attended = Of<SessionEventOfLog, 'StudentAttendanceRecorded' | 'AttendanceVoided'>;
const entryOf = ({ data }: Attended) => `${data.start} ${data.sessionId}`;

const studentMonthView = view<StudentMonthDoc>({
  name: 'sessions_student_month',
  version: 1,
  on: {
    StudentAttendanceRecorded: (doc, event: Of<SessionEventOfLog, 'StudentAttendanceRecorded'>) => {
      doc.sessions.push(entryOf(event));
      return doc;
    },
    AttendanceVoided: (doc, event: Of<SessionEventOfLog, 'AttendanceVoided'>) => {
      const entry = entryOf(event);
      return { sessions: doc.sessions.filter((other) => other !== entry) };
    },
  },
  key: ({ data }: Attended) => studentMonthId(data.start.slice(0, 7), data.studentId),
  initial: () => ({ sessions: [] }),
  empty: ({ sessions }) => sessions.length === 0,
});

export const sessionsViews: readonly View[] = [studentView, providerView, rejectionView, studentMonthView];
