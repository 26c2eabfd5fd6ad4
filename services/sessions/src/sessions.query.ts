import { DomainError, replay, type EventStore, type Message, type ViewReader } from '@strata/kernel';
import { session, type Known, type SessionEventOfLog } from './session.decider.ts';
import { studentMonthId, type StudentMonthDoc } from './views.ts';

type Asked = { readonly student: string; readonly from: string; readonly to: string; readonly limit: number; readonly cursor?: string | undefined };
export const sessionStream = (sessionId: string): string => `session-${sessionId}`;

const MONTHS = 13;

/** Sessions at which a student was recorded, `from <= school date < to`, oldest first; the cursor is the last one's entry. */
export const sessionsOf = async (views: ViewReader, store: EventStore, asked: Asked) => {
  const { student, from, to, limit, cursor = '' } = asked;
  if (to <= from) throw new DomainError('RANGE_EMPTY', 'invalid', '`to` is the first day that is no longer asked for: later than `from`.', { faults: [{ pointer: '/to', code: 'RANGE_EMPTY', detail: 'Must be later than `from`.' }] });
  const months = await views.load<StudentMonthDoc>('sessions_student_month', monthsBetween(from, to).map((month) => studentMonthId(month, student)));
  const entries = months.flatMap((month) => month?.sessions ?? []).filter((entry) => entry >= from && entry < to && entry > cursor).sort();
  const page = entries.slice(0, limit);
  const sessions = await knownSessions(store, page.map((entry) => entry.split(' ')[1]!));
  const items = sessions.map((known) => ({ id: known.about.sessionId, doc: { ...shown(known), students: undefined, attendance: attendanceOf(known).find(({ studentId }) => studentId === student) } }));
  return entries.length > limit ? { items, next: page.at(-1)! } : { items };
};

const knownSessions = async (store: EventStore, sessionIds: readonly string[]): Promise<Known[]> => {
  const slices = await store.readMany(sessionIds.map(sessionStream));
  return slices.flatMap(({ events }) => replay(session, events as readonly Message[] as readonly SessionEventOfLog[]) ?? []);
};

const attendanceOf = ({ attendance }: Known) =>
  Object.values(attendance).map(({ studentId, category, minutesPresent, softwareMinutes }) => ({ studentId, attendance: category, minutesPresent, softwareMinutes }));

/** A session as staff see it. */
export const shown = (known: Known) => {
  const { status, about: { sessionId, providerId, providerSessionId, domain, tier, locationKind, staffIds }, plan, held, cancelled } = known;
  return { sessionId, status, providerId, providerSessionId, domain, tier, locationKind, staffIds, plan, held, cancelled, students: attendanceOf(known) };
};

/** @throws DomainError `RANGE_TOO_LONG` beyond a year */
const monthsBetween = (from: string, to: string): readonly string[] => {
  const [year, month] = from.split('-').map(Number) as [number, number];
  const months: string[] = [];
  for (let at = month - 1; ; at++) {
    const name = `${year + Math.trunc(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
    if (name > to.slice(0, 7)) return months;
    if (months.push(name) > MONTHS) throw new DomainError('RANGE_TOO_LONG', 'invalid', 'A student’s sessions are listed for a year at most.');
  }
};
