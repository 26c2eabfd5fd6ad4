import { z } from 'zod';
import { attendanceCategory, date, domain, grade, id, instant, locationKind, tier } from './fields.ts';
import { DIRECTIONS, EVIDENCE_STATES, IMPORT_STATUSES, REASON_CODES, SESSION_STATUSES } from './words.ts';

/** Every answer of the query API says how fresh it is. */
const fresh = { asOf: instant, lagSeconds: z.number(), demo: z.boolean(), timeZone: z.string().meta({ description: 'IANA time zone of the district: in which days begin and times are read.' }) };
const page = <Item extends z.ZodType>(item: Item) => z.object({ ...fresh, items: z.array(item), next: z.string().optional() });
const count = z.int().min(0);

/** Students by the tier they hold today: everybody counts once per domain. */
const shares = { students: count, core: count, more: count, specialized: count };
const moves = { intensify: count, reduce: count, lateral: count };

/** Where one looks: the district, a school, or a grade of a school. */
export const place = z.object({ kind: z.enum(['district', 'school', 'grade']), schoolId: id.optional(), grade: grade.optional(), name: z.string() }).meta({ id: 'Place' });

/** `GET /v1/views/tier-board?school=&grade=&domain=` */
export const tierBoard = z.object({
  ...fresh,
  place,
  week: z.object({ from: date, to: date.meta({ description: 'First day after the week.' }) }),
  students: count,
  domains: z.array(z.object({ domain, ...shares, movedThisWeek: z.object(moves) })),
  /** One level below: schools of the district, grades of a school; none for a grade. */
  parts: z.array(z.object({ place, domains: z.array(z.object({ domain, ...shares, movedThisWeek: z.object(moves) })) })),
  ruleSets: z.array(z.object({ domain, version: z.int() })),
}).meta({ id: 'TierBoard' });
export type TierBoard = z.output<typeof tierBoard>;

const held = z.object({ domain, tier, since: date.optional(), recommended: z.object({ recommendationId: id, toTier: tier, evidenceState: z.enum(EVIDENCE_STATES), why: z.string(), date }).optional() });

/** `GET /v1/views/students?school=&grade=&domain=&tier=&limit=&cursor=` */
export const studentRow = z.object({ studentId: id, name: z.string(), sourcedId: z.string(), schoolId: id.optional(), schoolName: z.string().optional(), grade: grade.optional(), held: z.array(held), minutesThisWeek: count }).meta({ id: 'StudentRow' });
export const studentList = page(studentRow);
export type StudentRow = z.output<typeof studentRow>;
export type StudentList = z.output<typeof studentList>;

/** One thing that happened, on the day that it concerns. What each kind carries beside the common fields is named. */
export const timelineEntry = z.object({
  id: z.string(),
  on: date,
  at: instant,
  kind: z.enum(['enrolled', 'withdrawn', 'placement', 'placement_ended', 'placement_corrected', 'screening', 'recommendation', 'intervention', 'intervention_ended', 'session', 'evaluation_requested', 'concern']),
  domain: domain.optional(),
  schoolName: z.string().optional(),
  fromTier: tier.optional(), toTier: tier.optional(), direction: z.enum(DIRECTIONS).optional(), reasonCode: z.enum(REASON_CODES).optional(), decidedBy: z.string().optional(), agreedWithRecommendation: z.boolean().optional(),
  instrument: z.string().optional(), period: z.string().optional(), score: z.number().optional(), percentile: z.number().optional(), benchmark: z.number().optional(),
  evidenceState: z.enum(EVIDENCE_STATES).optional(), why: z.string().optional(),
  name: z.string().optional(),
  status: z.enum(SESSION_STATUSES).optional(), attendance: attendanceCategory.optional(), minutes: count.optional(), softwareMinutes: count.optional(), locationKind: locationKind.optional(), providerName: z.string().optional(), corrected: z.boolean().optional(), start: instant.optional(), end: instant.optional(),
}).meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.output<typeof timelineEntry>;

/** Minutes that reached a student in one week (Monday), per tier and domain. Grows into the time account. */
export const studentWeek = z.object({ week: date, domain, tier, minutes: count, softwareMinutes: count, sessionsHeld: count, sessionsAttended: count, plannedMinutes: count.nullable() }).meta({ id: 'StudentWeek' });

/** `GET /v1/views/students/{id}`; the timeline pages by `?cursor=`, newest first. */
export const studentView = z.object({
  ...fresh,
  student: z.object({ studentId: id, name: z.string(), sourcedId: z.string(), grade: grade.optional(), schoolId: id.optional(), schoolName: z.string().optional(), enrolled: z.boolean(), birthDate: date.optional() }),
  held: z.array(held.extend({ days: count.optional(), placements: z.array(z.object({ placementId: id, tier, from: date, to: date.optional(), reasonCode: z.enum(REASON_CODES), decidedBy: z.string(), agreedWithRecommendation: z.boolean().optional(), corrected: z.boolean() })) })),
  interventions: z.array(z.object({ interventionId: id, name: z.string(), domain, tier, begin: date, end: date.optional(), minutesPerSession: count, sessionsPerWeek: count })),
  weeks: z.array(studentWeek),
  timeline: z.object({ items: z.array(timelineEntry), next: z.string().optional() }),
}).meta({ id: 'StudentView' });
export type StudentView = z.output<typeof studentView>;

/** `GET /v1/views/movement?from=&to=&school=&grade=&domain=&limit=&cursor=`: `[from, to)`; each student counts once per domain, by net change. */
export const mover = z.object({ studentId: id, name: z.string(), schoolId: id.optional(), schoolName: z.string().optional(), grade: grade.optional(), domain, fromTier: tier, toTier: tier, direction: z.enum(DIRECTIONS), effectiveDate: date, reasonCode: z.enum(REASON_CODES), decidedBy: z.string(), agreedWithRecommendation: z.boolean().optional(), weeksInPriorTier: count.optional() }).meta({ id: 'Mover' });
export const movement = z.object({ ...fresh, from: date, to: date, flows: z.array(z.object({ domain, fromTier: tier, toTier: tier, students: count })), movers: z.array(mover), next: z.string().optional() }).meta({ id: 'Movement' });
export type Mover = z.output<typeof mover>;
export type Movement = z.output<typeof movement>;

/** `GET /v1/views/time-by-tier?weeks=&by=district|provider` */
export const timeByTier = z.object({
  ...fresh,
  rows: z.array(z.object({ week: date, group: z.object({ id: z.string(), name: z.string() }), domain, tier, minutes: count, softwareMinutes: count, attended: count, missed: count })),
}).meta({ id: 'TimeByTier' });
export type TimeByTier = z.output<typeof timeByTier>;

const providerCounts = { sessionsHeld: count, sessionsCancelled: count, sessionsNoShow: count, minutes: count, softwareMinutes: count, attended: count, missed: count };
const submissionCounts = { accepted: count, duplicates: count, rejected: count };
/** `GET /v1/views/providers` */
export const providerRow = z.object({ providerId: id, name: z.string(), students: count, ...providerCounts, ...submissionCounts, lastReceivedAt: instant.optional(), week: z.object(providerCounts) }).meta({ id: 'ProviderRow' });
export const providerList = page(providerRow);
export type ProviderRow = z.output<typeof providerRow>;
export type ProviderList = z.output<typeof providerList>;

/** `GET /v1/views/providers/{id}`: no tier, no other provider. Names of students only for readers of the district. */
export const rejection = z.object({ at: instant, batchId: id, index: count, eventId: z.string().optional(), source: z.string().optional(), eventType: z.string().optional(), code: z.string(), detail: z.string(), pointers: z.array(z.string()) });
export const providerView = z.object({
  ...fresh,
  provider: providerRow,
  agreements: z.array(z.object({ agreementId: id, begin: date, end: date.optional(), students: count, domains: z.array(domain), active: z.boolean() })),
  keys: z.array(z.object({ keyId: id, kind: z.enum(['live', 'test']), label: z.string().optional(), expiresAt: instant.optional(), revoked: z.boolean() })),
  weeks: z.array(z.object({ week: date, ...providerCounts })),
  cancelledBy: z.array(z.object({ cancelledBy: z.string(), sessions: count })),
  recentSessions: z.array(z.object({ sessionId: id, status: z.enum(SESSION_STATUSES), domain, start: instant, end: instant, present: count, absent: count, minutes: count, locationKind })),
  rejectedByCode: z.array(z.object({ code: z.string(), events: count })),
  rejections: z.array(rejection),
}).meta({ id: 'ProviderView' });
export type ProviderView = z.output<typeof providerView>;

/** `GET /v1/views/data-quality` */
export const dataQuality = z.object({
  ...fresh,
  imports: z.array(z.object({ importId: id, status: z.enum(IMPORT_STATUSES), at: instant, created: count, changed: count, ended: count, unresolved: count, errors: count, warnings: count })),
  unresolvedReferences: count,
  staffWithoutSection: count,
  rejectedEvents: z.array(z.object({ providerId: id, providerName: z.string(), code: z.string(), events: count, lastAt: instant })),
  parked: z.array(z.object({ view: z.string(), key: z.string(), events: count, eventType: z.string(), reason: z.string(), since: instant })),
  views: z.array(z.object({ name: z.string(), version: z.int(), status: z.enum(['live', 'building']), position: count, documents: count })),
  head: count,
}).meta({ id: 'DataQuality' });
export type DataQuality = z.output<typeof dataQuality>;

/** `GET /v1/views/overview`: what the first page needs in one answer: is there anything yet, and what needs somebody. */
export const overview = z.object({ ...fresh, districtName: z.string().optional(), schools: z.array(z.object({ schoolId: id, name: z.string(), grades: z.array(grade), students: count })), students: count, providers: count, sessionsToday: count, minutesToday: count, movedThisWeek: z.object(moves), lastImport: z.object({ importId: id, status: z.enum(IMPORT_STATUSES), at: instant }).optional() }).meta({ id: 'Overview' });
export type Overview = z.output<typeof overview>;
