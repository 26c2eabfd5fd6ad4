import { reporters, shared } from './jest.config.mjs';

/** Whole processes, real browsers, big files. One worker: they measure time and must not fight for the cores. */
export default {
  ...shared,
  testMatch: ['**/*.scenario.ts'],
  reporters: reporters('scenarios'),
  maxWorkers: 1,
  testTimeout: 120_000,
};
