import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRosters, type RostersApp } from './testing/rosters-app.ts';

type Document = { readonly paths: Record<string, Record<string, object>>; readonly components: { readonly schemas: Record<string, unknown> } };

let app: RostersApp;
let document: Document;
beforeAll(async () => {
  app = await startRosters();
  document = (await app.http('GET', '/openapi.json')).body;
});
afterAll(() => app.close());

describe('the document of the doors of rosters', () => {
  test('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((reference) => !(reference.replace('#/components/schemas/', '') in document.components.schemas))).toEqual([]);
  });

  test('tells the two forms of a bell schedule and of a calendar apart', () => {
    for (const path of ['/v1/bell-schedules', '/v1/calendar']) expect(document.paths[path]!['post']).toMatchObject({ requestBody: { content: { 'application/json': { schema: { oneOf: [{ type: 'object' }, { type: 'object' }] } } } } });
  });
});

test('nobody gets in without the key of the house', async () => {
  const doors = Object.entries(document.paths).filter(([path]) => path.startsWith('/v1/')).flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x')] as const));
  expect(doors.length).toBeGreaterThan(15);
  for (const [method, path] of doors) expect([method, path, (await app.http(method, path, { as: 'nobody' })).status]).toEqual([method, path, 401]);
});
