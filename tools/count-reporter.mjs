import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes the totals of one Jest run to a file, so that tools/test.mjs can add up several runs.
 * A file that breaks before its first test has no test to count: it counts as one that failed.
 */
export default class CountReporter {
  /**
   * @param {unknown} _config
   * @param {{ file: string }} options
   */
  constructor(_config, options) {
    this.file = options.file;
  }

  /**
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    const totals = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(totals));
  }
}
