import type { EventOf, TierAssigned, TierChanged, TierCorrected, TierEnded } from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';
import { courseOf, type Placement, type Step } from './placement-course.ts';
import { refusal } from './refusal.ts';
import { daysBetween } from './school-days.ts';

type Of = { readonly studentId: string; readonly domain: EventOf<typeof TierAssigned>['data']['domain'] };
/** `today` is the local date of whoever sends it: a placement may lie ahead, but not by more than a year. */
export type DecideTier = Message<'DecideTier', Of & Placement & { readonly today: string }>;
/** Ends the support above core. */
export type EndTier = Message<'EndTier', Of & Omit<Placement, 'toTier' | 'purpose'> & { readonly today: string }>;
export type CorrectTier = Message<
  'CorrectTier',
  Of & Pick<Placement, 'placementId'> & Partial<Pick<Placement, 'toTier' | 'effectiveDate' | 'reasonCode' | 'decidedBy' | 'purpose' | 'evidence'>> & { readonly correctionReason: string }
>;
export type PlacementCommand = DecideTier | EndTier | CorrectTier;
export type PlacementEvent = EventOf<typeof TierAssigned> | EventOf<typeof TierChanged> | EventOf<typeof TierEnded> | EventOf<typeof TierCorrected>;
/** In order of their effective dates, as they read after every correction. */
export type PlacementState = { readonly placements: readonly Placement[] };

export const placementStream = (studentId: string, domain: string): string => `placement-${studentId}-${domain}`;

const DAYS_AHEAD = 366;

/** The tier that one student holds in one domain. Core needs no event: it is held by being enrolled, and never taken away. */
export const placement: Decider<PlacementState, PlacementCommand, PlacementEvent> = {
  initialState: { placements: [] },

  decide(state, command) {
    switch (command.type) {
      case 'DecideTier':
        return decideTier(state, command.data);
      case 'EndTier':
        return endTier(state, command.data);
      case 'CorrectTier':
        return correctTier(state, command.data);
      default:
        return assertNever(command);
    }
  },

  evolve({ placements }, event) {
    switch (event.type) {
      case 'TierAssigned':
      case 'TierChanged':
        return { placements: [...placements, placementOf(event.data)] };
      case 'TierEnded':
        return { placements: [...placements, placementOf({ ...event.data, toTier: 'core' })] };
      case 'TierCorrected': {
        const corrected = placementOf(event.data);
        return { placements: placements.map(held => (held.placementId === corrected.placementId ? corrected : held)) };
      }
      default:
        return assertNever(event);
    }
  },
};

const decideTier = ({ placements }: PlacementState, { today, studentId, domain, ...sent }: DecideTier['data']): PlacementEvent[] => {
  const next = placementOf(sent.toTier === 'core' ? { ...sent, purpose: undefined } : sent);
  if (placements.some(held => contentOf(held) === contentOf(next))) return [];
  const last = placements.at(-1);
  if ((last?.toTier ?? 'core') === 'core' && next.toTier === 'core') {
    if (!last) return []; // core is held already, by being enrolled
    throw refusal('SUPPORT_ALREADY_ENDED', '/effectiveDate', `The support above core ended on ${last.effectiveDate} already. If that was wrong, correct it.`);
  }
  if (last && next.effectiveDate <= last.effectiveDate)
    throw refusal('EFFECTIVE_DATE_NOT_AFTER_PRIOR', '/effectiveDate', `Must be after ${last.effectiveDate}, the effective date of the placement before it. If that one is wrong, correct it.`);
  if (daysBetween(today, next.effectiveDate) > DAYS_AHEAD)
    throw refusal('EFFECTIVE_DATE_TOO_FAR_AHEAD', '/effectiveDate', `At most ${DAYS_AHEAD} days ahead.`);
  if (placements.some(({ placementId }) => placementId === next.placementId))
    throw refusal('PLACEMENT_ID_TAKEN', '/placementId', 'Another placement has this id.', 'conflict');
  return [eventOf({ studentId, domain }, courseOf([...placements, next]).at(-1)!)];
};

const endTier = (state: PlacementState, data: EndTier['data']): PlacementEvent[] => {
  if (state.placements.length === 0) throw new DomainError('NO_SUPPORT_TO_END', 'rejected', 'Only core is held here, and core does not end.');
  return decideTier(state, { ...data, toTier: 'core' });
};

const correctTier = ({ placements }: PlacementState, { studentId, domain, correctionReason, ...fields }: CorrectTier['data']): PlacementEvent[] => {
  const index = placements.findIndex(({ placementId }) => placementId === fields.placementId);
  if (index < 0) throw refusal('PLACEMENT_NOT_FOUND', '/placementId', 'There is no placement of this id for this student and domain.', 'not-found');
  const before = placements[index]!;
  const after = placementOf({ ...before, ...withoutUndefined(fields) });
  if (contentOf(before) === contentOf(after)) return [];
  requireOrder(placements, index, after.effectiveDate);
  const course = courseOf(placements);
  const corrected = courseOf(placements.with(index, judged(before, after)));
  return corrected.flatMap((step, place) => {
    if (place < index || JSON.stringify(step) === JSON.stringify(course[place])) return [];
    const { toTier, effectiveDate, reasonCode } = placements[place]!;
    const data = { studentId, domain, ...step, before: { toTier, effectiveDate, reasonCode }, correctionReason };
    return [{ type: 'TierCorrected', data } satisfies EventOf<typeof TierCorrected>];
  });
};

/** Whether the team agreed with the rule follows from the tier: it must not survive a correction of the tier. */
const judged = (before: Placement, after: Placement): Placement => {
  if (before.agreedWithRecommendation === undefined || before.toTier === after.toTier) return after;
  const { agreedWithRecommendation, ...rest } = after;
  return agreedWithRecommendation ? { ...rest, agreedWithRecommendation: false } : rest;
};

const requireOrder = (placements: readonly Placement[], index: number, date: string): void => {
  const prior = placements[index - 1]?.effectiveDate;
  const next = placements[index + 1]?.effectiveDate;
  if (prior !== undefined && date <= prior) throw refusal('EFFECTIVE_DATE_NOT_AFTER_PRIOR', '/effectiveDate', `Must be after ${prior}, the effective date of the placement before it.`);
  if (next !== undefined && date >= next) throw refusal('EFFECTIVE_DATE_NOT_BEFORE_NEXT', '/effectiveDate', `Must be before ${next}, the effective date of the placement after it.`);
};

const eventOf = (of: Of, step: Step): PlacementEvent => {
  if (step.toTier !== 'core') return { type: step.fromTier === 'core' ? 'TierAssigned' : 'TierChanged', data: { ...of, ...step } };
  if (step.fromTier === 'core') throw new Error('Core never ends');
  const { toTier: _toTier, direction: _direction, purpose: _purpose, fromTier, ...rest } = step;
  return { type: 'TierEnded', data: { ...of, ...rest, fromTier } };
};

/** Named field by field: what an event carries beside them must not slip into the state. */
const placementOf = (data: Placement): Placement =>
  withoutUndefined({
    placementId: data.placementId,
    toTier: data.toTier,
    effectiveDate: data.effectiveDate,
    reasonCode: data.reasonCode,
    decidedBy: data.decidedBy,
    recommendationId: data.recommendationId,
    agreedWithRecommendation: data.agreedWithRecommendation,
    purpose: data.purpose,
    evidence: data.evidence,
    note: data.note,
    noteFingerprint: data.noteFingerprint,
  });

/** What makes two decisions the same. A note is compared by its fingerprint: sealing it twice gives two texts. */
const contentOf = ({ toTier, effectiveDate, reasonCode, decidedBy, recommendationId, purpose, evidence = [], noteFingerprint }: Placement): string =>
  JSON.stringify([toTier, effectiveDate, reasonCode, decidedBy, recommendationId ?? null, purpose ?? null, evidence, noteFingerprint ?? null]);

const withoutUndefined = <Data extends object>(data: Data): Data =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Data;
