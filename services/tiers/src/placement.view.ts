import type { EventOf, RuleSetPublished, Tier, TierCorrected, TierEnded } from '@strata/contracts';
import { view, type EventEnvelope } from '@strata/kernel';
import type { PlacementEvent } from './placement.decider.ts';
import type { RuleSet } from './rule-set.decider.ts';

/** The course of one student in one domain: enough to say which tier was held on a date. */
export type PlacementDoc = { placements: { placementId: string; toTier: Tier; effectiveDate: string }[] };

export const placementId = (studentId: string, domain: string): string => `${studentId}|${domain}`;

const decided = (doc: PlacementDoc, { data }: EventEnvelope<Exclude<PlacementEvent, EventOf<typeof TierEnded>>>): PlacementDoc => {
  doc.placements.push({ placementId: data.placementId, toTier: data.toTier, effectiveDate: data.effectiveDate });
  return doc;
};

export const placementView = view<PlacementDoc>({
  name: 'tiers_placement',
  version: 1,
  key(event: EventEnvelope<never>) {
    const { studentId, domain } = (event as EventEnvelope<PlacementEvent>).data;
    return placementId(studentId, domain);
  },
  initial: () => ({ placements: [] }),
  on: {
    TierAssigned: decided,
    TierChanged: decided,
    TierEnded(doc, { data }: EventEnvelope<EventOf<typeof TierEnded>>) {
      doc.placements.push({ placementId: data.placementId, toTier: 'core', effectiveDate: data.effectiveDate });
      return doc;
    },
    TierCorrected(doc, { data }: EventEnvelope<EventOf<typeof TierCorrected>>) {
      const corrected = { placementId: data.placementId, toTier: data.toTier, effectiveDate: data.effectiveDate };
      doc.placements = doc.placements.map((held) => (held.placementId === data.placementId ? corrected : held));
      return doc;
    },
  },
});

/** The rules in force, one document per domain. */
export type RuleSetDoc = { current: RuleSet | null };

export const ruleSetView = view<RuleSetDoc>({
  name: 'tiers_rule_set',
  version: 1,
  key: (event: EventEnvelope<never>) => (event as EventEnvelope<EventOf<typeof RuleSetPublished>>).data.domain,
  initial: () => ({ current: null }),
  on: {
    RuleSetPublished(doc, { data }: EventEnvelope<EventOf<typeof RuleSetPublished>>) {
      doc.current = data;
      return doc;
    },
  },
});
