import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * The totals that a run left, or one failure if it left none: a run that died counts as broken, not as empty.
 * @param {string} file
 * @returns {Totals}
 */
export function readTotals(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * @param {Totals[]} runs
 * @returns {Totals & { line: string, ok: boolean }} `ok` only if nothing failed and at least one test passed in every run.
 */
export function addUp(runs) {
  /** @param {keyof Totals} name */
  const sum = name => runs.reduce((total, run) => total + run[name], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  const ok = failed === 0 && runs.length > 0 && runs.every(run => run.passed > 0);
  return { passed, failed, skipped, ok, line: `${passed} passed, ${failed} failed, ${skipped} skipped` };
}
