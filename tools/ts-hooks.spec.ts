import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const hooks = new URL('ts-hooks.mjs', import.meta.url).href;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-hooks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a server started on this source says. */
function run(source: string) {
  const file = join(folder, 'main.ts');
  writeFileSync(file, source);
  return spawnSync(process.execPath, ['--import', hooks, file], { encoding: 'utf8' });
}

describe('running TypeScript from its source', () => {
  // Without this metadata the OpenAPI document silently loses every body and parameter.
  test('keeps the types of decorated parameters', () => {
    const { stdout } = run(`
      (Reflect as any).metadata = (key: string, value: { name: string }[]) => () => console.log(key, [value].flat().map(type => type?.name));
      function handler() { return () => {}; }
      class Body {}
      class Controller { @handler() post(body: Body, week: number) {} }
    `);
    expect(stdout).toContain("design:paramtypes [ 'Body', 'Number' ]");
  });

  test('names the line of the source in a stack trace', () => {
    const { stderr } = run('interface Long {\n  id: string;\n}\n\nthrow new Error("here");\n');
    expect(stderr).toContain('main.ts:5');
  });
});
