import { ATTENDED, type AttendanceCategory, type Domain, type Tier } from '@strata/contracts';
import { view } from '@strata/kernel';
import { weekOf, type Envelope, type EventHandlers } from './event-handlers.ts';

export type AttendedSession = { domain: Domain; tier: Tier; category: AttendanceCategory; minutes: number; softwareMinutes: number; providerId?: string };

/**
 * What one student received in one week, as facts: one per session. The sums are made when they are read or rolled up,
 * so that a correction replaces a fact instead of adjusting a sum.
 */
export type StudentWeekDoc = { studentId: string; week: string; sessions: Record<string, AttendedSession> };

const attended = (doc: StudentWeekDoc, { data }: Envelope<'StudentAttendanceRecorded' | 'AttendanceCorrected'>): StudentWeekDoc => {
  const { domain, tier, category, minutesPresent: minutes, softwareMinutes, providerId } = data;
  doc.sessions[data.sessionId] = { domain, tier, category, minutes, softwareMinutes, ...(providerId !== undefined && { providerId }) };
  return doc;
};

const on: EventHandlers<StudentWeekDoc> = {
  StudentAttendanceRecorded: attended,
  AttendanceCorrected: attended,
  AttendanceVoided: (doc, { data }) => {
    delete doc.sessions[data.sessionId];
    return doc;
  },
};

/** Minutes count when the student was there (present, tardy, partial, early departure). */
export const wasThere = (category: AttendanceCategory): boolean => ATTENDED.includes(category);

export const studentWeekView = view<StudentWeekDoc>({
  name: 'student_week',
  version: 1,
  on,
  key: ({ data }: Envelope<'StudentAttendanceRecorded'>) => `${weekOf(data.start.slice(0, 10))}/${data.studentId}`,
  initial: (id) => ({ studentId: id.slice(11), week: id.slice(0, 10), sessions: {} }),
  empty: ({ sessions }) => Object.keys(sessions).length === 0,
  columns: { studentId: ({ studentId }) => studentId, week: ({ week }) => week },
  indexes: [['studentId', 'week']],
  rollups: {
    time: {
      dimensions: ['week', 'tier', 'domain', 'providerId'],
      measures: ['minutes', 'softwareMinutes', 'attended', 'missed'],
      of: ({ week, sessions }) => Object.values(sessions).map((session) => {
        const there = wasThere(session.category);
        return {
          key: { week, tier: session.tier, domain: session.domain, providerId: session.providerId ?? 'school' },
          add: { minutes: there ? session.minutes : 0, softwareMinutes: there ? session.softwareMinutes : 0, attended: there ? 1 : 0, missed: there ? 0 : 1 },
        };
      }),
    },
  },
  scopes: ({ studentId }) => ['district', `student/${studentId}`],
});
