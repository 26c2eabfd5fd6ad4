import nx from '@nx/eslint-plugin';
import { createProjectGraphAsync } from '@nx/devkit';
import tseslint from 'typescript-eslint';
import { boundaries, mainBoundaries } from './tools/lint/boundaries.mjs';
import { fileName } from './tools/lint/file-name.mjs';
import * as no from './tools/lint/restrictions.mjs';

// Without a project graph the boundary rule prints a warning and passes. So the graph is made here, not hoped for.
await createProjectGraphAsync({ exitOnError: false });

const TESTS = ['**/*.spec.ts', '**/*.scenario.ts'];
const SUITES = ['**/src/testing/**', '**/*.contract.ts'];
const TALKERS = ['tools/**', 'libs/bench/**', 'libs/demo/**', '**/cli.ts', '**/*.cli.ts'];
const ERASABLE = ['libs/kernel/**', 'libs/contracts/**', 'libs/engine-*/**'];
const PURE = ['**/*.decider.ts', '**/*.view.ts', '**/*.reactions.ts'];

const syntax = (...restrictions) => ({ 'no-restricted-syntax': ['error', ...restrictions] });
/** The import rule less the restrictions that this place is free of, plus those of its own. */
const imports = ({ free = [], paths = [], patterns = [] } = {}) => {
  const held = list => list.filter(restriction => !free.includes(restriction));
  return {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { paths: [...held(no.imports.paths), ...paths], patterns: [...held(no.imports.patterns), ...patterns] },
    ],
  };
};

export default tseslint.config(
  { ignores: ['**/dist/', 'coverage/', '.nx/', '.cache/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { strata: { rules: { 'file-name': fileName } } },
    rules: {
      ...syntax(...no.everywhere, no.defaultExport),
      'strata/file-name': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-throw-literal': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'libs/runtime/src/config.ts reads the environment, once.' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'typeLike',
          format: ['PascalCase'],
          custom: { regex: '(Dto|Impl|Manager|Helper|Utils?)$|^I[A-Z][a-z]', match: false },
        },
      ],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': boundaries, ...imports() },
  },
  { files: ['services/*/src/main.ts'], rules: { '@nx/enforce-module-boundaries': mainBoundaries } },

  { files: ERASABLE, rules: syntax(...no.everywhere, no.defaultExport, ...no.erasable) },
  { files: ['libs/contracts/**'], rules: imports({ paths: [no.kernelTypesOnly] }) },
  { files: ['libs/engine-embedded/**'], rules: imports({ free: [no.sqlite] }) },
  { files: ['libs/engine-distributed/**'], rules: imports({ free: [no.serverDrivers] }) },
  { files: ['libs/bench/**'], rules: imports({ free: [no.sqlite, no.serverDrivers] }) },
  { files: ['services/dashboard/src/**'], rules: imports({ patterns: [no.nodeBuiltins] }) },
  {
    files: PURE,
    rules: {
      ...syntax(...no.everywhere, no.defaultExport, ...no.erasable, ...no.pure),
      ...imports({ patterns: [no.pureImports] }),
    },
  },

  { files: ['libs/runtime/src/config.ts', 'libs/bench/**', 'tools/**'], rules: { 'no-restricted-properties': 'off' } },
  { files: TALKERS, rules: { 'no-console': 'off' } },
  {
    files: SUITES,
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: TESTS,
    rules: {
      ...syntax(...no.everywhere, no.defaultExport, ...no.tests),
      '@typescript-eslint/no-restricted-imports': 'off',
      'max-lines-per-function': 'off',
      'no-console': 'off',
      'no-restricted-properties': 'off',
    },
  },
  {
    files: ['*.config.mjs', 'jest.*.mjs', 'tools/count-reporter.mjs', '**/vite.config.ts'],
    rules: syntax(...no.everywhere),
  },
);
