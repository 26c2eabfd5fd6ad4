import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

const root = new URL('..', import.meta.url).pathname;
const eslint = new ESLint({ cwd: root });

/** The ids of the rules that `code` breaks if it stands in `file`, which need not exist. */
async function broken(file: string, code: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(`${code}\n`, { filePath: join(root, file) });
  return [...new Set(results.flatMap(result => result.messages.map(message => message.ruleId)))];
}

const BOUNDARY = '@nx/enforce-module-boundaries';
const IMPORT = '@typescript-eslint/no-restricted-imports';
const SYNTAX = 'no-restricted-syntax';

type Canary = [what: string, file: string, code: string];

const onlyRule = (rule: string, canaries: Canary[]) =>
  test.each(canaries)('refuses %s', async (_what, file, code) => {
    expect(await broken(file, code)).toEqual([rule]);
  });

const statements = (count: number) => Array.from({ length: count }, (_, line) => `call(${line});`).join('\n');

describe('who may import whom', () => {
  onlyRule(BOUNDARY, [
    ['a service that imports its sibling', 'services/rosters/src/canary.ts', "import '@strata/tiers';"],
    [
      'a service that imports the views of its sibling',
      'services/rosters/src/canary.ts',
      "import '@strata/tiers/views';",
    ],
    ['a service that imports an engine', 'services/rosters/src/canary.ts', "import '@strata/engine-embedded';"],
    ['a start of a service that imports a sibling', 'services/rosters/src/main.ts', "import '@strata/tiers';"],
    ['a path across projects', 'services/rosters/src/canary.ts', "import '../../tiers/src/index.ts';"],
    ['a kernel that knows the contracts', 'libs/kernel/src/canary.ts', "import '@strata/contracts';"],
    ['a kernel that knows Nest', 'libs/kernel/src/canary.ts', "import '@nestjs/common';"],
    ['a kernel that knows zod', 'libs/kernel/src/canary.ts', "import 'zod';"],
    ['contracts that know the runtime', 'libs/contracts/src/canary.ts', "import '@strata/runtime';"],
    ['contracts that know Nest', 'libs/contracts/src/canary.ts', "import '@nestjs/common';"],
    ['an engine that knows the contracts', 'libs/engine-embedded/src/canary.ts', "import '@strata/contracts';"],
    ['an engine that knows Nest', 'libs/engine-embedded/src/canary.ts', "import '@nestjs/common';"],
    ['a runtime that knows a service', 'libs/runtime/src/canary.ts', "import '@strata/rosters';"],
    ['a runtime that knows an engine', 'libs/runtime/src/canary.ts', "import '@strata/engine-embedded';"],
    ['a demo that reaches behind the doors', 'libs/demo/src/canary.ts', "import '@strata/rosters';"],
    ['a page that imports the kernel', 'services/dashboard/src/canary.tsx', "import '@strata/kernel';"],
    ['a page that imports Nest', 'services/dashboard/src/canary.tsx', "import '@nestjs/common';"],
  ]);

  test.each([
    [
      'a service its libraries',
      'services/rosters/src/canary.ts',
      "import '@strata/kernel'; import '@strata/contracts'; import '@strata/runtime';",
    ],
    ['the start of a service an engine', 'services/rosters/src/main.ts', "import '@strata/engine-embedded';"],
    [
      'all-in-one everything',
      'services/all-in-one/src/canary.ts',
      "import '@strata/tiers'; import '@strata/tiers/views'; import '@strata/engine-embedded'; import '@strata/demo';",
    ],
    ['the benchmark a service', 'libs/bench/src/canary.ts', "import '@strata/tiers'; import 'node:sqlite';"],
    [
      'contracts the types of the kernel',
      'libs/contracts/src/canary.ts',
      "import type { Envelope } from '@strata/kernel';\nexport type Canary = Envelope;",
    ],
    ['a spec the test tools of the kernel', 'services/rosters/src/canary.spec.ts', "import '@strata/kernel/testing';"],
    ['the page its contracts', 'services/dashboard/src/canary.tsx', "import '@strata/contracts';"],
  ])('allows %s', async (_what, file, code) => {
    expect(await broken(file, code)).toEqual([]);
  });

  // Nx's rule prints a warning and passes when no graph was made yet; our configuration makes it.
  test('holds in a tree where no project graph was made before', () => {
    const empty = mkdtempSync(join(tmpdir(), 'strata-graph-'));
    try {
      const script = `
        const { ESLint } = await import('eslint');
        const options = { filePath: 'services/rosters/src/canary.ts' };
        const [result] = await new ESLint().lintText("import '@strata/tiers';\\n", options);
        console.log('rules: ' + result.messages.map(message => message.ruleId));`;
      const env = { ...process.env, NX_WORKSPACE_DATA_DIRECTORY: empty };
      const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        cwd: root,
        env,
        encoding: 'utf8',
      });
      expect(printed).toContain(`rules: ${BOUNDARY}`);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});

describe('what an import may not name', () => {
  onlyRule(IMPORT, [
    [
      'the EventBus of Nest',
      'services/rosters/src/canary.ts',
      "import { EventBus } from '@nestjs/cqrs';\nnew EventBus();",
    ],
    [
      'the AggregateRoot of Nest',
      'services/rosters/src/canary.ts',
      "import { AggregateRoot } from '@nestjs/cqrs';\nnew AggregateRoot();",
    ],
    ['a Saga of Nest', 'libs/runtime/src/canary.ts', "import { Saga } from '@nestjs/cqrs';\nSaga();"],
    ['a file behind a door', 'services/rosters/src/canary.ts', "import '@strata/kernel/src/errors.ts';"],
    ['test tools in the product', 'services/rosters/src/canary.ts', "import '@strata/kernel/testing';"],
    ['SQLite outside the engine', 'services/rosters/src/canary.ts', "import 'node:sqlite';"],
    ['a driver in a service', 'services/rosters/src/canary.ts', "import 'ioredis';"],
    ['a broker in the embedded engine', 'libs/engine-embedded/src/canary.ts', "import 'kafkajs';"],
    ['a broker in all-in-one', 'services/all-in-one/src/canary.ts', "import 'kafkajs';"],
    [
      'code of the kernel in contracts',
      'libs/contracts/src/canary.ts',
      "import { newId } from '@strata/kernel';\nnewId();",
    ],
    ['Node in the page', 'services/dashboard/src/canary.tsx', "import 'node:fs';"],
    ['Nest in a decider', 'services/rosters/src/canary.decider.ts', "import '@nestjs/common';"],
    ['Node in a view', 'services/projections/src/views/canary.view.ts', "import 'node:crypto';"],
    ['the environment by import', 'services/rosters/src/canary.ts', "import { env } from 'node:process';\ncall(env);"],
  ]);
});

describe('what code may not say', () => {
  const decider = 'services/rosters/src/canary.decider.ts';
  onlyRule(SYNTAX, [
    ['a default export', 'libs/kernel/src/canary.ts', 'export default 1;'],
    ['export *', 'services/rosters/src/canary.ts', "export * from './module.ts';"],
    ['an enum', 'services/rosters/src/canary.ts', 'export enum Canary { A }'],
    [
      'a parameter property in the kernel',
      'libs/kernel/src/canary.ts',
      'export class Canary { constructor(readonly a: string) {} }',
    ],
    ['a decorator in an engine', 'libs/engine-embedded/src/canary.ts', '@sealed export class Canary {}'],
    ['a clock in a decider', decider, 'export const now = () => Date.now();'],
    ['a date of now in a decider', decider, 'export const now = () => new Date();'],
    ['chance in a decider', decider, 'export const chance = () => Math.random();'],
    [
      'an id made in a reaction',
      'services/tiers/src/canary.reactions.ts',
      'export const id = () => crypto.randomUUID();',
    ],
    ['waiting in a view', 'services/projections/src/views/canary.view.ts', 'export async function evolve() {}'],
    ['a focused test', 'libs/kernel/src/canary.spec.ts', "test.only('x', () => {});"],
    ['a test skipped without a reason', 'libs/kernel/src/canary.spec.ts', "test.skip('x', () => {});"],
  ]);

  test.each<[what: string, rule: string, file: string, code: string]>([
    ['a console', 'no-console', 'services/rosters/src/canary.ts', "console.log('x');"],
    ['the environment', 'no-restricted-properties', 'services/rosters/src/canary.ts', 'call(process.env.HOME);'],
    ['a loose comparison', 'eqeqeq', 'services/rosters/src/canary.ts', 'call(a == b);'],
    [
      'an empty name',
      '@typescript-eslint/naming-convention',
      'services/rosters/src/canary.ts',
      'export interface RosterDto { id: string }',
    ],
    ['a file in another case', 'strata/file-name', 'services/rosters/src/RosterCanary.ts', 'call();'],
    ['a file of odds and ends', 'strata/file-name', 'services/rosters/src/roster-utils.ts', 'call();'],
    ['a file of 301 lines', 'max-lines', 'services/rosters/src/canary.ts', statements(301)],
    [
      'a function of 51 lines',
      'max-lines-per-function',
      'services/rosters/src/canary.ts',
      `export function canary() {\n${statements(49)}\n}`,
    ],
    [
      'a nest four deep',
      'max-depth',
      'services/rosters/src/canary.ts',
      'if (a) { if (b) { if (c) { if (d) call(); } } }',
    ],
    [
      'five parameters',
      'max-params',
      'services/rosters/src/canary.ts',
      'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];',
    ],
    ['any', '@typescript-eslint/no-explicit-any', 'services/rosters/src/canary.ts', 'export const canary: any = 1;'],
  ])('refuses %s', async (_what, rule, file, code) => {
    expect(await broken(file, code)).toEqual([rule]);
  });

  test('refuses to be switched off from inside a file', async () => {
    const code = "/* eslint-disable no-console */\nconsole.log('x');";
    expect(await broken('services/rosters/src/canary.ts', code)).toEqual([null, 'no-console']);
  });

  test.each([
    ['the environment where the configuration is read', 'libs/runtime/src/config.ts', 'call(process.env.HOME);'],
    ['a console in the command line', 'services/all-in-one/src/cli.ts', "console.log('x');"],
    [
      'a long function in a spec',
      'services/rosters/src/canary.spec.ts',
      `export function canary() {\n${statements(80)}\n}`,
    ],
    ['a comment of any length', 'services/rosters/src/canary.ts', `${'// why\n'.repeat(400)}call();`],
    ['a default export for Vite', 'services/dashboard/vite.config.ts', 'export default {};'],
  ])('allows %s', async (_what, file, code) => {
    expect(await broken(file, code)).toEqual([]);
  });
});
