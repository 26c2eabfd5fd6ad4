import { toNewEvent, type EventEnvelope, type Message } from '@strata/kernel';
import { catalogue } from '@strata/contracts';
import { startApp, type Answer, type Sent, type TestApp, type TestEngine } from '@strata/runtime/testing';
import { SessionsModule } from '../sessions.module.ts';
import { sessionsViews } from '../views.ts';

/** A Monday morning in Chicago: 09:30, an hour after the sessions of these examples. */
export const NOW = '2026-10-05T14:30:00.000Z';
export const STUDENTS = ['stu-1', 'stu-2', 'stu-3', 'stu-4'] as const;

export type Door = TestApp & {
  readonly providerId: string;
  readonly key: string;
  readonly agreementId: string;
  /** Asks as the provider. */
  ask(method: string, path: string, sent?: Sent): Promise<Answer>;
  post(body: unknown, path?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Facts about sessions since this provider came, without what differs from run to run. */
  facts(): readonly Message[];
  /** Another provider of the same district, which sees the log from now on: a clean slate without a new start. */
  newcomer(): Promise<Door>;
};

/** A district with four students, and a provider that tutors three of them in math and knows `stu-1` as `ext-1`. */
export const startDoor = async (engine?: TestEngine): Promise<Door> => {
  const app = await startApp({ imports: [SessionsModule], views: sessionsViews, at: NOW, ...(engine && { engine }) });
  if (!engine) await registerStudents(app, STUDENTS);
  return doorOf(app);
};

const doorOf = async (app: TestApp): Promise<Door> => {
  const { providerId, key, agreementId } = await registerProvider(app, 'Ready Tutors', ['stu-1', 'stu-2', 'stu-3']);
  const since = app.engine.log.head();
  const events = () => app.events().filter(({ position }) => position > since);
  const ask = (method: string, path: string, sent: Sent = {}) => app.http(method, path, { as: key, ...sent });
  return {
    ...app, events, providerId, key, agreementId, ask,
    post: (body, path = '/v1/events', headers = {}) => ask('POST', path, { body, headers }),
    facts: () => events().filter(({ topic }) => topic === 'strata.sessions.session.v1').map(({ type, data }) => ({ type, data })),
    newcomer: () => doorOf(app),
  };
};

export const registerStudents = async (app: TestApp, students: readonly string[]): Promise<void> => {
  const on = { catalogue: catalogue as never, ids: app.engine.ids };
  const recordedAt = new Date(app.clock.now()).toISOString();
  await app.engine.store.append(students.map((studentId) => ({
    commitId: app.engine.ids.next(), streamId: `student-${studentId}`, expectedVersion: 0,
    events: [toNewEvent(on, { type: 'StudentRegistered', data: { studentId, sourcedId: studentId, profile: 'sealed', profileFingerprint: 'x' } }, recordedAt)],
    metadata: { tenant: 'test', actor: 'owner', source: 'spec', recordedAt, correlationId: 'roster' },
  })));
  await app.caughtUp();
};

export const registerProvider = async (app: TestApp, name: string, students: readonly string[]) => {
  const { providerId } = (await app.http('POST', '/v1/providers', { body: { name } })).body as { providerId: string };
  const { key } = (await app.http('POST', `/v1/providers/${providerId}/keys`, { body: {} })).body as { key: string };
  const { agreementId } = (await app.http('POST', `/v1/providers/${providerId}/agreements`, {
    body: {
      purposes: [{ domain: 'math', tier: 'more' }],
      students: students.map((studentId) => ({ studentId, ...(studentId === 'stu-1' && { providerStudentId: 'ext-1' }), ...(studentId === 'stu-2' && { tier: 'specialized' }) })),
      begin: '2026-09-01', end: '2027-06-01', timeZone: 'America/Chicago', locationKind: 'pull_out',
    },
  })).body as { agreementId: string };
  return { providerId, key, agreementId };
};

type Fields = Readonly<Record<string, unknown>>;
let made = 0;

const event = (type: string, data: Fields, attributes: Fields) => ({ specversion: '1.0', id: `e-${++made}`, source: 'https://ready.example/log', type, datacontenttype: 'application/json', data, ...attributes });

/** `session.held` of half an hour with two students, 08:30 to 09:00 in Chicago. */
export const held = (data: Fields = {}, attributes: Fields = {}) => event('org.strata.session.held.v1', {
  providerSessionId: 's-1', actualStart: '2026-10-05T08:30:00-05:00', actualEnd: '2026-10-05T09:00:00-05:00', domain: 'math', tutorId: 'tutor-9',
  students: [{ studentId: 'stu-1', attendance: 'present', minutesPresent: 30 }, { studentId: 'stu-2', attendance: 'tardy', minutesPresent: 22, softwareMinutes: 5 }],
  ...data,
}, attributes);

export const scheduled = (data: Fields = {}, attributes: Fields = {}) => event('org.strata.session.scheduled.v1', {
  providerSessionId: 's-1', scheduledStart: '2026-10-05T08:30:00-05:00', scheduledEnd: '2026-10-05T09:00:00-05:00', domain: 'math', tutorId: 'tutor-9',
  students: [{ studentId: 'stu-1' }, { studentId: 'stu-2' }], ...data,
}, attributes);

export const cancelled = (data: Fields = {}, attributes: Fields = {}) =>
  event('org.strata.session.cancelled.v1', { providerSessionId: 's-1', cancelReason: 'assembly', cancelledBy: 'school', ...data }, attributes);

export const corrected = (data: Fields = {}, attributes: Fields = {}) => event('org.strata.attendance.corrected.v1', {
  providerSessionId: 's-1', reason: 'came late', students: [{ studentId: 'stu-1', attendance: 'tardy', minutesPresent: 20 }], ...data,
}, attributes);

export const voided = (data: Fields = {}, attributes: Fields = {}) => event('org.strata.session.voided.v1', { providerSessionId: 's-1', reason: 'entered twice', ...data }, attributes);

/** What the log holds of one type. */
export const ofType = (events: readonly EventEnvelope[], type: string): readonly EventEnvelope[] => events.filter((envelope) => envelope.type === type);
