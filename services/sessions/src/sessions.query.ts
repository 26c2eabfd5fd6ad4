import { DomainError, type Find, type Found, type ViewReader } from '@strata/kernel';
import { studentMonthId, type SessionDoc, type StudentMonthDoc } from './views.ts';

export type ListedSession = SessionDoc & { readonly attendance?: StudentMonthDoc['sessions'][string] };
type Asked = { readonly student?: string | undefined; readonly provider?: string | undefined; readonly from: string; readonly to: string; readonly limit: number; readonly cursor?: string | undefined };

const MONTHS = 13;

/** Sessions with `from <= school date < to`, oldest first; of one student, those that the student was recorded at. */
export const sessionsBetween = async (views: ViewReader, asked: Asked): Promise<Found<ListedSession>> => {
  const { from, to, provider, limit, cursor } = asked;
  if (to <= from) throw new DomainError('RANGE_EMPTY', 'invalid', '`to` is the first day that is no longer asked for: later than `from`.', { faults: [{ pointer: '/to', code: 'RANGE_EMPTY', detail: 'Must be later than `from`.' }] });
  if (asked.student !== undefined) return ofStudent(views, { ...asked, student: asked.student });
  const start = { gte: from, lt: to };
  const find: Find = provider === undefined ? { where: { start }, order: ['start'], limit } : { where: { provider, start }, order: ['provider', 'start'], limit };
  return views.find<SessionDoc>('sessions_session', { ...find, ...(cursor !== undefined && { cursor }) });
};

/** A student's own list is short: it comes whole, cut at `limit`; the cursor is the id of the last one. */
const ofStudent = async (views: ViewReader, { student, provider, from, to, limit, cursor }: Asked & { student: string }): Promise<Found<ListedSession>> => {
  const months = await views.load<StudentMonthDoc>('sessions_student_month', monthsBetween(from, to).map((month) => studentMonthId(month, student)));
  const attendance = Object.assign({}, ...months.map((month) => month?.sessions ?? {})) as StudentMonthDoc['sessions'];
  const docs = await views.load<SessionDoc>('sessions_session', Object.keys(attendance));
  const listed = docs
    .filter((doc): doc is SessionDoc => doc !== undefined && within(doc, from, to) && (provider === undefined || doc.providerId === provider))
    .map((doc) => ({ id: doc.sessionId, doc: { ...doc, attendance: attendance[doc.sessionId]! } }))
    .sort((a, b) => (orderOf(a.doc) < orderOf(b.doc) ? -1 : 1));
  const after = cursor === undefined ? 0 : listed.findIndex(({ id }) => id === cursor) + 1;
  if (cursor !== undefined && after === 0) throw new DomainError('INVALID_CURSOR', 'invalid', 'This cursor is not of this list.');
  const items = listed.slice(after, after + limit);
  return after + limit < listed.length ? { items, next: items.at(-1)!.id } : { items };
};

const startOf = ({ actualStart, scheduledStart }: SessionDoc) => actualStart ?? scheduledStart ?? '';
const orderOf = (doc: SessionDoc) => `${startOf(doc)} ${doc.sessionId}`;
const within = (doc: SessionDoc, from: string, to: string) => startOf(doc) >= from && startOf(doc) < to;

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
