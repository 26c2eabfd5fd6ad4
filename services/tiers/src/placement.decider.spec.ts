import { describe, expect, test } from '@jest/globals';
import { replay } from '@strata/kernel';
import { specify } from '@strata/kernel/testing';
import fc from 'fast-check';
import { courseOf, tierOn, tiersHeld } from './placement-course.ts';
import { placement, type CorrectTier, type DecideTier, type EndTier, type PlacementEvent } from './placement.decider.ts';

const { given } = specify(placement);
const of = { studentId: 's1', domain: 'ela' } as const;
const why = { reasonCode: 'screening', decidedBy: 'team-1' } as const;
const decide = (change: Partial<DecideTier['data']> = {}): DecideTier => ({
  type: 'DecideTier',
  data: { ...of, placementId: 'p1', toTier: 'more', effectiveDate: '2026-10-05', ...why, today: '2026-10-05', ...change },
});
const end = (change: Partial<EndTier['data']> = {}): EndTier => ({
  type: 'EndTier',
  data: { ...of, placementId: 'p2', effectiveDate: '2026-11-16', reasonCode: 'exit_criteria_met', decidedBy: 'team-1', today: '2026-11-16', ...change },
});
const correct = (change: Partial<CorrectTier['data']> = {}): CorrectTier => ({ type: 'CorrectTier', data: { ...of, placementId: 'p1', correctionReason: 'typed wrongly', ...change } });

const assigned: PlacementEvent = { type: 'TierAssigned', data: { ...of, placementId: 'p1', fromTier: 'core', toTier: 'more', direction: 'intensify', effectiveDate: '2026-10-05', ...why } };
const intensified: PlacementEvent = {
  type: 'TierChanged',
  data: { ...of, placementId: 'p2', fromTier: 'more', toTier: 'specialized', direction: 'intensify', effectiveDate: '2026-11-16', ...why, weeksInPriorTier: 6 },
};
const ended: PlacementEvent = {
  type: 'TierEnded',
  data: { ...of, placementId: 'p2', fromTier: 'more', effectiveDate: '2026-11-16', reasonCode: 'exit_criteria_met', decidedBy: 'team-1', weeksInPriorTier: 6 },
};

describe('deciding on a tier', () => {
  test('assigns the first tier above core', () => given().when(decide()).then(assigned));

  test('changes the tier and counts the whole weeks in the one before', () =>
    given(assigned).when(decide({ placementId: 'p2', toTier: 'specialized', effectiveDate: '2026-11-16' })).then(intensified));

  test('sent again records nothing, also after a later decision', () => {
    given(assigned).when(decide({ placementId: 'another' })).then();
    given(assigned, intensified).when(decide({ placementId: 'another' })).then();
  });

  test('with a changed note is news; the same note is not', () => {
    const noted: PlacementEvent = { ...assigned, data: { ...assigned.data, note: 'sealed-1', noteFingerprint: 'f1' } };
    given(noted).when(decide({ note: 'sealed-2', noteFingerprint: 'f1' })).then();
    given(noted).when(decide({ note: 'sealed-2', noteFingerprint: 'f2' })).thenRejected('EFFECTIVE_DATE_NOT_AFTER_PRIOR');
  });

  test('for the tier already held is a lateral decision, and its weeks are those of the tier', () => {
    const kept: PlacementEvent = { type: 'TierChanged', data: { ...of, placementId: 'p2', fromTier: 'more', toTier: 'more', direction: 'lateral', effectiveDate: '2026-11-16', ...why, purpose: 'extend', weeksInPriorTier: 6 } };
    given(assigned).when(decide({ placementId: 'p2', effectiveDate: '2026-11-16', purpose: 'extend' })).then(kept);
    given(assigned, kept).when(decide({ placementId: 'p3', toTier: 'specialized', effectiveDate: '2026-12-14' })).then({
      type: 'TierChanged',
      data: { ...of, placementId: 'p3', fromTier: 'more', toTier: 'specialized', direction: 'intensify', effectiveDate: '2026-12-14', ...why, weeksInPriorTier: 10 },
    });
  });

  test('may lie in the past or the coming year, and no further', () => {
    given().when(decide({ effectiveDate: '2025-09-01' })).then({ ...assigned, data: { ...assigned.data, effectiveDate: '2025-09-01' } } as PlacementEvent);
    given().when(decide({ effectiveDate: '2027-10-05' })).then({ ...assigned, data: { ...assigned.data, effectiveDate: '2027-10-05' } } as PlacementEvent);
    given().when(decide({ effectiveDate: '2027-11-05' })).thenRejected('EFFECTIVE_DATE_TOO_FAR_AHEAD');
  });

  test('is refused on or before the date of the placement before it', () => {
    given(assigned).when(decide({ placementId: 'p2', toTier: 'specialized', effectiveDate: '2026-10-01' })).thenRejected('EFFECTIVE_DATE_NOT_AFTER_PRIOR');
    given(assigned).when(decide({ placementId: 'p2', toTier: 'specialized' })).thenRejected('EFFECTIVE_DATE_NOT_AFTER_PRIOR');
  });

  test('is refused under the id of another placement', () =>
    given(assigned).when(decide({ toTier: 'specialized', effectiveDate: '2026-11-16' })).thenRejected('PLACEMENT_ID_TAKEN'));

  test('for core ends the support above core, and a purpose ends with it', () =>
    given(assigned).when(decide({ placementId: 'p2', toTier: 'core', effectiveDate: '2026-11-16', reasonCode: 'exit_criteria_met', purpose: 'extend' })).then(ended));

  test('for core records nothing for a student who holds only core', () => given().when(decide({ toTier: 'core' })).then());

  test('after an end assigns again, with the weeks in core', () =>
    given(assigned, ended).when(decide({ placementId: 'p3', effectiveDate: '2027-01-11' })).then({
      type: 'TierAssigned',
      data: { ...of, placementId: 'p3', fromTier: 'core', toTier: 'more', direction: 'intensify', effectiveDate: '2027-01-11', ...why, weeksInPriorTier: 8 },
    }));
});

describe('ending support', () => {
  test('ends it; core goes on', () => {
    given(assigned).when(end()).then(ended);
    expect(tiersHeld(tierOn(replay(placement, [assigned, ended]).placements, '2026-12-01'))).toEqual(['core']);
  });

  test('sent again records nothing', () => given(assigned, ended).when(end({ placementId: 'p9' })).then());

  test('is refused when it ended before on another date', () => given(assigned, ended).when(end({ effectiveDate: '2026-12-01' })).thenRejected('SUPPORT_ALREADY_ENDED'));

  test('is refused for a student who holds only core: core does not end', () => given().when(end()).thenRejected('NO_SUPPORT_TO_END'));
});

describe('correcting a placement', () => {
  const before = { toTier: 'more', effectiveDate: '2026-10-05', reasonCode: 'screening' } as const;
  const corrected: PlacementEvent = { type: 'TierCorrected', data: { ...assigned.data, toTier: 'specialized', before, correctionReason: 'typed wrongly' } as never };

  test('keeps what it said before', () => given(assigned).when(correct({ toTier: 'specialized' })).then(corrected));

  test('sent again records nothing', () => given(assigned, corrected).when(correct({ toTier: 'specialized' })).then());

  test('also corrects the later placement that follows from it', () =>
    given(assigned, intensified).when(correct({ toTier: 'specialized' })).then(corrected, {
      type: 'TierCorrected',
      data: {
        ...intensified.data, fromTier: 'specialized', direction: 'lateral',
        before: { toTier: 'specialized', effectiveDate: '2026-11-16', reasonCode: 'screening' }, correctionReason: 'typed wrongly',
      } as never,
    }));

  test('of a reason leaves the later placements alone', () =>
    given(assigned, intensified).when(correct({ reasonCode: 'team_review' })).then({
      type: 'TierCorrected',
      data: { ...assigned.data, reasonCode: 'team_review', before, correctionReason: 'typed wrongly' } as never,
    }));

  test('takes back that the team agreed with the rule when the tier was another', () => {
    const agreed = { ...assigned, data: { ...assigned.data, recommendationId: 'x', agreedWithRecommendation: true } } as PlacementEvent;
    given(agreed).when(correct({ toTier: 'specialized' })).then({
      type: 'TierCorrected',
      data: { ...assigned.data, recommendationId: 'x', agreedWithRecommendation: false, toTier: 'specialized', before, correctionReason: 'typed wrongly' } as never,
    });
  });

  test('may turn an end around', () =>
    expect(tierOn(replay(placement, [assigned, ended, ...placement.decide(replay(placement, [assigned, ended]), correct({ placementId: 'p2', toTier: 'more' }))]).placements, '2026-12-01')).toBe('more'));

  test('is refused where it would pass a neighbour', () => {
    given(assigned, intensified).when(correct({ effectiveDate: '2026-11-16' })).thenRejected('EFFECTIVE_DATE_NOT_BEFORE_NEXT');
    given(assigned, intensified).when(correct({ placementId: 'p2', effectiveDate: '2026-10-05' })).thenRejected('EFFECTIVE_DATE_NOT_AFTER_PRIOR');
  });

  test('is refused for a placement that is not there', () => given(assigned).when(correct({ placementId: 'p9' })).thenRejected('PLACEMENT_NOT_FOUND'));
});

describe('whatever is decided', () => {
  const tiers = fc.constantFrom('core', 'more', 'specialized');
  const days = fc.integer({ min: 0, max: 300 }).map((day) => new Date(Date.UTC(2026, 7, 1 + day)).toISOString().slice(0, 10));
  const step = fc.record({ toTier: tiers, effectiveDate: days, fix: fc.option(fc.nat(9)) });

  test('the events tell the same course as the placements, and a student never loses core', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const history: PlacementEvent[] = [];
        steps.forEach(({ toTier, effectiveDate, fix }, index) => {
          const state = replay(placement, history);
          const target = fix === null ? undefined : state.placements[fix];
          const command = target
            ? correct({ placementId: target.placementId, toTier, effectiveDate })
            : decide({ placementId: `p${index}`, toTier, effectiveDate, today: '2026-10-05' });
          try {
            history.push(...placement.decide(state, command));
          } catch (error) {
            expect(error).toMatchObject({ name: 'DomainError' });
          }
        });
        const { placements } = replay(placement, history);
        const told = new Map(history.map(({ data }) => [data.placementId, data]));
        for (const { placementId, fromTier, weeksInPriorTier } of courseOf(placements)) expect(told.get(placementId)).toMatchObject({ fromTier, ...(weeksInPriorTier !== undefined && { weeksInPriorTier }) });
        expect(placements.map(({ effectiveDate }) => effectiveDate)).toEqual(placements.map(({ effectiveDate }) => effectiveDate).toSorted());
        for (const { effectiveDate } of placements) expect(tiersHeld(tierOn(placements, effectiveDate))).toContain('core');
      }),
      { numRuns: 200 },
    ));
});
