import { z } from 'zod';
import { aggregate, type EventOf } from './event.ts';
import { addedTier, date, domain, grade, id, sealed, tier } from './fields.ts';
import { DIRECTIONS, EVIDENCE_STATES, REASON_CODES, SCREENING_PERIODS } from './words.ts';

const ruleSet = aggregate('tiers', 'rule-set');
const screening = aggregate('tiers', 'screening');
const placement = aggregate('tiers', 'placement');
const intervention = aggregate('tiers', 'intervention');

/**
 * Scores at or above `benchmark` meet it; below `specialized` is the lowest band; in between is `more`. On an instrument
 * that counts problems (`lowerIsBetter`) all of it is the other way round.
 */
export const cutScore = z.object({ instrument: z.string().min(1).max(64), period: z.enum(SCREENING_PERIODS), grade, benchmark: z.number(), specialized: z.number(), lowerIsBetter: z.boolean().optional() }).meta({ id: 'CutScore' });
/** Used where the rule set has no cut score of the instrument for the grade: national percentiles, higher is better. */
export const percentileCuts = z.object({ benchmark: z.number().min(0).max(100), specialized: z.number().min(0).max(100) }).meta({ id: 'PercentileCuts' });
export const ruleSetData = z.object({ domain, version: z.int().min(1), cutScores: z.array(cutScore), percentileCuts: percentileCuts.optional(), minimumScreenings: z.int().min(1), classWideBenchmarkPercent: z.number(), publishedBy: z.string() });
export const RuleSetPublished = ruleSet('RuleSetPublished', ruleSetData, { key: (data) => data.domain });

const byStudent = { key: (data: { studentId: string }) => data.studentId };
/** `gradeLevel` and `classId` are those of the day on which it was recorded: the class is the one that teaches the domain. */
const screeningData = z.object({ screeningId: id, studentId: id, domain, instrument: z.string(), period: z.enum(SCREENING_PERIODS), schoolYear: z.string(), date, score: z.number(), percentile: z.number().min(0).max(100).optional(), gradeLevel: grade.optional(), classId: id.optional() });
export const ScreeningRecorded = screening('ScreeningRecorded', screeningData, { ...byStudent, effectiveDate: (data) => data.date });
export const ScreeningCorrected = screening('ScreeningCorrected', screeningData.extend({ before: z.object({ score: z.number(), percentile: z.number().optional(), date }), reason: z.string() }), { ...byStudent, effectiveDate: (data) => data.date });
export const SupportConcernRaised = screening('SupportConcernRaised', z.object({ concernId: id, studentId: id, domain: domain.optional(), raisedBy: z.string(), date, note: sealed.optional(), noteFingerprint: z.string().optional() }), byStudent);

export const evidence = z.object({ kind: z.enum(['screening', 'class']), screeningId: id.optional(), instrument: z.string().optional(), period: z.enum(SCREENING_PERIODS).optional(), schoolYear: z.string().optional(), gradeLevel: grade.optional(), score: z.number().optional(), percentile: z.number().optional(), benchmark: z.number().optional(), specialized: z.number().optional(), classId: id.optional(), screened: z.int().optional(), meetingBenchmark: z.int().optional() }).meta({ id: 'Evidence' });
/**
 * Proposed by a rule; a person decides. `fromTier` is the tier held on `date`, the day of the screening; `toTier` equals
 * it unless the evidence is sufficient. `ruleSetVersion` 0: none was published. A later one for the same screening
 * (a correction, or the rest of the class was screened) takes the place of the earlier.
 */
export const TierRecommended = screening('TierRecommended', z.object({ recommendationId: id, studentId: id, domain, fromTier: tier, toTier: tier, ruleSetVersion: z.int(), evidenceState: z.enum(EVIDENCE_STATES), evidence: z.array(evidence), why: z.string(), date }), { ...byStudent, effectiveDate: (data) => data.date });
export type Evidence = z.output<typeof evidence>;

const decision = { placementId: id, studentId: id, domain, fromTier: tier, toTier: tier, direction: z.enum(DIRECTIONS), effectiveDate: date, reasonCode: z.enum(REASON_CODES), decidedBy: z.string(), recommendationId: id.optional(), agreedWithRecommendation: z.boolean().optional(), weeksInPriorTier: z.int().min(0).optional(), purpose: z.enum(['remediate', 'deepen', 'extend']).optional(), evidence: z.array(z.string()).optional(), note: sealed.optional(), noteFingerprint: z.string().optional() };
const placed = { ...byStudent, effectiveDate: (data: { effectiveDate: string }) => data.effectiveDate };
/** The first tier above core in a domain, or the first after it had ended. */
export const TierAssigned = placement('TierAssigned', z.object(decision), placed);
export const TierChanged = placement('TierChanged', z.object(decision), placed);
/**
 * A placement was recorded wrongly; `before` is what it said. `toTier` core: it is an end, or should never have been
 * made. Placements after it that say something else by it (where they came from, the weeks) get one of their own.
 */
export const TierCorrected = placement('TierCorrected', z.object({ ...decision, before: z.object({ toTier: tier, effectiveDate: date, reasonCode: z.enum(REASON_CODES) }), correctionReason: z.string() }), placed);
/** Support above core ended on `effectiveDate` (half-open); core goes on. */
export const TierEnded = placement('TierEnded', z.object({ placementId: id, studentId: id, domain, fromTier: addedTier, effectiveDate: date, reasonCode: z.enum(REASON_CODES), decidedBy: z.string(), weeksInPriorTier: z.int().min(0).optional(), recommendationId: id.optional(), agreedWithRecommendation: z.boolean().optional(), evidence: z.array(z.string()).optional(), note: sealed.optional(), noteFingerprint: z.string().optional() }), placed);
/** A request for a special-education evaluation: accepted at any tier, never gated (OSEP 11-07). */
export const EvaluationRequested = placement('EvaluationRequested', z.object({ requestId: id, studentId: id, requestedBy: z.string(), date, areas: z.array(z.string()).optional(), note: sealed.optional(), noteFingerprint: z.string().optional() }), { ...byStudent, effectiveDate: (data) => data.date });

export const dosage = z.object({ minutesPerSession: z.int().min(1).max(480), sessionsPerWeek: z.int().min(1).max(20), weeks: z.int().min(1).max(60), maxGroupSize: z.int().min(1).max(40), mayDisplaceCore: z.boolean() }).meta({ id: 'Dosage' });
export const prescription = z.object({ prescriptionId: id, name: z.string(), domain, tier: addedTier, deliveryMethod: z.string().optional(), minMinutes: z.int().optional(), maxMinutes: z.int().optional(), grades: z.array(grade).optional() });
export const InterventionPrescribed = intervention('InterventionPrescribed', prescription, { key: (data) => data.prescriptionId });
export const InterventionRetired = intervention('InterventionRetired', z.object({ prescriptionId: id, reason: z.string() }), { key: (data) => data.prescriptionId });
const byRun = { key: (data: { interventionId: string }) => data.interventionId };
/** `minMinutes` and `maxMinutes` of a session are its prescription's, as they stood when it was opened. */
export const InterventionOpened = intervention('InterventionOpened', z.object({ interventionId: id, prescriptionId: id.optional(), name: z.string(), code: z.string().optional(), schoolId: id, domain, tier: addedTier, begin: date, end: date.optional(), dosage, minMinutes: z.int().optional(), maxMinutes: z.int().optional() }), { ...byRun, effectiveDate: (data) => data.begin });
export const InterventionClosed = intervention('InterventionClosed', z.object({ interventionId: id, date, reason: z.string() }), { ...byRun, effectiveDate: (data) => data.date });
export const CohortFormed = intervention('CohortFormed', z.object({ interventionId: id, cohortId: id, name: z.string(), cap: z.int().min(1) }), byRun);
export const StudentAssignedToIntervention = intervention('StudentAssignedToIntervention', z.object({ interventionId: id, studentId: id, cohortId: id.optional(), name: z.string(), domain, tier: addedTier, begin: date, dosage }), { ...byStudent, effectiveDate: (data) => data.begin });
export const DosageChanged = intervention('DosageChanged', z.object({ interventionId: id, studentId: id, from: date, before: dosage, dosage }), { ...byStudent, effectiveDate: (data) => data.from });
export const AssignmentEnded = intervention('AssignmentEnded', z.object({ interventionId: id, studentId: id, date, reason: z.string() }), { ...byStudent, effectiveDate: (data) => data.date });

export const TIER_EVENTS = [
  RuleSetPublished, ScreeningRecorded, ScreeningCorrected, SupportConcernRaised, TierRecommended,
  TierAssigned, TierChanged, TierCorrected, TierEnded, EvaluationRequested,
  InterventionPrescribed, InterventionRetired, InterventionOpened, InterventionClosed, CohortFormed,
  StudentAssignedToIntervention, DosageChanged, AssignmentEnded,
] as const;
/** Any event of the tiers service. */
export type TierEvent = EventOf<(typeof TIER_EVENTS)[number]>;
