import { describe, expect, test } from '@jest/globals';
import type { TimelineEntry } from '@strata/contracts';
import { courseRange, lanesOf, stepsOf, tickOf, type Placement } from './course-layout.ts';

const placement = (tier: Placement['tier'], from: string): Placement => ({
  placementId: `p-${from}`,
  tier,
  from,
  reasonCode: 'progress',
  decidedBy: 'Grade 3 team',
  corrected: false,
});
const range = { from: '2026-08-01', to: '2026-12-01' };

describe('the course of a student', () => {
  test('begins with core and holds each support until the next decision', () => {
    expect(stepsOf([placement('specialized', '2026-11-02'), placement('more', '2026-09-14')], range)).toEqual([
      { tier: 'core', from: '2026-08-01', to: '2026-09-14' },
      { tier: 'more', from: '2026-09-14', to: '2026-11-02' },
      { tier: 'specialized', from: '2026-11-02', to: '2026-12-01' },
    ]);
  });

  test('opens with what was held before the year began', () => {
    expect(stepsOf([placement('more', '2026-03-01')], range)).toEqual([
      { tier: 'more', from: '2026-08-01', to: '2026-12-01' },
    ]);
  });

  test('shows at least ten weeks, and else the school year up to now', () => {
    expect(courseRange('2027-02-01T12:00:00Z').from).toBe('2026-08-01');
    const { from, to } = courseRange('2026-08-10T12:00:00Z');
    expect((Date.parse(to) - Date.parse(from)) / 86_400_000).toBe(70);
  });

  test('has a lane where something is known, and always for reading and math', () => {
    const lanes = lanesOf(
      [
        { domain: 'ela', tier: 'core', placements: [] },
        { domain: 'sel', tier: 'core', placements: [] },
        { domain: 'behavior', tier: 'more', placements: [placement('more', '2026-09-14')] },
      ],
      [],
      range,
    );
    expect(lanes.map(({ domain }) => domain)).toEqual(['ela', 'behavior']);
    expect(lanes[1]!.decisions[0]!.fromTier).toBe('core');
  });

  test.each([
    [{ status: 'held', attendance: 'tardy' }, 'attended'],
    [{ status: 'held', attendance: 'excused_absence' }, 'missed'],
    [{ status: 'cancelled' }, 'cancelled'],
    [{ status: 'no_show' }, 'cancelled'],
    [{ status: 'scheduled' }, 'planned'],
  ] as [Pick<TimelineEntry, 'status' | 'attendance'>, string][])(
    'a session that was %o counts as %s',
    (entry, tick) => {
      expect(tickOf(entry)).toBe(tick);
    },
  );
});
