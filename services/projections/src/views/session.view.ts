import type { AttendanceCategory, Domain, LocationKind, SessionStatus, Tier } from '@strata/contracts';
import { view } from '@strata/kernel';
import { putSorted, weekOf, type Envelope, type EventHandlers } from './event-handlers.ts';
import { wasThere } from './student-week.view.ts';

type Presence = { category: AttendanceCategory; minutes: number; softwareMinutes: number };

/** One session: what its own key says of it, and who was there, each kept apart so that either may come first. */
export type SessionDoc = {
  providerId: string | null;
  status: SessionStatus | null;
  start: string | null;
  end: string | null;
  domain: Domain | null;
  tier: Tier | null;
  locationKind: LocationKind | null;
  cancelledBy: string | null;
  students: Record<string, Presence>;
};

/** An attendance fact alone does not make a session: it only says when and what, if the session's own word is not here yet. */
const attended = (doc: SessionDoc, { data }: Envelope<'StudentAttendanceRecorded' | 'AttendanceCorrected'>): SessionDoc => {
  const presence = { category: data.category, minutes: data.minutesPresent, softwareMinutes: data.softwareMinutes };
  return Object.assign(doc, { students: putSorted(doc.students, data.studentId, presence) });
};

const on: EventHandlers<SessionDoc> = {
  /** A plan may come after what came of it, and changes nothing of that. */
  SessionScheduled: (doc, { data }) => (doc.status === null ? Object.assign(doc, about(data), { status: 'scheduled', start: data.scheduledStart, end: data.scheduledEnd }) : doc),
  SessionRescheduled: (doc, { data }) => Object.assign(doc, { start: data.scheduledStart, end: data.scheduledEnd }),
  SessionHeld: (doc, { data }) => Object.assign(doc, about(data), { status: 'held', start: data.actualStart, end: data.actualEnd }),
  SessionCancelled: (doc, { data }) => Object.assign(doc, about(data), { status: data.status, start: data.scheduledStart ?? doc.start, end: data.scheduledEnd ?? doc.end, cancelledBy: data.cancelledBy }),
  SessionVoided: (doc) => Object.assign(doc, { status: 'voided' }),
  StudentAttendanceRecorded: attended,
  AttendanceCorrected: attended,
  AttendanceVoided: (doc, { data }) => {
    delete doc.students[data.studentId];
    return doc;
  },
};

const about = (data: { providerId?: string | undefined; domain: Domain; tier: Tier; locationKind: LocationKind }) => ({
  providerId: data.providerId ?? null, domain: data.domain, tier: data.tier, locationKind: data.locationKind,
});

/** Held, cancelled and minutes of one session, as its provider and its day count them. */
const tally = (doc: SessionDoc) => {
  const held = doc.status === 'held';
  const students = held ? Object.values(doc.students) : [];
  const there = students.filter(({ category }) => wasThere(category));
  return {
    sessionsHeld: held ? 1 : 0,
    sessionsCancelled: doc.status === 'cancelled' ? 1 : 0,
    sessionsNoShow: doc.status === 'no_show' ? 1 : 0,
    minutes: there.reduce((sum, { minutes }) => sum + minutes, 0),
    softwareMinutes: there.reduce((sum, { softwareMinutes }) => sum + softwareMinutes, 0),
    attended: there.length,
    missed: students.length - there.length,
  };
};

const MEASURES = ['sessionsHeld', 'sessionsCancelled', 'sessionsNoShow', 'minutes', 'softwareMinutes', 'attended', 'missed'] as const;

export const sessionView = view<SessionDoc>({
  name: 'session',
  version: 1,
  on,
  key: ({ data }: Envelope<'SessionHeld'>) => data.sessionId,
  initial: () => ({ providerId: null, status: null, start: null, end: null, domain: null, tier: null, locationKind: null, cancelledBy: null, students: {} }),
  columns: {
    providerId: ({ providerId }) => providerId ?? 'school',
    /** In UTC, so that sessions of different offsets sort by time. */
    start: ({ start }) => (start === null ? null : new Date(start).toISOString()),
  },
  indexes: [['providerId', 'start']],
  rollups: {
    byWeek: {
      dimensions: ['providerId', 'week'],
      measures: MEASURES,
      of: (doc) => (doc.start === null ? [] : [{ key: { providerId: doc.providerId ?? 'school', week: weekOf(doc.start.slice(0, 10)) }, add: tally(doc) }]),
    },
    byDay: {
      dimensions: ['date'],
      measures: MEASURES,
      of: (doc) => (doc.start === null ? [] : [{ key: { date: doc.start.slice(0, 10) }, add: tally(doc) }]),
    },
    cancellations: {
      dimensions: ['providerId', 'cancelledBy'],
      measures: ['sessions'],
      of: (doc) => (doc.cancelledBy === null || (doc.status !== 'cancelled' && doc.status !== 'no_show') ? [] : [{ key: { providerId: doc.providerId ?? 'school', cancelledBy: doc.cancelledBy }, add: { sessions: 1 } }]),
    },
  },
  scopes: ({ providerId }) => ['district', ...(providerId === null ? [] : [`provider/${providerId}`])],
});
