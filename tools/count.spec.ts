import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { AggregatedResult } from '@jest/reporters';
import CountReporter from './count-reporter.mjs';
import { addUp, readTotals } from './count.mjs';

const folder = mkdtempSync(join(tmpdir(), 'strata-count-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the count at the end of npm test', () => {
  test('adds up all runs in one plain line', () => {
    const { line, ok } = addUp([
      { passed: 40, failed: 0, skipped: 1 },
      { passed: 2, failed: 0, skipped: 0 },
    ]);
    expect(line).toBe('42 passed, 0 failed, 1 skipped');
    expect(ok).toBe(true);
  });

  test('is not well when one test failed', () => {
    expect(addUp([{ passed: 40, failed: 1, skipped: 0 }]).ok).toBe(false);
  });

  test('is not well when a run ran nothing', () => {
    const ran = { passed: 40, failed: 0, skipped: 0 };
    expect(addUp([ran, { passed: 0, failed: 0, skipped: 3 }]).ok).toBe(false);
    expect(addUp([]).ok).toBe(false);
  });

  test('takes a run that left no totals for a failure', () => {
    expect(readTotals(join(folder, 'never-written.json'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
    writeFileSync(join(folder, 'half.json'), '{"passed": 4');
    expect(readTotals(join(folder, 'half.json')).failed).toBe(1);
  });

  test('counts a file that broke before its first test', () => {
    const file = join(folder, 'deep', 'totals.json');
    const results = {
      numPassedTests: 3,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      numPendingTests: 1,
      numTodoTests: 1,
    } as AggregatedResult;
    new CountReporter({}, { file }).onRunComplete(new Set(), results);
    expect(readTotals(file)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });
});
