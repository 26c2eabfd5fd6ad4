import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestApp } from '@strata/runtime/testing';
import { enrol, roster, startTiers } from './testing/roster.ts';

const more = { tier: 'more', effectiveDate: '2026-10-05', reasonCode: 'screening', decidedBy: 'team-1' };
const specialized = { ...more, tier: 'specialized', effectiveDate: '2026-11-16', reasonCode: 'progress' };
let app: TestApp;
beforeEach(async () => {
  app = await startTiers();
  await enrol(app, ['s1']);
});
afterEach(() => app.close());

const put = (body: unknown, headers: Record<string, string> = {}) => app.http('PUT', '/v1/students/s1/placements/ela', { body, headers });
const post = (verb: string, body: unknown) => app.http('POST', `/v1/students/s1/placements/ela/${verb}`, { body });
const of = (type: string) => app.events().filter((event) => event.type === type);

describe('the tier of a student', () => {
  test('is core without any event', async () => {
    const { body } = await app.http('GET', '/v1/students/s1/placements');
    expect(body).toMatchObject({ studentId: 's1', enrolled: true, gradeLevel: '03', holds: ['core'], domains: [{ domain: 'ela', tier: 'core', version: 0, placements: [] }, { domain: 'math' }, { domain: 'behavior' }, { domain: 'sel' }] });
  });

  test('is decided by a team and added to core', async () => {
    const answer = await put({ ...more, evidence: ['scr-1'], purpose: 'remediate' });
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { tier: 'more', since: '2026-10-05', placements: [{ fromTier: 'core', toTier: 'more', direction: 'intensify', decidedBy: 'team-1', evidence: ['scr-1'], purpose: 'remediate' }] } });
    expect((await app.http('GET', '/v1/students/s1/placements')).body).toMatchObject({ holds: ['core', 'more'] });
    expect(of('TierAssigned')).toMatchObject([{ key: 's1', stream: 'placement-s1-ela', effectiveDate: '2026-10-05', actor: 'owner' }]);
  });

  test('of a date to come is not held yet', async () => {
    await put(more);
    expect((await put(specialized)).body).toMatchObject({ tier: 'more', placements: [{ until: '2026-11-16' }, { toTier: 'specialized', weeksInPriorTier: 6 }] });
    app.clock.advance(42 * 86_400_000);
    expect((await app.http('GET', '/v1/students/s1/placements/ela')).body).toMatchObject({ tier: 'specialized', since: '2026-11-16' });
  });

  test('decided twice in the same words is decided once, note and all', async () => {
    await put({ ...more, note: 'Reads slowly.' });
    expect((await put({ ...more, note: 'Reads slowly.' })).headers.etag).toBe('"1"');
    expect(of('TierAssigned')).toHaveLength(1);
  });

  test('keeps the note of the team under the key of the student', async () => {
    expect((await put({ ...more, note: 'Reads slowly.' })).body).toMatchObject({ placements: [{ note: 'Reads slowly.' }] });
    expect(JSON.stringify(app.events())).not.toContain('Reads slowly');
  });

  test('is not changed by somebody who saw an older version', async () => {
    await put(more);
    expect(await put(specialized, { 'if-match': '"0"' })).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } });
    expect((await put(specialized, { 'if-match': '"1"' })).status).toBe(200);
    expect(await put(specialized, { 'if-match': 'one' })).toMatchObject({ status: 400, body: { code: 'IF_MATCH_INVALID' } });
  });

  test('keeps its whole history when it is corrected', async () => {
    const { body } = await put(more);
    const { placementId } = (body as { placements: { placementId: string }[] }).placements[0]!;
    await put(specialized);
    const corrected = await post('correct', { placementId, effectiveDate: '2026-09-28', correctionReason: 'typed wrongly' });
    expect(corrected).toMatchObject({
      status: 200, headers: { etag: '"4"' },
      body: { placements: [{ effectiveDate: '2026-09-28', corrections: [{ reason: 'typed wrongly', before: { effectiveDate: '2026-10-05' } }] }, { weeksInPriorTier: 7, corrections: [{ reason: 'typed wrongly' }] }] },
    });
    expect((await post('correct', { placementId, effectiveDate: '2026-09-28', correctionReason: 'typed wrongly' })).headers.etag).toBe('"4"');
  });

  test('ends without losing core or its history', async () => {
    await put(more);
    app.clock.advance(42 * 86_400_000);
    const ended = await post('end', { effectiveDate: '2026-11-16', reasonCode: 'exit_criteria_met', decidedBy: 'team-1' });
    expect(ended).toMatchObject({ status: 200, body: { tier: 'core', placements: [{ until: '2026-11-16' }, { fromTier: 'more', toTier: 'core', weeksInPriorTier: 6 }] } });
    expect((await app.http('GET', '/v1/students/s1/placements')).body).toMatchObject({ holds: ['core'] });
  });

  test('says whether the team agreed with the rule', async () => {
    await app.http('PUT', '/v1/rule-sets/ela', { body: { cutScores: [{ instrument: 'Reader', period: 'fall', grade: '03', benchmark: 400, specialized: 370 }] } });
    const recommended = { recommendationId: 'rec-1', studentId: 's1', domain: 'ela', fromTier: 'core', toTier: 'more', ruleSetVersion: 1, evidenceState: 'sufficient', evidence: [], why: 'Below.', date: '2026-09-10' } as const;
    await roster(app, 'screening-s1-ela', [{ type: 'TierRecommended', data: recommended } as never]);
    expect((await put({ ...more, recommendationId: 'rec-1' })).body).toMatchObject({ placements: [{ agreedWithRecommendation: true }] });
    expect((await put({ ...specialized, recommendationId: 'rec-1' })).body).toMatchObject({ placements: [{}, { agreedWithRecommendation: false }] });
  });
});

describe('a decision that cannot be taken', () => {
  const pointing = (pointer: string) => ({ body: { errors: [expect.objectContaining({ pointer })] } });

  test.each([
    ['a date before the placement before it', { ...specialized, effectiveDate: '2026-10-04' }, '/effectiveDate'],
    ['an unknown tier', { ...more, tier: 'tier 2' }, '/tier'],
    ['a date that is none', { ...more, effectiveDate: '2026-02-30' }, '/effectiveDate'],
    ['a year that is a slip', { ...more, effectiveDate: '0206-10-05' }, '/effectiveDate'],
    ['an unknown reason', { ...more, reasonCode: 'because' }, '/reasonCode'],
    ['a name instead of an id', { ...more, decidedBy: 'Mrs Jones' }, '/decidedBy'],
    ['a recommendation of somebody else', { ...specialized, recommendationId: 'rec-9' }, '/recommendationId'],
    ['a date years ahead', { ...more, effectiveDate: '2029-10-05' }, '/effectiveDate'],
  ])('names the field: %s', async (_what, body, pointer) => {
    await put(more);
    expect(await put(body)).toMatchObject({ status: 422, ...pointing(pointer) });
    expect(of('TierChanged')).toHaveLength(0);
  });

  test('is about a student whom the roster does not know', async () => {
    expect(await app.http('PUT', '/v1/students/nobody/placements/ela', { body: more })).toMatchObject({ status: 404, body: { code: 'STUDENT_NOT_FOUND' } });
    expect((await app.http('GET', '/v1/students/nobody/placements')).status).toBe(404);
  });

  test('is about a domain that there is not', async () => expect((await app.http('PUT', '/v1/students/s1/placements/art', { body: more })).status).toBe(422));

  test('adds support to a student who left, whose support may still end', async () => {
    await put(more);
    await roster(app, 'student-s1', [{ type: 'StudentWithdrawn', data: { studentId: 's1', schoolId: 'school-1', date: '2026-10-30' } }]);
    expect(await put(specialized)).toMatchObject({ status: 422, body: { code: 'STUDENT_WITHDRAWN' } });
    expect((await post('end', { effectiveDate: '2026-10-30', reasonCode: 'transfer', decidedBy: 'team-1' })).status).toBe(200);
    expect((await app.http('GET', '/v1/students/s1/placements')).body).toMatchObject({ enrolled: false, holds: [] });
  });

  test('ends what was never begun', async () => expect(await post('end', { effectiveDate: '2026-10-05', reasonCode: 'other', decidedBy: 'team-1' })).toMatchObject({ status: 422, body: { code: 'NO_SUPPORT_TO_END' } }));

  test('corrects what is not there', async () => expect(await post('correct', { placementId: 'p9', tier: 'more', correctionReason: 'x' })).toMatchObject({ status: 404, body: { code: 'PLACEMENT_NOT_FOUND' } }));
});

describe('a request for an evaluation', () => {
  const ask = (body: object = {}) => app.http('POST', '/v1/students/s1/evaluation-requests', { body: { requestedBy: 'parent', date: '2026-10-05', ...body } });

  test.each(['core', 'more', 'specialized'])('is accepted at tier %s', async (tier) => {
    if (tier !== 'core') await put({ ...more, tier });
    expect((await ask({ areas: ['reading'], note: 'Worried about dyslexia.' })).status).toBe(201);
    expect((await app.http('GET', '/v1/students/s1/placements')).body).toMatchObject({ evaluationRequests: [{ requestedBy: 'parent', areas: ['reading'], note: 'Worried about dyslexia.' }] });
    expect(JSON.stringify(app.events())).not.toContain('dyslexia');
  });

  test('is accepted for a student who left', async () => {
    await roster(app, 'student-s1', [{ type: 'StudentWithdrawn', data: { studentId: 's1', schoolId: 'school-1', date: '2026-10-01' } }]);
    expect((await ask()).status).toBe(201);
  });

  test('sent twice is one request with one id', async () => {
    const first = await ask({ note: 'Please.' });
    expect((await ask({ note: 'Please.' })).body).toEqual(first.body);
    expect(of('EvaluationRequested')).toHaveLength(1);
  });
});

describe('a concern', () => {
  test('may be about a domain or about the student', async () => {
    const raise = (body: object) => app.http('POST', '/v1/students/s1/concerns', { body: { raisedBy: 'teacher-4', date: '2026-10-02', ...body } });
    const first = await raise({ domain: 'ela', note: 'Tires early.' });
    expect(first.status).toBe(201);
    expect((await raise({ domain: 'ela', note: 'Tires early.' })).body).toEqual(first.body);
    expect((await raise({})).status).toBe(201);
    expect((await app.http('GET', '/v1/students/s1/screenings')).body).toMatchObject({ concerns: [{ domain: 'ela', note: 'Tires early.' }, { raisedBy: 'teacher-4' }] });
  });
});
