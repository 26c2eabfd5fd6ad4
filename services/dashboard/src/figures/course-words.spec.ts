import { describe, expect, test } from '@jest/globals';
import type { TimelineEntry } from '@strata/contracts';
import { lineOf } from './course-words.ts';

const entry = (fields: Partial<TimelineEntry>): TimelineEntry => ({
  id: 'e',
  on: '2026-10-05',
  at: '2026-10-05T15:00:00Z',
  kind: 'session',
  ...fields,
});

describe('a line of a timeline', () => {
  test('tells a decision with its reason and who made it', () => {
    expect(
      lineOf(
        entry({
          kind: 'placement',
          domain: 'math',
          toTier: 'specialized',
          reasonCode: 'team_review',
          decidedBy: 'Grade 3 team',
          agreedWithRecommendation: false,
        }),
      ),
    ).toBe(
      'Began to receive specialized support in math, because of team review, decided by Grade 3 team; the rule had proposed otherwise',
    );
  });

  test('keeps minutes with a tutor and on software apart', () => {
    expect(
      lineOf(
        entry({
          domain: 'math',
          status: 'held',
          attendance: 'present',
          minutes: 15,
          softwareMinutes: 15,
          providerName: 'BrightPath',
          locationKind: 'pull_out',
        }),
      ),
    ).toBe('Math: session with BrightPath, pulled out of class: present, 15 min and 15 min on software');
  });

  test('gives no minutes to a session that the student missed', () => {
    expect(lineOf(entry({ domain: 'math', status: 'held', attendance: 'unexcused_absence', minutes: 0 }))).toBe(
      'Math: session: absent, not excused',
    );
  });

  test('says what a rule proposes, and when it cannot tell', () => {
    expect(
      lineOf(
        entry({
          kind: 'recommendation',
          domain: 'ela',
          toTier: 'more',
          evidenceState: 'cannot_tell',
          why: 'fewer than 4 points',
        }),
      ),
    ).toBe('The rule proposes more support in reading and language (cannot tell yet): fewer than 4 points');
  });

  test('compares a score with its benchmark', () => {
    expect(
      lineOf(
        entry({ kind: 'screening', domain: 'ela', instrument: 'MAP', period: 'fall', score: 312, benchmark: 330 }),
      ),
    ).toBe('Reading & language: MAP, fall screening: score 312, below the benchmark of 330');
  });
});
