import { z } from 'zod';
import { addedTier, date, domain, grade, id, instant, tier } from './fields.ts';
import { dosage, evidence, prescription, ruleSetData } from './tiers.events.ts';
import { DIRECTIONS, EVIDENCE_STATES, REASON_CODES, SCREENING_PERIODS } from './words.ts';

const version = z.int().min(0).meta({ description: 'What `ETag` says too: send it as `If-Match`.' });
const fresh = { asOf: instant, lagSeconds: z.number() };
const note = z.string().optional();
/** A refusal of one row: where, which rule, and what would be accepted. */
const fault = z.object({ pointer: z.string(), code: z.string(), detail: z.string() });

/** `GET /v1/rule-sets/{domain}` */
export const ruleSetAnswer = ruleSetData.extend({ publishedAt: instant }).meta({ id: 'RuleSet' });

/** `POST /v1/screenings` */
export const screeningsAnswer = z
  .object({
    dryRun: z.boolean(),
    received: z.int(),
    recorded: z.int(),
    corrected: z.int(),
    unchanged: z.int(),
    warnings: z.array(fault),
    refused: z.array(fault).optional().meta({ description: 'Changed by somebody else in the same moment: send these again.' }),
    screenings: z.array(z.object({ screeningId: id, status: z.enum(['recorded', 'corrected', 'unchanged', 'refused']) })).optional().meta({ description: 'In the order sent, for JSON.' }),
  })
  .meta({ id: 'ScreeningsAnswer' });

const screeningRecord = z.object({
  screeningId: id, instrument: z.string(), period: z.enum(SCREENING_PERIODS), schoolYear: z.string(), date, score: z.number(), percentile: z.number().optional(),
  gradeLevel: grade.optional(), classId: id.optional(), recordedAt: instant,
  corrections: z.array(z.object({ at: instant, reason: z.string(), before: z.object({ score: z.number(), percentile: z.number().optional(), date }) })),
  recommendation: z.object({
    recommendationId: id, fromTier: tier, toTier: tier, evidenceState: z.enum(EVIDENCE_STATES), ruleSetVersion: z.int(), why: z.string(), date,
    evidence: z.array(evidence),
  }).optional().meta({ description: 'What the rule proposed last. A team decides.' }),
});
const concernRecord = z.object({ concernId: id, domain: domain.optional(), raisedBy: z.string(), date, note });
/** `GET /v1/students/{id}/screenings` */
export const studentScreenings = z
  .object({ studentId: id, domains: z.array(z.object({ domain, version, screenings: z.array(screeningRecord) })), concerns: z.array(concernRecord) })
  .meta({ id: 'StudentScreenings' });

const placementRecord = z.object({
  placementId: id, fromTier: tier, toTier: tier, direction: z.enum(DIRECTIONS), effectiveDate: date,
  until: date.optional().meta({ description: 'The first day of the placement after it.' }),
  weeksInPriorTier: z.int().optional(), reasonCode: z.enum(REASON_CODES), decidedBy: z.string(), evidence: z.array(z.string()).optional(),
  recommendationId: id.optional(), agreedWithRecommendation: z.boolean().optional(), purpose: z.enum(['remediate', 'deepen', 'extend']).optional(), note, recordedAt: instant,
  corrections: z.array(z.object({ at: instant, reason: z.string(), before: z.object({ toTier: tier, effectiveDate: date, reasonCode: z.enum(REASON_CODES) }) })),
});
/** `GET /v1/students/{id}/placements/{domain}` */
export const domainPlacements = z
  .object({
    studentId: id, domain, version, tier: tier.meta({ description: 'Held today. Tiers are added to core, never instead of it.' }),
    since: date.optional(), placements: z.array(placementRecord).meta({ description: 'In order of their effective dates, as they read after every correction.' }),
  })
  .meta({ id: 'DomainPlacements' });
const evaluationRecord = z.object({ requestId: id, requestedBy: z.string(), date, areas: z.array(z.string()).optional(), note });
/** `GET /v1/students/{id}/placements` */
export const studentPlacements = z
  .object({ studentId: id, enrolled: z.boolean(), gradeLevel: grade.optional(), holds: z.array(tier), domains: z.array(domainPlacements), evaluationRequests: z.array(evaluationRecord) })
  .meta({ id: 'StudentPlacements' });

/** `GET /v1/intervention-prescriptions/{id}` */
export const prescriptionAnswer = prescription.extend({ retiredFor: z.string().optional() }).meta({ id: 'Prescription' });
export const prescriptionList = z.object({ ...fresh, items: z.array(prescriptionAnswer), next: z.string().optional() }).meta({ id: 'PrescriptionList' });

const run = {
  interventionId: id, prescriptionId: id.optional(), name: z.string(), code: z.string().optional(), schoolId: id, domain, tier: addedTier,
  begin: date, end: date.optional(), dosage, closedOn: date.optional(),
};
/** `GET /v1/interventions` */
export const interventionList = z
  .object({ ...fresh, items: z.array(z.object({ ...run, cohorts: z.int(), students: z.int() })), next: z.string().optional() })
  .meta({ id: 'InterventionList' });
/** `GET /v1/interventions/{id}` */
export const interventionAnswer = z
  .object({
    ...run, version,
    cohorts: z.array(z.object({ cohortId: id, name: z.string(), cap: z.int(), students: z.int().meta({ description: 'Who take part and have not ended.' }) })),
    students: z.array(z.object({ studentId: id, cohortId: id.optional(), begin: date, end: date.optional(), endReason: z.string().optional(), dosage, dosageFrom: date })),
  })
  .meta({ id: 'Intervention' });
/** `GET /v1/students/{id}/interventions` */
export const studentInterventions = z
  .object({
    ...fresh,
    items: z.array(z.object({ interventionId: id, cohortId: id.optional(), name: z.string(), domain, tier: addedTier, begin: date, end: date.optional(), endReason: z.string().optional(), dosage })),
    next: z.string().optional(),
  })
  .meta({ id: 'StudentInterventions' });

export type RuleSetAnswer = z.output<typeof ruleSetAnswer>;
export type ScreeningsAnswer = z.output<typeof screeningsAnswer>;
export type StudentScreenings = z.output<typeof studentScreenings>;
export type DomainPlacements = z.output<typeof domainPlacements>;
export type StudentPlacements = z.output<typeof studentPlacements>;
export type PrescriptionAnswer = z.output<typeof prescriptionAnswer>;
export type PrescriptionList = z.output<typeof prescriptionList>;
export type InterventionList = z.output<typeof interventionList>;
export type InterventionAnswer = z.output<typeof interventionAnswer>;
export type StudentInterventions = z.output<typeof studentInterventions>;
