import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestApp } from '@strata/runtime/testing';
import { enrol, roster, startTiers } from './testing/roster.ts';

const dosage = { minutesPerSession: 30, sessionsPerWeek: 3, weeks: 10, maxGroupSize: 2, mayDisplaceCore: false };
const run = { interventionId: 'i1', name: 'Reading groups', schoolId: 'school-1', domain: 'ela', tier: 'more', begin: '2026-10-05', dosage };
const entry = { prescriptionId: 'rx-1', name: 'Reading groups', domain: 'ela', tier: 'more', minMinutes: 20, maxMinutes: 40, deliveryMethod: 'small group' };
let app: TestApp;
beforeEach(async () => {
  app = await startTiers();
  await enrol(app, ['s1', 's2', 's3']);
});
afterEach(() => app.close());
const post = (path: string, body?: unknown) => app.http('POST', `/v1/${path}`, { body });
const get = (path: string) => app.http('GET', `/v1/${path}`);

describe('the catalogue', () => {
  test('takes a prescription once and lists it until it is retired', async () => {
    expect(await post('intervention-prescriptions', entry)).toMatchObject({ status: 201, headers: { location: '/v1/intervention-prescriptions/rx-1' }, body: entry });
    expect((await post('intervention-prescriptions', entry)).status).toBe(200);
    expect(await post('intervention-prescriptions', { ...entry, name: 'Other' })).toMatchObject({ status: 409, body: { code: 'PRESCRIPTION_EXISTS' } });
    await app.caughtUp();
    expect((await get('intervention-prescriptions?domain=ela')).body).toMatchObject({ items: [entry], lagSeconds: 0 });
    expect((await post('intervention-prescriptions/rx-1/retire', { reason: 'no evidence' })).body).toMatchObject({ retiredFor: 'no evidence' });
    await app.caughtUp();
    expect((await get('intervention-prescriptions')).body).toMatchObject({ items: [] });
    expect((await get('intervention-prescriptions?status=all')).body).toMatchObject({ items: [{ prescriptionId: 'rx-1', retiredFor: 'no evidence' }] });
  });

  test('refuses bounds that cross, and knows what it does not hold', async () => {
    expect(await post('intervention-prescriptions', { ...entry, maxMinutes: 10 })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/maxMinutes' }] } });
    expect((await get('intervention-prescriptions/rx-9')).status).toBe(404);
  });
});

describe('a run of an intervention', () => {
  test('is opened from a prescription, and again changes nothing', async () => {
    await post('intervention-prescriptions', entry);
    const body = { interventionId: 'i1', prescriptionId: 'rx-1', code: 'RG', schoolId: 'school-1', begin: '2026-10-05', dosage };
    expect(await post('interventions', body)).toMatchObject({ status: 201, headers: { etag: '"1"', location: '/v1/interventions/i1' }, body: { name: 'Reading groups', domain: 'ela', tier: 'more', code: 'RG', cohorts: [], students: [] } });
    expect((await post('interventions', body)).status).toBe(200);
    expect(await post('interventions', { ...body, interventionId: 'i2', dosage: { ...dosage, minutesPerSession: 60 } })).toMatchObject({ status: 422, body: { code: 'DOSAGE_OUTSIDE_PRESCRIPTION', errors: [{ pointer: '/dosage/minutesPerSession' }] } });
  });

  test.each([
    ['without name, domain and tier', { name: undefined, domain: undefined, tier: undefined }, ['/name', '/domain', '/tier']],
    ['at an unknown school', { schoolId: 'school-9' }, ['/schoolId']],
    ['from an unknown prescription', { prescriptionId: 'rx-9' }, ['/prescriptionId']],
    ['that ends before it begins', { end: '2026-10-05' }, ['/end']],
    ['for core', { tier: 'core' }, ['/tier']],
    ['of no minutes', { dosage: { ...dosage, minutesPerSession: 0 } }, ['/dosage/minutesPerSession']],
  ])('is refused %s', async (_what, change, pointers) => {
    const refused = await post('interventions', { ...run, ...change });
    expect(refused.status).toBe(422);
    expect((refused.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test('has groups and students with their own dosage', async () => {
    await post('interventions', run);
    expect((await post('interventions/i1/cohorts', { cohortId: 'g1', name: 'Blue group' })).status).toBe(201);
    const assigned = await post('interventions/i1/students', [
      { studentId: 's1', cohortId: 'g1', begin: '2026-10-05' },
      { studentId: 's2', cohortId: 'g1', begin: '2026-10-12', dosage: { minutesPerSession: 20 } },
    ]);
    expect(assigned).toMatchObject({ status: 201, body: { cohorts: [{ cap: 2, students: 2 }], students: [{ studentId: 's1', dosage }, { studentId: 's2', dosage: { ...dosage, minutesPerSession: 20 } }] } });
    expect(await post('interventions/i1/students', { studentId: 's3', cohortId: 'g1', begin: '2026-10-12' })).toMatchObject({ status: 422, body: { code: 'COHORT_FULL', errors: [{ pointer: '/cohortId' }] } });
    const changed = await app.http('PUT', '/v1/interventions/i1/students/s1/dosage', { body: { from: '2026-11-02', dosage: { ...dosage, sessionsPerWeek: 5 } } });
    expect(changed).toMatchObject({ status: 200, body: { students: [{ dosageFrom: '2026-11-02', dosage: { sessionsPerWeek: 5 } }, {}] } });
    await app.caughtUp();
    expect((await get('students/s1/interventions')).body).toMatchObject({ items: [{ interventionId: 'i1', cohortId: 'g1', dosage: { sessionsPerWeek: 5 } }] });
    expect((await get('interventions?school=school-1&domain=ela')).body).toMatchObject({ items: [{ interventionId: 'i1', cohorts: 1, students: 2 }] });
    expect((await get('interventions?domain=math')).body).toMatchObject({ items: [] });
  });

  test('takes all of a list or nobody, and points at who is not known', async () => {
    await post('interventions', run);
    const refused = await post('interventions/i1/students', [{ studentId: 's1', begin: '2026-10-05' }, { studentId: 'nobody', begin: '2026-10-05' }, { studentId: 'sis-s2', begin: '2026-10-05' }]);
    expect(refused).toMatchObject({ status: 422, body: { code: 'STUDENT_UNKNOWN', errors: [{ pointer: '/1/studentId' }, { pointer: '/2/studentId' }] } });
    expect(await post('interventions/i1/students', [{ studentId: 's1', begin: 'soon' }])).toMatchObject({ status: 422, body: { errors: [{ pointer: '/0/begin' }] } });
    expect(await post('interventions/i1/students', { studentId: 's1', begin: '2026-09-01' })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/begin', code: 'OUTSIDE_INTERVENTION' }] } });
    expect((await post('interventions/i1/students')).status).toBe(400);
    expect((await get('interventions/i1')).body).toMatchObject({ students: [] });
  });

  test('is left by a student, and later closed for all', async () => {
    await post('interventions', run);
    await post('interventions/i1/students', ['s1', 's2'].map((studentId) => ({ studentId, begin: '2026-10-05' })));
    const end = (query: string) => app.http('DELETE', `/v1/interventions/i1/students/s1${query}`);
    expect(await end('')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/date' }] } });
    expect((await end('?date=2026-11-02&reason=goal_met')).body).toMatchObject({ students: [{ studentId: 's1', end: '2026-11-02', endReason: 'goal_met' }, {}] });
    expect((await end('?date=2026-11-02&reason=goal_met')).headers.etag).toBe('"4"');
    const closed = await post('interventions/i1/close', { date: '2026-12-01', reason: 'term over' });
    expect(closed.body).toMatchObject({ closedOn: '2026-12-01', students: [{ end: '2026-11-02' }, { end: '2026-12-01' }] });
    expect(await post('interventions/i1/students', { studentId: 's3', begin: '2026-10-12' })).toMatchObject({ status: 422, body: { code: 'INTERVENTION_CLOSED' } });
    await app.caughtUp();
    expect((await get('interventions')).body).toMatchObject({ items: [] });
    expect((await get('interventions?status=closed')).body).toMatchObject({ items: [{ interventionId: 'i1', students: 0 }] });
  });

  test('pages', async () => {
    for (const interventionId of ['i1', 'i2', 'i3']) await post('interventions', { ...run, interventionId });
    await app.caughtUp();
    const first = (await get('interventions?limit=2')).body as { items: unknown[]; next: string };
    expect(first.items).toHaveLength(2);
    expect((await get(`interventions?limit=2&cursor=${encodeURIComponent(first.next)}`)).body).toMatchObject({ items: [{ interventionId: 'i3' }] });
  });

  test('is not there when it was never opened', async () => {
    expect((await get('interventions/i9')).status).toBe(404);
    expect((await post('interventions/i9/cohorts', { name: 'Blue group' })).status).toBe(404);
  });

  test('goes to an open school only', async () => {
    await roster(app, 'school-1', [{ type: 'SchoolClosed', data: { schoolId: 'school-1' } }]);
    expect(await post('interventions', run)).toMatchObject({ status: 422, body: { code: 'SCHOOL_UNKNOWN' } });
  });
});
