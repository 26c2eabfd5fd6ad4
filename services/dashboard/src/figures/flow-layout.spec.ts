import { describe, expect, test } from '@jest/globals';
import { flowLayout, unitFor, type Flow } from './flow-layout.ts';

const flow = (fromTier: Flow['fromTier'], toTier: Flow['toTier'], students: number): Flow => ({
  fromTier,
  toTier,
  students,
});
const size = { left: 80, right: 300, unit: 4 };

describe('the flow of students between levels of support', () => {
  test('a band counts everybody who left it, or came to it', () => {
    const { bands } = flowLayout(
      [flow('core', 'more', 12), flow('core', 'specialized', 3), flow('specialized', 'more', 5)],
      size,
    );
    const of = (side: string, tier: string) => bands.find(band => band.side === side && band.tier === tier)?.students;
    expect(of('from', 'core')).toBe(15);
    expect(of('to', 'more')).toBe(17);
    expect(of('to', 'core')).toBe(0);
  });

  test('the most intense support lies at the top on both sides', () => {
    const { bands } = flowLayout([flow('core', 'more', 1)], size);
    for (const side of ['from', 'to']) {
      const order = bands.filter(band => band.side === side).sort((a, b) => a.y - b.y);
      expect(order.map(({ tier }) => tier)).toEqual(['specialized', 'more', 'core']);
    }
  });

  test('counts never overlap, however thin their ribbons are', () => {
    const flows = [
      flow('more', 'core', 1),
      flow('more', 'specialized', 1),
      flow('core', 'more', 1),
      flow('core', 'specialized', 1),
    ];
    const { ribbons } = flowLayout(flows, size);
    const heights = ribbons.map(({ labelY }) => labelY).sort((a, b) => a - b);
    heights.slice(1).forEach((y, index) => expect(y - heights[index]!).toBeGreaterThanOrEqual(17));
  });

  test('ribbons of one band do not cross at its door', () => {
    const { ribbons } = flowLayout([flow('more', 'core', 5), flow('more', 'specialized', 5)], size);
    const at = (tier: string) => ribbons.find(({ toTier }) => toTier === tier)!.labelY;
    expect(at('specialized')).toBeLessThan(at('core'));
  });

  test('the largest ribbon of all panels sets the scale of each', () => {
    expect(unitFor([flow('core', 'more', 32), flow('more', 'core', 8)], 64)).toBe(2);
    expect(unitFor([], 64)).toBe(64);
  });
});
