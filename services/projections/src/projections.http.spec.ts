import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { catalogue, type Movement, type ProviderView, type StrataEvent, type StudentList, type StudentView, type TierBoard } from '@strata/contracts';
import { toNewEvent, type Catalogue } from '@strata/kernel';
import { Module } from '@nestjs/common';
import { PROVIDER_KEYS } from '@strata/runtime';
import { OWNER_TOKEN, startApp, type TestApp } from '@strata/runtime/testing';
import { ProjectionsModule } from './index.ts';
import { projectionsViews } from './views.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startApp({ imports: [ProjectionsModule], views: projectionsViews, at: '2026-10-07T15:00:00.000Z' }); // a Wednesday
});
afterEach(() => app.close());

const metadata = { tenant: 'test', actor: 'spec', source: 'spec', correlationId: 'c' };
let streams = 0;

/** Appends facts as their services would have, and waits until the views show them. */
const record = async (...events: StrataEvent[]) => {
  const recordedAt = new Date(app.clock.now()).toISOString();
  const commits = events.map((event) => ({
    commitId: app.engine.ids.next(), streamId: `spec-${streams++}`, expectedVersion: 0, metadata: { ...metadata, recordedAt },
    events: [toNewEvent({ catalogue: catalogue as unknown as Catalogue, ids: app.engine.ids }, event, recordedAt)],
  }));
  for (const commit of commits) catalogue.spec(commit.events[0]!.type).schema.parse(commit.events[0]!.data);
  await app.engine.store.append(commits);
  await app.caughtUp();
};

const school = (schoolId: string, name: string): StrataEvent => ({ type: 'SchoolDefined', data: { schoolId, sourcedId: `sis-${schoolId}`, name, kind: 'school' } });

const enrol = async (studentId: string, schoolId: string, gradeLevel: '03' | '04') => {
  const [profile] = await app.engine.vault.seal([{ subjectId: studentId, data: { givenName: 'Given', familyName: studentId.toUpperCase(), birthDate: '2017-02-03' } }]);
  await record(
    { type: 'StudentRegistered', data: { studentId, sourcedId: `sis-${studentId}`, gradeLevel, profile: profile!, profileFingerprint: 'f' } },
    { type: 'StudentEnrolled', data: { studentId, schoolId, begin: '2026-08-17' } },
  );
};

type Decision = Extract<StrataEvent, { type: 'TierAssigned' }>['data'];
const decision = (studentId: string, over: Partial<Decision>): Decision => ({
  placementId: `p-${studentId}-${over.effectiveDate ?? ''}`, studentId, domain: 'math', fromTier: 'core', toTier: 'more', direction: 'intensify', effectiveDate: '2026-10-06', reasonCode: 'screening', decidedBy: 'team-7', ...over,
});
const assigned = (studentId: string, over: Partial<Decision> = {}): StrataEvent => ({ type: 'TierAssigned', data: decision(studentId, over) });

const session = { sessionId: 's1', providerId: 'p1', domain: 'math', tier: 'more', locationKind: 'pull_out' } as const;
const at = { start: '2026-10-07T09:00:00-05:00', end: '2026-10-07T09:30:00-05:00' };
const held: StrataEvent = { type: 'SessionHeld', data: { ...session, staffIds: ['t1'], actualStart: at.start, actualEnd: at.end, substitute: false } };
const attended = (studentId: string, over: object = {}): StrataEvent => ({ type: 'StudentAttendanceRecorded', data: { ...session, ...at, studentId, category: 'present', minutesPresent: 30, softwareMinutes: 5, ...over } });

const get = async <Body>(path: string): Promise<Body> => {
  const answer = await app.http('GET', `/v1/views/${path}`);
  expect(answer).toMatchObject({ status: 200, body: { asOf: expect.any(String), lagSeconds: 0, demo: false } });
  return answer.body;
};
const math = (board: { domains: TierBoard['domains'] }) => board.domains.find(({ domain }) => domain === 'math');

describe('the tier board', () => {
  beforeEach(async () => {
    await record(school('north', 'North'), school('south', 'South'));
    for (const id of ['ann', 'ben', 'cid']) await enrol(id, 'north', id === 'cid' ? '04' : '03');
    await enrol('dot', 'south', '03');
  });

  test('everybody who is enrolled holds core, without anybody deciding it', async () => {
    await record({ type: 'RuleSetPublished', data: { domain: 'math', version: 1, cutScores: [], minimumScreenings: 1, classWideBenchmarkPercent: 80, publishedBy: 'owner' } });
    const board = await get<TierBoard>('tier-board');
    expect(board).toMatchObject({ students: 4, place: { kind: 'district' }, week: { from: '2026-10-05', to: '2026-10-12' }, ruleSets: [{ domain: 'math', version: 1 }] });
    expect(math(board)).toMatchObject({ students: 4, core: 4, more: 0, specialized: 0 });
  });

  test('counts agree at every level, and say who moved this week', async () => {
    await record(assigned('ann'), assigned('dot', { effectiveDate: '2026-09-01', toTier: 'specialized' }));
    const district = await get<TierBoard>('tier-board');
    expect(math(district)).toEqual({ domain: 'math', students: 4, core: 2, more: 1, specialized: 1, movedThisWeek: { intensify: 1, reduce: 0, lateral: 0 } });
    expect(district.parts.map((part) => [part.place.name, math(part)!.more, math(part)!.specialized])).toEqual([['North', 1, 0], ['South', 0, 1]]);
    const north = await get<TierBoard>('tier-board?school=north');
    expect(north.parts.map((part) => [part.place.grade, math(part)!.students, math(part)!.more])).toEqual([['03', 2, 1], ['04', 1, 0]]);
    expect(math(await get<TierBoard>('tier-board?school=north&grade=04'))).toMatchObject({ students: 1, core: 1 });
  });

  test('a decision about next Monday counts from next Monday', async () => {
    await record(assigned('ann', { effectiveDate: '2026-10-12' }));
    expect(math(await get<TierBoard>('tier-board?domain=math'))).toMatchObject({ core: 4, more: 0 });
    expect(math(await get<TierBoard>('tier-board?date=2026-10-12'))).toMatchObject({ core: 3, more: 1 });
    expect((await get<StudentList>('students?domain=math&tier=more')).items).toEqual([]);
    app.clock.advance(5 * 24 * 3600 * 1000);
    expect(math(await get<TierBoard>('tier-board'))).toMatchObject({ core: 3, more: 1 });
    expect((await get<StudentList>('students?domain=math&tier=more')).items.map(({ studentId }) => studentId)).toEqual(['ann']);
  });

  test('support that ended gives the student back to core, and a student who left counts nowhere', async () => {
    await record(assigned('ann'), assigned('ben'));
    await record({ type: 'TierEnded', data: { placementId: 'p-ann-2026-10-06', studentId: 'ann', domain: 'math', fromTier: 'more', effectiveDate: '2026-10-07', reasonCode: 'exit_criteria_met', decidedBy: 'team-7' } }, { type: 'StudentWithdrawn', data: { studentId: 'ben', schoolId: 'north', date: '2026-10-07' } });
    expect(math(await get<TierBoard>('tier-board'))).toMatchObject({ students: 3, core: 3, more: 0 });
  });

  test.each([
    ['tier-board?school=nowhere', 404, 'SCHOOL_NOT_FOUND'],
    ['tier-board?grade=03', 422, 'VALIDATION_FAILED'],
    ['students?tier=more', 422, 'DOMAIN_MISSING'],
    ['movement?from=2026-10-02&to=2026-10-01', 422, 'VALIDATION_FAILED'],
    ['students/nobody', 404, 'STUDENT_NOT_FOUND'],
    ['providers/nobody', 404, 'PROVIDER_NOT_FOUND'],
    ['students?cursor=made-up', 422, 'INVALID_CURSOR'],
  ])('%s is refused as %i %s', async (path, status, code) => {
    expect(await app.http('GET', `/v1/views/${path}`)).toMatchObject({ status, body: { code } });
  });
});

describe('the list of students', () => {
  test('is sorted by family name, and its pages hang together without a name in the address', async () => {
    await record(school('north', 'North'));
    for (const id of ['zoe', 'ann', 'mia']) await enrol(id, 'north', '03');
    const first = await get<StudentList>('students?school=north&limit=2');
    expect(first.items.map(({ name }) => name)).toEqual(['Given ANN', 'Given MIA']);
    expect(first.next).toBe('mia');
    expect((await get<StudentList>(`students?school=north&limit=2&cursor=${first.next}`)).items.map(({ name }) => name)).toEqual(['Given ZOE']);
  });
});

describe('movement', () => {
  test('each mover counts once, by the net change, with the reason and who decided', async () => {
    await record(school('north', 'North'));
    for (const id of ['ann', 'ben', 'cid']) await enrol(id, 'north', '03');
    await record(
      assigned('ann', { effectiveDate: '2026-10-01' }),
      { type: 'TierChanged', data: decision('ann', { placementId: 'p2', effectiveDate: '2026-10-05', fromTier: 'more', toTier: 'specialized', weeksInPriorTier: 0, agreedWithRecommendation: true }) },
      assigned('ben', { effectiveDate: '2026-10-05' }),
      { type: 'TierEnded', data: { placementId: 'p-ben-2026-10-05', studentId: 'ben', domain: 'math', fromTier: 'more', effectiveDate: '2026-10-06', reasonCode: 'other', decidedBy: 'x' } },
    );
    const [profile] = await app.engine.vault.seal([{ subjectId: 'team-7', data: { givenName: 'Maria', familyName: 'Lopez' } }]);
    await record({ type: 'StaffRegistered', data: { staffId: 'team-7', sourcedId: 'x', roles: ['teacher'], schoolIds: [], classIds: [], profile: profile!, profileFingerprint: 'f' } });
    const moved = await get<Movement>('movement?from=2026-09-28&to=2026-10-12');
    expect(moved.flows).toEqual([{ domain: 'math', fromTier: 'core', toTier: 'specialized', students: 1 }]);
    expect(moved.movers).toEqual([expect.objectContaining({ studentId: 'ann', name: 'Given ANN', fromTier: 'core', toTier: 'specialized', direction: 'intensify', reasonCode: 'screening', decidedBy: 'Maria Lopez', agreedWithRecommendation: true })]);
    expect((await get<Movement>('movement?from=2026-10-02&to=2026-10-12')).flows).toEqual([{ domain: 'math', fromTier: 'more', toTier: 'specialized', students: 1 }]);
  });
});

describe('a student', () => {
  test('shows placements, minutes by week and what happened, newest first', async () => {
    await record(school('north', 'North'));
    await enrol('ann', 'north', '03');
    await record(
      { type: 'ProviderRegistered', data: { providerId: 'p1', name: 'Bright Path' } },
      { type: 'StudentAssignedToIntervention', data: { interventionId: 'i1', studentId: 'ann', name: 'Number sense', domain: 'math', tier: 'more', begin: '2026-10-05', dosage: { minutesPerSession: 30, sessionsPerWeek: 4, weeks: 10, maxGroupSize: 4, mayDisplaceCore: false } } },
      assigned('ann'), held, attended('ann'),
    );
    const view = await get<StudentView>('students/ann');
    expect(view.student).toEqual({ studentId: 'ann', name: 'Given ANN', sourcedId: 'sis-ann', enrolled: true, grade: '03', schoolId: 'north', schoolName: 'North', birthDate: '2017-02-03' });
    expect(view.held).toContainEqual(expect.objectContaining({ domain: 'math', tier: 'more', since: '2026-10-06', days: 1 }));
    expect(view.weeks).toEqual([{ week: '2026-10-05', domain: 'math', tier: 'more', minutes: 30, softwareMinutes: 5, sessionsHeld: 1, sessionsAttended: 1, plannedMinutes: 120 }]);
    expect(view.timeline.items.map(({ kind }) => kind)).toEqual(['session', 'placement', 'intervention', 'enrolled']);
    expect(view.timeline.items[0]).toMatchObject({ providerName: 'Bright Path', minutes: 30, attendance: 'present' });
  });

  test('a proposal shows until somebody has decided since', async () => {
    await record(school('north', 'North'));
    await enrol('ann', 'north', '03');
    const proposed = (date: string): StrataEvent => ({ type: 'TierRecommended', data: { recommendationId: `r-${date}`, studentId: 'ann', domain: 'math', fromTier: 'core', toTier: 'more', ruleSetVersion: 1, evidenceState: 'sufficient', evidence: [], why: 'Below the benchmark.', date } });
    const shown = async () => (await get<StudentView>('students/ann')).held.find(({ domain }) => domain === 'math')!.recommended?.date;
    await record(proposed('2026-09-15'));
    expect(await shown()).toBe('2026-09-15');
    await record(assigned('ann'));
    expect(await shown()).toBeUndefined();
    await record(proposed('2026-10-07'));
    expect(await shown()).toBe('2026-10-07');
  });

  test('a correction replaces what it corrects, and a void takes it away', async () => {
    await record(school('north', 'North'));
    await enrol('ann', 'north', '03');
    await record(attended('ann'));
    const before = { category: 'present', minutesPresent: 30, softwareMinutes: 5 } as const;
    await record({ type: 'AttendanceCorrected', data: { ...session, ...at, studentId: 'ann', category: 'partial', minutesPresent: 12, softwareMinutes: 0, before, reason: 'left early' } });
    expect((await get<StudentView>('students/ann')).weeks).toMatchObject([{ minutes: 12, softwareMinutes: 0 }]);
    await record({ type: 'AttendanceVoided', data: { ...session, ...at, studentId: 'ann', before: { category: 'partial', minutesPresent: 12, softwareMinutes: 0 }, reason: 'wrong student' } });
    expect(await get<StudentView>('students/ann')).toMatchObject({ weeks: [], timeline: { items: [{ kind: 'session', status: 'voided' }, { kind: 'enrolled' }] } });
  });

  test('whose key was destroyed keeps the figures and loses the name', async () => {
    await record(school('north', 'North'));
    await enrol('ann', 'north', '03');
    await app.engine.vault.shred('ann');
    expect((await get<StudentList>('students?school=north')).items).toMatchObject([{ studentId: 'ann', name: 'Name removed' }]);
  });
});

describe('a provider', () => {
  test('sees what was taken, what was rejected and why, and never a tier', async () => {
    await record(
      { type: 'ProviderRegistered', data: { providerId: 'p1', name: 'Bright Path' } },
      { type: 'AgreementActivated', data: { providerId: 'p1', agreementId: 'a1', purposes: [{ domain: 'math', tier: 'more' }], students: [{ studentId: 'ann' }, { studentId: 'ben' }], begin: '2026-09-01', timeZone: 'America/Chicago' } },
      held, attended('ann'), attended('ben', { category: 'excused_absence', minutesPresent: 0, softwareMinutes: 0 }),
      { type: 'SubmissionAccepted', data: { batchId: 'b1', providerId: 'p1', door: 'events', received: 2, accepted: 1, duplicates: 0, rejected: 1 } },
      { type: 'SubmissionRejected', data: { batchId: 'b1', providerId: 'p1', index: 1, eventId: 'e2', problem: { code: 'STUDENT_NOT_FOUND', detail: 'No such student in your agreements.', errors: [{ pointer: '/data/students/0', code: 'NOT_FOUND', detail: 'x' }] } } },
    );
    const view = await get<ProviderView>('providers/p1');
    expect(view.provider).toMatchObject({ name: 'Bright Path', students: 2, sessionsHeld: 1, minutes: 30, attended: 1, missed: 1, accepted: 1, rejected: 1, week: { sessionsHeld: 1 } });
    expect(view.rejections).toMatchObject([{ batchId: 'b1', code: 'STUDENT_NOT_FOUND', pointers: ['/data/students/0'] }]);
    expect(view.recentSessions).toMatchObject([{ sessionId: 's1', present: 1, absent: 1, minutes: 30 }]);
    expect(JSON.stringify({ ...view, agreements: [] })).not.toMatch(/"tier"|specialized/);
    expect(await get('time-by-tier?by=provider')).toMatchObject({ rows: [{ week: '2026-10-05', group: { id: 'p1', name: 'Bright Path' }, tier: 'more', minutes: 30, attended: 1, missed: 1 }] });
    expect(await get('data-quality')).toMatchObject({ rejectedEvents: [{ providerName: 'Bright Path', code: 'STUDENT_NOT_FOUND', events: 1 }], parked: [] });
  });
});

describe('a provider that asks for itself', () => {
  const asProvider = { kind: 'provider', id: 'p1', keyId: 'k', test: false, reason: 'own students' };
  const keys = { provide: PROVIDER_KEYS, useValue: { authenticate: (key: string) => Promise.resolve(key === 'key-of-p1' ? asProvider : undefined) } };

  @Module({ providers: [keys], exports: [keys] })
  class KeysModule {}

  test('sees its own page; another provider does not exist for it, and the district stays closed', async () => {
    await app.close();
    app = await startApp({ imports: [ProjectionsModule, { module: KeysModule, global: true }], views: projectionsViews });
    await record({ type: 'ProviderRegistered', data: { providerId: 'p1', name: 'Own' } }, { type: 'ProviderRegistered', data: { providerId: 'p2', name: 'Other' } });
    const ask = (path: string) => app.http('GET', `/v1/views/${path}`, { as: 'key-of-p1' });
    expect(await ask('providers/p1')).toMatchObject({ status: 200, body: { provider: { name: 'Own' } } });
    expect(await ask('providers/p2')).toMatchObject({ status: 404, body: { code: 'PROVIDER_NOT_FOUND' } });
    for (const path of ['providers', 'tier-board', 'students', 'data-quality']) expect(await ask(path)).toMatchObject({ status: 403 });
  });
});

describe('the live stream', () => {
  /** Opens the stream; `opened` when the server listens for us, `seen` when the text has come. */
  const listen = (port: number, lastId: string | undefined, text: string) => {
    const opened = Promise.withResolvers<void>();
    const seen = Promise.withResolvers<string>();
    const headers = { authorization: `Bearer ${OWNER_TOKEN}`, ...(lastId && { 'last-event-id': lastId }) };
    let stream = '';
    const call = request({ port, path: '/v1/live', headers }, (answer) => {
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        stream += chunk;
        opened.resolve();
        if (!stream.includes(text)) return;
        call.destroy();
        seen.resolve(stream);
      });
    }).on('error', seen.reject).end();
    return { opened: opened.promise, seen: seen.promise };
  };

  test('says what to fetch again, and a browser that comes back gets what it missed', async () => {
    const port = await app.listen();
    const open = listen(port, undefined, 'student/ann');
    await open.opened;
    await enrol('ann', 'north', '03');
    const id = /id: (\S+)/.exec(await open.seen)![1]!;
    await enrol('ben', 'north', '03');
    const missed = await listen(port, id, 'student/ben').seen;
    expect(missed).not.toContain('scope":"*');
  });
});
