import { z } from 'zod';
import { addedTier, domain, grade, id, text, tier } from './fields.ts';
import { cutScore, dosage, percentileCuts } from './tiers.events.ts';
import { REASON_CODES, SCREENING_PERIODS } from './words.ts';

/** A date that a school of today may mean: `0206-10-05` is a slip of the pen. */
const date = z.iso.date({ abort: true, error: 'a date as YYYY-MM-DD' }).refine((day) => day >= '2000-01-01' && day < '2100-01-01', 'a date from 2000-01-01 to 2099-12-31');
/** Who did something: an id of staff or a team, or a role such as `parent`. Never a name. */
const who = id.meta({ description: 'An id of staff or a team, or a role such as `parent`. Never a name.' });
/** Free text about a child: sealed before it is stored. */
const note = text(4000).optional().meta({ description: 'Free text about the student. Stored under the key of the student.' });

const consecutive = (year: string) => year.length === 4 || (Number(year.slice(0, 4)) + 1) % 10 ** (year.length - 5) === Number(year.slice(5));

/** `2026-2027`; `2026-27` and the year in which it ends, `2027`, are taken too and written out. */
export const schoolYear = z
  .string()
  .regex(/^\d{4}(-(\d{2}|\d{4}))?$/, 'a school year as 2026-2027')
  .refine(consecutive, 'a school year of two years in a row, as 2026-2027')
  .transform((year) => (year.length === 4 ? `${Number(year) - 1}-${year}` : `${year.slice(0, 4)}-${Number(year.slice(0, 4)) + 1}`));

/** `PUT /v1/rule-sets/{domain}` */
export const ruleSetBody = z
  .object({
    cutScores: z.array(cutScore).max(5000).default([]),
    percentileCuts: percentileCuts.optional(),
    minimumScreenings: z.int().min(1).max(20).default(1).meta({ description: 'Screenings of the school year that a student must have in the domain before the rule proposes anything.' }),
    classWideBenchmarkPercent: z.number().min(0).max(100).default(80).meta({ description: 'When a smaller share of a class meets the benchmark, core teaching is looked at first.' }),
  })
  .meta({ id: 'RuleSetBody' });

/** One screening of `POST /v1/screenings`. */
export const screeningBody = z
  .object({
    screeningId: id.optional().meta({ description: 'Yours, if you have one; otherwise we make one.' }),
    student: id.meta({ description: 'Our id of the student, or the sourcedId of the roster.' }),
    domain,
    instrument: text(64),
    period: z.enum(SCREENING_PERIODS),
    schoolYear: schoolYear.optional().meta({ description: 'As 2026-2027; by default the school year (July to June) of the date.' }),
    date,
    score: z.number().min(-1_000_000).max(1_000_000),
    percentile: z.number().min(0).max(100).optional(),
    gradeLevel: grade.optional().meta({ description: 'In which it was taken; by default the grade of today, for a screening of this school year.' }),
    correctionReason: text(200).optional().meta({ description: 'Why it says something else than what was recorded. Without it, such a screening is refused.' }),
  })
  .meta({ id: 'ScreeningBody', description: 'One student, instrument and period of a school year: sending it again records nothing.' });
export const screeningsBody = z.union([screeningBody, z.array(screeningBody).min(1)]);
const flag = z.enum(['true', 'false']).default('false').transform((value) => value === 'true');
export const screeningsQuery = z.object({ dryRun: flag.meta({ description: 'Checks everything, stores nothing.' }) });

/** `POST /v1/students/{id}/screenings/{domain}/correct` */
export const screeningCorrectionBody = z
  .object({
    screeningId: id,
    score: z.number().min(-1_000_000).max(1_000_000).optional(),
    percentile: z.number().min(0).max(100).optional(),
    date: date.optional(),
    reason: text(200),
  })
  .meta({ id: 'ScreeningCorrectionBody' });

const decision = {
  tier,
  effectiveDate: date.meta({ description: 'The local school date from which it holds; may lie in the past or the future.' }),
  reasonCode: z.enum(REASON_CODES),
  decidedBy: who,
  evidence: z.array(id).max(50).optional().meta({ description: 'Ids of what the team looked at.' }),
  recommendationId: id.optional(),
  purpose: z.enum(['remediate', 'deepen', 'extend']).optional(),
  note,
};
/** `PUT /v1/students/{id}/placements/{domain}` */
export const placementBody = z.object(decision).meta({ id: 'PlacementBody', description: 'Tier core ends the support above core; core itself goes on.' });
/** `POST .../placements/{domain}/end` */
export const placementEndBody = z.object(decision).omit({ tier: true, purpose: true }).meta({ id: 'PlacementEndBody' });
/** `POST .../placements/{domain}/correct` */
export const placementCorrectionBody = z
  .object({ placementId: id, ...z.object(decision).omit({ recommendationId: true, note: true }).partial().shape, correctionReason: text(200) })
  .meta({ id: 'PlacementCorrectionBody', description: 'Only the fields that were wrong. What was recorded before stays in the history.' });

/** `POST /v1/students/{id}/evaluation-requests`: accepted at any tier, at any time. */
export const evaluationRequestBody = z
  .object({ requestId: id.optional(), requestedBy: who, date, areas: z.array(text(64)).max(20).optional(), note })
  .meta({ id: 'EvaluationRequestBody' });
/** `POST /v1/students/{id}/concerns` */
export const concernBody = z.object({ concernId: id.optional(), domain: domain.optional(), raisedBy: who, date, note }).meta({ id: 'ConcernBody' });

const sessionMinutes = z.int().min(1).max(480).optional();
/** `POST /v1/intervention-prescriptions` */
export const prescriptionBody = z
  .object({
    prescriptionId: id.optional(),
    name: text(120),
    domain,
    tier: addedTier,
    deliveryMethod: text(120).optional(),
    minMinutes: sessionMinutes.meta({ description: 'Least minutes of a session.' }),
    maxMinutes: sessionMinutes.meta({ description: 'Most minutes of a session.' }),
    grades: z.array(grade).max(30).optional(),
  })
  .refine(({ minMinutes, maxMinutes }) => minMinutes === undefined || maxMinutes === undefined || minMinutes <= maxMinutes, { path: ['maxMinutes'], message: 'at least minMinutes' })
  .meta({ id: 'PrescriptionBody' });
export const retireBody = z.object({ reason: text(200) }).meta({ id: 'RetireBody' });

/** `POST /v1/interventions`. From a prescription, its name, domain and tier are the default. */
export const interventionBody = z
  .object({
    interventionId: id.optional(),
    prescriptionId: id.optional(),
    name: text(120).optional(),
    code: text(64).optional().meta({ description: 'What providers call it: `interventionCode` of their sessions.' }),
    schoolId: id,
    domain: domain.optional(),
    tier: addedTier.optional(),
    begin: date,
    end: date.optional().meta({ description: 'The first day on which it no longer runs.' }),
    dosage,
  })
  .refine(({ prescriptionId, name }) => prescriptionId !== undefined || name !== undefined, { path: ['name'], message: 'needed without a prescription' })
  .refine(({ prescriptionId, domain }) => prescriptionId !== undefined || domain !== undefined, { path: ['domain'], message: 'needed without a prescription' })
  .refine(({ prescriptionId, tier }) => prescriptionId !== undefined || tier !== undefined, { path: ['tier'], message: 'needed without a prescription' })
  .refine(({ begin, end }) => end === undefined || begin < end, { path: ['end'], message: 'after begin' })
  .meta({ id: 'InterventionBody' });
export const interventionCloseBody = z.object({ date, reason: text(200) }).meta({ id: 'InterventionCloseBody' });
export const cohortBody = z
  .object({ cohortId: id.optional(), name: text(120), cap: z.int().min(1).max(40).optional().meta({ description: 'Most students of the group; by default the largest group of the dosage.' }) })
  .meta({ id: 'CohortBody' });

/** One student of `POST /v1/interventions/{id}/students`. */
export const assignmentBody = z
  .object({ studentId: id, cohortId: id.optional(), begin: date, dosage: dosage.partial().optional().meta({ description: 'What differs from the dosage of the intervention.' }) })
  .meta({ id: 'AssignmentBody' });
export const assignmentsBody = z.union([assignmentBody, z.array(assignmentBody).min(1).max(500)]);
export const ASSIGNMENT_END_REASONS = ['goal_met', 'no_response', 'moved_group', 'schedule', 'withdrawn', 'parent_request', 'recorded_wrongly', 'other'] as const;
/** `DELETE /v1/interventions/{id}/students/{studentId}` */
export const assignmentEndQuery = z.object({ date: date.meta({ description: 'The first day on which it no longer holds.' }), reason: z.enum(ASSIGNMENT_END_REASONS).default('other') });
/** `PUT /v1/interventions/{id}/students/{studentId}/dosage` */
export const dosageBody = z.object({ from: date, dosage }).meta({ id: 'DosageBody' });

export type RuleSetBody = z.output<typeof ruleSetBody>;
export type ScreeningBody = z.output<typeof screeningBody>;
export type ScreeningCorrectionBody = z.output<typeof screeningCorrectionBody>;
export type PlacementBody = z.output<typeof placementBody>;
export type PlacementCorrectionBody = z.output<typeof placementCorrectionBody>;
export type PlacementEndBody = z.output<typeof placementEndBody>;
export type EvaluationRequestBody = z.output<typeof evaluationRequestBody>;
export type ConcernBody = z.output<typeof concernBody>;
export type PrescriptionBody = z.output<typeof prescriptionBody>;
export type InterventionBody = z.output<typeof interventionBody>;
export type CohortBody = z.output<typeof cohortBody>;
export type AssignmentBody = z.output<typeof assignmentBody>;
export type DosageBody = z.output<typeof dosageBody>;
