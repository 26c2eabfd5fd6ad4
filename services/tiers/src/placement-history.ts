import type { Domain, DomainPlacements } from '@strata/contracts';
import { replay, type StreamSlice } from '@strata/kernel';
import { courseOf, heldSince, tierOn } from './placement-course.ts';
import { placement, type PlacementEvent } from './placement.decider.ts';

type Correction = DomainPlacements['placements'][number]['corrections'][number];
export type Of = { readonly studentId: string; readonly domain: Domain };

/** The course of one student in one domain with everything that it said before. Notes are still sealed. */
export const historyOf = (of: Of, { events, version }: StreamSlice<PlacementEvent>, today: string): DomainPlacements => {
  const { placements } = replay(placement, events as unknown as readonly PlacementEvent[]);
  const recordedAt = new Map<string, string>();
  const corrections = new Map<string, Correction[]>();
  for (const event of events) {
    const { placementId } = event.data;
    if (event.type !== 'TierCorrected') recordedAt.set(placementId, event.recordedAt);
    else corrections.set(placementId, [...(corrections.get(placementId) ?? []), { at: event.recordedAt, reason: event.data.correctionReason, before: event.data.before }]);
  }
  const index = placements.findLastIndex(({ effectiveDate }) => effectiveDate <= today);
  return {
    ...of,
    version,
    tier: tierOn(placements, today),
    ...(index >= 0 && { since: heldSince(placements, index) }),
    placements: courseOf(placements).map(({ noteFingerprint: _digest, ...step }, place) => ({
      ...step,
      ...(placements[place + 1] && { until: placements[place + 1]!.effectiveDate }),
      evidence: step.evidence && [...step.evidence],
      recordedAt: recordedAt.get(step.placementId)!,
      corrections: corrections.get(step.placementId) ?? [],
    })),
  };
};
