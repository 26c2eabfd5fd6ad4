import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from './catalogue.ts';

/** One event as it was once shipped. Files only grow: what was written to a log has to be read for ever. */
type Golden = { readonly type: string; readonly schemaVersion: number; readonly data: Record<string, unknown> };

const folder = new URL('../golden/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const golden = new Map(files.map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Golden[]]));
const serviceOf = (type: string): string => catalogue.spec(type).topic.split('.')[1]!;

test('every service that publishes has its golden events', () => expect([...golden.keys()].sort()).toEqual([...new Set(catalogue.types.map(serviceOf))].sort()));

describe.each([...golden])('the events that %s ever published', (service, examples) => {
  test.each(examples.map((example, index) => [`${example.type}, example ${index + 1}`, example] as const))('%s is still read, with every field', (_name, { type, schemaVersion, data }) => {
    const spec = catalogue.spec(type);
    expect(serviceOf(type)).toBe(service);
    expect(schemaVersion).toBeLessThanOrEqual(spec.schemaVersion);
    expect(spec.schema.parse(data)).toEqual(data);
    expect(spec.key(data)).toMatch(/^\S+$/);
  });

  test('include every type of the service', () => {
    const published = catalogue.types.filter((type) => serviceOf(type) === service);
    expect(published.filter((type) => !examples.some((example) => example.type === type))).toEqual([]);
  });

  test('include every field of every type, and each optional one once left out', () => {
    const missing = catalogue.types.filter((type) => serviceOf(type) === service).flatMap((type) => {
      const shape = (catalogue.spec(type).schema as unknown as { shape: Record<string, { safeParse(value: unknown): { success: boolean } }> }).shape;
      const of = examples.filter((example) => example.type === type);
      return Object.entries(shape).flatMap(([field, schema]) => {
        const seen = of.filter(({ data }) => field in data).length;
        if (seen === 0) return [`${type}.${field}`];
        return schema.safeParse(undefined).success && seen === of.length ? [`${type} without ${field}`] : [];
      });
    });
    expect(missing).toEqual([]);
  });
});
