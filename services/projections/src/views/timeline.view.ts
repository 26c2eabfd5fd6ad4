import type { TimelineEntry } from '@strata/contracts';
import { view } from '@strata/kernel';
import type { Envelope, EventHandlers } from './event-handlers.ts';

/** An entry as stored: names of schools and providers are looked up when it is read. */
export type StoredEntry = Omit<TimelineEntry, 'schoolName' | 'providerName'> & { readonly schoolId?: string; readonly providerId?: string };

/** What happened to one student in one month, by day and id, so that the order of arrival does not show. */
export type TimelineDoc = { studentId: string; month: string; entries: StoredEntry[] };

type StudentFact = { data: { studentId?: string; studentIds?: readonly string[] } };

const put = (doc: TimelineDoc, entry: StoredEntry): TimelineDoc => {
  const others = doc.entries.filter(({ id }) => id !== entry.id);
  if (!entry.on.startsWith(doc.month)) return Object.assign(doc, { entries: others });
  const after = others.findIndex((other) => other.on > entry.on || (other.on === entry.on && other.id > entry.id));
  return Object.assign(doc, { entries: after < 0 ? [...others, entry] : [...others.slice(0, after), entry, ...others.slice(after)] });
};

/** Only what is there; `undefined` would not survive storing and make equal documents differ. */
const present = <T extends object>(fields: T): T => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const decided = (doc: TimelineDoc, { data, recordedAt, type }: Envelope<'TierAssigned' | 'TierChanged' | 'TierCorrected'>) =>
  put(doc, present({
    id: data.placementId, on: data.effectiveDate, at: recordedAt, kind: type === 'TierCorrected' ? ('placement_corrected' as const) : ('placement' as const), domain: data.domain,
    fromTier: data.fromTier, toTier: data.toTier, direction: data.direction, reasonCode: data.reasonCode, decidedBy: data.decidedBy, agreedWithRecommendation: data.agreedWithRecommendation,
  }));

const screened = (doc: TimelineDoc, { data, recordedAt, type }: Envelope<'ScreeningRecorded' | 'ScreeningCorrected'>) =>
  put(doc, present({
    id: data.screeningId, on: data.date, at: recordedAt, kind: 'screening' as const, domain: data.domain, instrument: data.instrument, period: data.period,
    score: data.score, percentile: data.percentile, corrected: type === 'ScreeningCorrected' ? true : undefined,
  }));

const attended = (doc: TimelineDoc, { data, recordedAt, type }: Envelope<'StudentAttendanceRecorded' | 'AttendanceCorrected' | 'AttendanceVoided'>) =>
  put(doc, present({
    id: data.sessionId, on: data.start.slice(0, 10), at: recordedAt, kind: 'session' as const, domain: data.domain, toTier: data.tier, providerId: data.providerId,
    status: type === 'AttendanceVoided' ? ('voided' as const) : ('held' as const), start: data.start, end: data.end, locationKind: data.locationKind,
    ...(type === 'AttendanceVoided' ? {} : { attendance: data.category, minutes: data.minutesPresent, softwareMinutes: data.softwareMinutes }),
    corrected: type === 'AttendanceCorrected' ? true : undefined,
  }));

/** A cancelled session is told by the session's key; what the student's own key says of the same session wins. */
const cancelled = (doc: TimelineDoc, { data, recordedAt }: Envelope<'SessionCancelled'>) => {
  const start = data.scheduledStart;
  if (start === undefined || doc.entries.some(({ id, status }) => id === data.sessionId && status !== 'cancelled' && status !== 'no_show')) return doc;
  return put(doc, present({ id: data.sessionId, on: start.slice(0, 10), at: recordedAt, kind: 'session' as const, domain: data.domain, toTier: data.tier, status: data.status, start, end: data.scheduledEnd, locationKind: data.locationKind, providerId: data.providerId }));
};

const on: EventHandlers<TimelineDoc> = {
  StudentEnrolled: (doc, { id, data, recordedAt }) => put(doc, { id, on: data.begin ?? recordedAt.slice(0, 10), at: recordedAt, kind: 'enrolled', schoolId: data.schoolId }),
  StudentWithdrawn: (doc, { id, data, recordedAt }) => put(doc, { id, on: data.date, at: recordedAt, kind: 'withdrawn', schoolId: data.schoolId }),
  TierAssigned: decided,
  TierChanged: decided,
  TierCorrected: decided,
  TierEnded: (doc, { data, recordedAt }) =>
    put(doc, { id: `${data.placementId}/end`, on: data.effectiveDate, at: recordedAt, kind: 'placement_ended', domain: data.domain, fromTier: data.fromTier, toTier: 'core', direction: 'reduce', reasonCode: data.reasonCode, decidedBy: data.decidedBy }),
  ScreeningRecorded: screened,
  ScreeningCorrected: screened,
  TierRecommended: (doc, { data, recordedAt }) =>
    put(doc, { id: data.recommendationId, on: data.date, at: recordedAt, kind: 'recommendation', domain: data.domain, fromTier: data.fromTier, toTier: data.toTier, evidenceState: data.evidenceState, why: data.why }),
  SupportConcernRaised: (doc, { data, recordedAt }) => put(doc, present({ id: data.concernId, on: data.date, at: recordedAt, kind: 'concern' as const, domain: data.domain })),
  EvaluationRequested: (doc, { data, recordedAt }) => put(doc, { id: data.requestId, on: data.date, at: recordedAt, kind: 'evaluation_requested' }),
  StudentAssignedToIntervention: (doc, { data, recordedAt }) => put(doc, { id: data.interventionId, on: data.begin, at: recordedAt, kind: 'intervention', domain: data.domain, toTier: data.tier, name: data.name }),
  AssignmentEnded: (doc, { data, recordedAt }) => put(doc, { id: `${data.interventionId}/end`, on: data.date, at: recordedAt, kind: 'intervention_ended' }),
  StudentAttendanceRecorded: attended,
  AttendanceCorrected: attended,
  AttendanceVoided: attended,
  SessionCancelled: cancelled,
};

/** The days that an event puts an entry on, or takes one from. */
const daysOf = ({ type, data, recordedAt }: Envelope<never>): readonly string[] => {
  const { date, effectiveDate, begin, start, scheduledStart, before } = data as Record<string, string> & { before?: { effectiveDate?: string; date?: string } };
  if (type === 'SessionCancelled') return scheduledStart === undefined ? [] : [scheduledStart];
  const day = start ?? effectiveDate ?? date ?? begin ?? (recordedAt as string);
  return [day, before?.effectiveDate ?? before?.date ?? day];
};

const key = (event: Envelope<never>): string[] => {
  const { studentId, studentIds = [] } = (event as StudentFact).data;
  const students = studentId === undefined ? studentIds : [studentId];
  const months = new Set(daysOf(event).map((day) => day.slice(0, 7)));
  return [...months].flatMap((month) => students.map((id) => `${month}/${id}`));
};

export const timelineView = view<TimelineDoc>({
  name: 'timeline',
  version: 1,
  on,
  key,
  initial: (id) => ({ studentId: id.slice(8), month: id.slice(0, 7), entries: [] }),
  columns: { studentId: ({ studentId }) => studentId, month: ({ month }) => month },
  indexes: [['studentId', 'month']],
  scopes: ({ studentId }) => [`student/${studentId}`],
});
