import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestApp } from '@strata/runtime/testing';
import { startTiers } from './testing/roster.ts';

type Operation = { readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> }; readonly responses: Record<string, unknown> };
type Document = { readonly paths: Record<string, Record<string, Operation>>; readonly components: { readonly schemas: Record<string, unknown> } };

let app: TestApp;
let document: Document;
beforeAll(async () => {
  app = await startTiers();
  document = (await app.http('GET', '/openapi.json')).body;
});
afterAll(() => app.close());

const operations = () => Object.entries(document.paths).filter(([path]) => path.startsWith('/v1/')).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })));

describe('the document of the doors of tiers', () => {
  test('describes every body that is sent', () => {
    const sent = operations().filter(({ name }) => /^(POST|PUT) /.test(name));
    expect(sent.length).toBeGreaterThan(12);
    expect(sent.filter(({ operation }) => !operation.requestBody).map(({ name }) => name)).toEqual([]);
  });

  test('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((reference) => !(reference.replace('#/components/schemas/', '') in document.components.schemas))).toEqual([]);
  });

  test('offers screenings as JSON and as CSV, one or many', () => {
    const content = document.paths['/v1/screenings']!['post']!.requestBody!.content;
    expect(Object.keys(content)).toEqual(['application/json', 'text/csv']);
    expect(content['application/json']!.schema).toMatchObject({ anyOf: [{ properties: { student: { pattern: expect.any(String) } } }, { type: 'array', items: { required: expect.arrayContaining(['student', 'score']) } }] });
  });
});

test('nobody gets in without the key of the house', async () => {
  for (const { name } of operations()) {
    const [method, path] = name.split(' ') as [string, string];
    expect([name, (await app.http(method, path.replaceAll(/\{\w+\}/g, 'x'), { as: 'nobody' })).status]).toEqual([name, 401]);
  }
});
