import { describe, expect, test } from '@jest/globals';
import { against, median, percentile, rates, spread, tableOf } from './figures.ts';

describe('figures of the benchmarks', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test('a percentile is a value that was measured, and that so many do not pass', () => {
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile([7], 99)).toBe(7);
    expect(median([3, 1, 2])).toBe(2);
  });

  test('of no values there is no percentile', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });

  test('of rates the higher is better: the ratio is ours by the baseline', () => {
    expect(rates([50, 70, 60], [110, 120, 130], 'rows/s')).toEqual({
      ours: 60,
      baseline: 120,
      ratio: 0.5,
      unit: 'rows/s',
    });
  });

  test('of times the lower is better: the ratio is the goal by ours, so that 1 is the goal in both', () => {
    expect(against(20, 10, 'ms p99')).toEqual({ ours: 10, baseline: 20, ratio: 2, unit: 'ms p99' });
    expect(against(20, 40, 'ms p99').ratio).toBeLessThan(1);
  });

  test('a table has a line per figure, and repeats say how far they lie apart', () => {
    expect(tableOf({ start: against(3, 2, 's') }).split('\n')).toEqual([
      expect.stringContaining('ratio'),
      expect.stringMatching(/^start\s+2\s+3\s+1\.50\s+s/),
    ]);
    expect(spread([2, 1, 10])).toBe('1 / 2 / 10');
  });
});
