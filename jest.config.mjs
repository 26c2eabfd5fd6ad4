import { swcOptions, swcPageOptions } from './tools/swc-options.mjs';

const rootDir = import.meta.dirname;

/** What both runs share: the fast specs here, the slow scenarios in jest.scenarios.mjs. */
export const shared = {
  rootDir,
  testEnvironment: 'node',
  // The condition `source` leads every @strata import to TypeScript; there is no name mapping anywhere.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.ts$': ['@swc/jest', swcOptions], '\\.tsx$': ['@swc/jest', swcPageOptions] },
  modulePathIgnorePatterns: ['/dist/', '/\\.nx/', '/\\.cache/'],
  injectGlobals: false,
  coverageProvider: 'v8',
};

/** Jest's own report, and the totals for the line at the end of `npm test`. */
export const reporters = name => [
  'default',
  ['<rootDir>/tools/count-reporter.mjs', { file: `${rootDir}/.cache/tests/${name}.json` }],
];

export default {
  ...shared,
  testMatch: ['**/*.spec.ts'],
  reporters: reporters('specs'),
  maxWorkers: '100%',
  testTimeout: 20_000,
};
