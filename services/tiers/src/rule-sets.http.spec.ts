import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestApp } from '@strata/runtime/testing';
import { startTiers } from './testing/roster.ts';

const cut = { instrument: 'Reader', period: 'fall', grade: '03', benchmark: 400, specialized: 370 };
let app: TestApp;
beforeEach(async () => {
  app = await startTiers();
});
afterEach(() => app.close());
const publish = (body: unknown, headers: Record<string, string> = {}) => app.http('PUT', '/v1/rule-sets/ela', { body, headers });

describe('rule sets over HTTP', () => {
  test('are published by version, with the defaults of the field', async () => {
    const first = await publish({ cutScores: [cut] });
    expect(first.status).toBe(200);
    expect(first.headers.etag).toBe('"1"');
    expect(first.body).toMatchObject({ domain: 'ela', version: 1, minimumScreenings: 1, classWideBenchmarkPercent: 80, publishedBy: 'owner' });
    await publish({ cutScores: [cut], minimumScreenings: 2 });
    expect((await app.http('GET', '/v1/rule-sets/ela')).body).toMatchObject({ version: 2, minimumScreenings: 2 });
    expect((await app.http('GET', '/v1/rule-sets/ela?version=1')).body).toMatchObject({ version: 1, minimumScreenings: 1 });
    expect((await app.http('GET', '/v1/rule-sets')).body).toMatchObject([{ domain: 'ela', version: 2 }]);
  });

  test('again change nothing', async () => {
    await publish({ cutScores: [cut] });
    expect((await publish({ cutScores: [cut] })).headers.etag).toBe('"1"');
    expect(app.events().filter(({ type }) => type === 'RuleSetPublished')).toHaveLength(1);
  });

  test('are not overwritten by somebody who saw an older version', async () => {
    await publish({ cutScores: [cut] });
    await publish({ cutScores: [] });
    const late = await publish({ cutScores: [cut] }, { 'if-match': '"1"' });
    expect(late).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } });
  });

  test('with crossed or repeated cut scores are refused, naming each', async () => {
    const refused = await publish({ cutScores: [{ ...cut, specialized: 401 }, cut] });
    expect(refused).toMatchObject({ status: 422, body: { code: 'RULE_SET_INCONSISTENT', errors: [{ pointer: '/cutScores/0/specialized', code: 'CUT_SCORES_CROSSED' }, { pointer: '/cutScores/1', code: 'CUT_SCORE_REPEATED' }] } });
  });

  test.each([
    ['an unknown domain', 'PUT /v1/rule-sets/art', {}, 422],
    ['a score that is text', 'PUT /v1/rule-sets/ela', { cutScores: [{ ...cut, benchmark: '400' }] }, 422],
    ['no screenings at all', 'PUT /v1/rule-sets/ela', { minimumScreenings: 0 }, 422],
    ['a rule set that was never published', 'GET /v1/rule-sets/ela', undefined, 404],
    ['a version that there is not', 'GET /v1/rule-sets/ela?version=9', undefined, 404],
  ])('refuse %s', async (_what, request, body, status) => {
    const [method, path] = request.split(' ') as [string, string];
    const refused = await app.http(method, path, { body });
    expect(refused.status).toBe(status);
    expect(refused.headers['content-type']).toContain('application/problem+json');
  });

  test('are for the owner alone', async () => expect((await app.http('GET', '/v1/rule-sets', { as: 'nobody' })).status).toBe(401));
});
