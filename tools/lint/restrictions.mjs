// What the code may not say. Every entry has a canary in tools/lint.spec.ts that proves it fires.

/** @typedef {{ selector: string, message: string }} Syntax */

/** @type {Syntax[]} */
export const everywhere = [
  { selector: 'ExportAllDeclaration', message: 'List the names: `export *` hides what a door offers.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals: enums are not erasable.' },
];

/** @type {Syntax} */
export const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };

/** @type {Syntax[]} Node runs these files without a compiler (the projections worker does). */
export const erasable = [
  { selector: 'TSParameterProperty', message: 'Not erasable: declare the field and assign it.' },
  { selector: 'Decorator', message: 'Decorators belong to the Nest edge (runtime, services).' },
  { selector: 'TSModuleDeclaration[declare!=true]', message: 'Namespaces are not erasable.' },
];

const IMPURE = 'Rules are pure and synchronous: time, ids and randomness arrive in the command.';

/** @type {Syntax[]} */
export const pure = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: IMPURE },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: IMPURE },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: IMPURE },
  { selector: "MemberExpression[object.name='performance']", message: IMPURE },
  { selector: "MemberExpression[object.name='crypto']", message: IMPURE },
  { selector: 'AwaitExpression', message: IMPURE },
  { selector: ':function[async=true]', message: IMPURE },
];

/** @type {Syntax[]} */
export const tests = [
  {
    selector: "MemberExpression[object.name=/^(test|it|describe)$/][property.name='only']",
    message: 'One focused test hides all the others.',
  },
  {
    selector: "CallExpression[callee.object.name=/^(test|it|describe)$/][callee.property.name='skip']",
    message: 'Skip on a condition, and print why: `const run = reachable ? test : test.skip`.',
  },
];

const NOT_DURABLE = ['EventBus', 'EventPublisher', 'AggregateRoot', 'Saga', 'EventsHandler', 'UnhandledExceptionBus'];

/** Only the embedded engine (and the benchmark beside it) knows which database it is. */
export const sqlite = { name: 'node:sqlite', message: 'The database belongs to the engine: go through a port.' };

/** Only the distributed engine knows its servers: an embedded process never loads a broker or a server's driver. */
export const serverDrivers = {
  regex: '^(kafkajs|mongoose|mongodb|ioredis)($|/)',
  message: 'Servers belong to the distributed engine: go through a port.',
};

/** Banned for every product file. */
export const imports = {
  paths: [
    {
      name: '@nestjs/cqrs',
      importNames: NOT_DURABLE,
      message: 'Its events are neither awaited nor ordered nor durable: append to the log and write a reaction.',
    },
    {
      name: 'node:process',
      message: 'Use the global `process`; the environment is read in libs/runtime/src/config.ts.',
    },
    sqlite,
  ],
  patterns: [
    { regex: '^@strata/[^/]+/(src|dist)/', message: 'Go through the door of the library.' },
    { regex: '^@strata/kernel/testing$', message: 'Test tools do not ship: only specs and scenarios import them.' },
    serverDrivers,
  ],
};

/** What deciders, views and reactions may import. Nest would also cost each of their specs 0.4 s. */
export const pureImports = {
  regex: '^(?!\\.{1,2}/|@strata/(kernel|contracts)(/|$)|zod$)',
  message: 'Rules are plain functions over plain data: only the kernel, the contracts, zod and files beside them.',
};

/** Schemas know the envelope's types, not the kernel's code. */
export const kernelTypesOnly = {
  name: '@strata/kernel',
  allowTypeImports: true,
  message: 'Contracts may use types of the kernel only: `import type`.',
};

/** The page runs in a browser. */
export const nodeBuiltins = { regex: '^node:', message: 'There is no Node in the browser.' };
