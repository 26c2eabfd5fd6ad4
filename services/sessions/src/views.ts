import type { DataOf, EventOf, SessionStatus, StudentRegistered, SubmissionRejected } from '@strata/contracts';
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

/** A session as its own key tells it; attendance is the students'. */
export type SessionDoc = {
  sessionId: string; providerId: string | null; status: SessionStatus; domain: string; tier: string; locationKind: string; staffIds: string[];
  scheduledStart: string | null; scheduledEnd: string | null; actualStart: string | null; actualEnd: string | null;
};
type Told = Extract<SessionEventOfLog, { type: 'SessionScheduled' | 'SessionHeld' | 'SessionCancelled' }>['data'];
const about = (doc: SessionDoc, data: Told): SessionDoc =>
  Object.assign(doc, { sessionId: data.sessionId, providerId: data.providerId ?? null, domain: data.domain, tier: data.tier, locationKind: data.locationKind, staffIds: [...data.staffIds] });
const planOf = ({ scheduledStart, scheduledEnd }: { scheduledStart?: string | undefined; scheduledEnd?: string | undefined }) =>
  ({ ...(scheduledStart !== undefined && { scheduledStart }), ...(scheduledEnd !== undefined && { scheduledEnd }) });
const startOf = ({ actualStart, scheduledStart }: SessionDoc) => actualStart ?? scheduledStart;

const sessionView = view<SessionDoc>({
  name: 'sessions_session',
  version: 1,
  on: {
    SessionScheduled: (doc, { data }: Of<SessionEventOfLog, 'SessionScheduled'>) => Object.assign(doc.sessionId === '' ? about(doc, data) : doc, planOf(data)),
    SessionRescheduled: (doc, { data }: Of<SessionEventOfLog, 'SessionRescheduled'>) => Object.assign(doc, planOf(data)),
    SessionHeld: (doc, { data }: Of<SessionEventOfLog, 'SessionHeld'>) => Object.assign(about(doc, data), { status: 'held', actualStart: data.actualStart, actualEnd: data.actualEnd }, planOf(data)),
    SessionCancelled: (doc, { data }: Of<SessionEventOfLog, 'SessionCancelled'>) => Object.assign(about(doc, data), { status: data.status }, planOf(data)),
    SessionVoided: (doc) => Object.assign(doc, { status: 'voided' }),
  },
  key: ({ data }: Of<SessionEventOfLog, 'SessionHeld'>) => data.sessionId,
  initial: () => ({
    sessionId: '', providerId: null, status: 'scheduled', domain: '', tier: '', locationKind: '', staffIds: [],
    scheduledStart: null, scheduledEnd: null, actualStart: null, actualEnd: null,
  }),
  columns: { provider: ({ providerId }) => providerId ?? 'school', start: startOf },
  indexes: [['start'], ['provider', 'start']],
});

/** Sessions that a student was recorded at, by month: id `YYYY-MM/studentId`. */
export type StudentMonthDoc = { sessions: Record<string, { category: string; minutesPresent: number; softwareMinutes: number }> };
export const studentMonthId = (month: string, studentId: string): string => `${month}/${studentId}`;
type Attended = Of<SessionEventOfLog, 'StudentAttendanceRecorded' | 'AttendanceCorrected'>;
const attended = (doc: StudentMonthDoc, { data }: Attended): StudentMonthDoc => {
  doc.sessions[data.sessionId] = { category: data.category, minutesPresent: data.minutesPresent, softwareMinutes: data.softwareMinutes };
  return doc;
};
const studentMonthView = view<StudentMonthDoc>({
  name: 'sessions_student_month',
  version: 1,
  on: {
    StudentAttendanceRecorded: attended,
    AttendanceCorrected: attended,
    AttendanceVoided: (doc, { data }: Of<SessionEventOfLog, 'AttendanceVoided'>) => {
      delete doc.sessions[data.sessionId];
      return doc;
    },
  },
  key: ({ data }: Attended) => studentMonthId(data.start.slice(0, 7), data.studentId),
  initial: () => ({ sessions: {} }),
  empty: ({ sessions }) => Object.keys(sessions).length === 0,
});

export const sessionsViews: readonly View[] = [studentView, providerView, rejectionView, sessionView, studentMonthView];
