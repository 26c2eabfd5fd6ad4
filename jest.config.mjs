import { swcOptions } from './tools/swc-options.mjs';

/** What both runs share: the fast specs here, the slow scenarios in jest.scenarios.mjs. */
export const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': ['@swc/jest', swcOptions] },
  modulePathIgnorePatterns: ['/dist/', '/\\.nx/', '/\\.cache/'],
  injectGlobals: false,
  coverageProvider: 'v8',
};

export default { ...shared, testMatch: ['**/*.spec.ts'] };
