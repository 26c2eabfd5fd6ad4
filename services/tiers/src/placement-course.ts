import { TIERS, type Direction, type EventOf, type TierAssigned, type Tier } from '@strata/contracts';
import { wholeWeeks } from './school-days.ts';

type DecisionData = EventOf<typeof TierAssigned>['data'];
/** One decision of a team: from `effectiveDate` on the student holds `toTier`. What follows from those before it is in `Step`. */
export type Placement = Omit<DecisionData, 'studentId' | 'domain' | 'fromTier' | 'direction' | 'weeksInPriorTier'>;
export type Step = Placement & { readonly fromTier: Tier; readonly direction: Direction; readonly weeksInPriorTier?: number };

/** A level of support is added to core, never instead of it. */
export const tiersHeld = (tier: Tier): readonly Tier[] => (tier === 'core' ? ['core'] : ['core', tier]);

export const rankOf = (tier: Tier): number => TIERS.indexOf(tier);

export const directionOf = (from: Tier, to: Tier): Direction => {
  if (from === to) return 'lateral';
  return rankOf(to) > rankOf(from) ? 'intensify' : 'reduce';
};

/** The tier held on a date, by placements in order of their effective dates; core before the first and after an end. */
export const tierOn = (placements: readonly Pick<Placement, 'toTier' | 'effectiveDate'>[], date: string): Tier =>
  placements.findLast(({ effectiveDate }) => effectiveDate <= date)?.toTier ?? 'core';

/** Since when the tier of `placements[index]` was held without a break. */
export const heldSince = (placements: readonly Pick<Placement, 'toTier' | 'effectiveDate'>[], index: number): string => {
  let first = index;
  while (first > 0 && placements[first - 1]!.toTier === placements[index]!.toTier) first--;
  return placements[first]!.effectiveDate;
};

/** Placements in order of their dates, each with what follows from those before it. Weeks in core before the first are not known. */
export const courseOf = (placements: readonly Placement[]): readonly Step[] =>
  placements.map((placement, index) => {
    const fromTier = placements[index - 1]?.toTier ?? 'core';
    const step = { ...placement, fromTier, direction: directionOf(fromTier, placement.toTier) };
    return index === 0 ? step : { ...step, weeksInPriorTier: wholeWeeks(heldSince(placements, index - 1), placement.effectiveDate) };
  });
