import { DOMAINS, type Direction, type Domain, type EvidenceState, type Grade, type ReasonCode, type Tier } from '@strata/contracts';
import { view, type Contribution } from '@strata/kernel';
import type { Envelope, EventHandlers } from './event-handlers.ts';

/** A tier held in one domain from a day on, until the next entry. Ended support is an entry of core. */
export type Held = {
  placementId: string;
  tier: Tier;
  fromTier: Tier;
  from: string;
  direction: Direction;
  reasonCode: ReasonCode;
  decidedBy: string;
  agreed?: boolean;
  weeksBefore?: number;
  corrected: boolean;
};
export type Recommended = { recommendationId: string; toTier: Tier; evidenceState: EvidenceState; why: string; date: string };
export type Assigned = { name: string; domain: Domain; tier: Tier; begin: string; end?: string; minutesPerSession: number; sessionsPerWeek: number };

/** One student: where enrolled, what held since when, what proposed, which interventions. Nothing of it is open text. */
export type StudentDoc = {
  sourcedId: string;
  profile: string | null;
  grade: Grade | null;
  /** schoolId -> enrolled there now. */
  schools: Record<string, boolean>;
  schoolId: string | null;
  held: Partial<Record<Domain, Held[]>>;
  recommended: Partial<Record<Domain, Recommended>>;
  interventions: Record<string, Assigned>;
  /** The last day that a placement was decided on, to tell what is still to come. */
  decidedOn: string;
};

const on: EventHandlers<StudentDoc> = {
  StudentRegistered: (doc, { data }) => Object.assign(doc, { sourcedId: data.sourcedId, profile: data.profile, grade: data.gradeLevel ?? null }),
  StudentProfileChanged: (doc, { data }) => Object.assign(doc, { profile: data.profile, grade: data.gradeLevel ?? null }),
  StudentEnrolled: (doc, { data }) => atSchool(doc, data.schoolId, true),
  StudentWithdrawn: (doc, { data }) => atSchool(doc, data.schoolId, false),
  TierAssigned: (doc, event) => place(doc, event),
  TierChanged: (doc, event) => place(doc, event),
  TierEnded: (doc, event) => end(doc, event),
  TierCorrected: (doc, event) => place(doc, event, true),
  TierRecommended: (doc, { data }) => {
    const { recommendationId, toTier, evidenceState, why, date } = data;
    doc.recommended[data.domain] = { recommendationId, toTier, evidenceState, why, date };
    return doc;
  },
  StudentAssignedToIntervention: (doc, { data }) => {
    const { name, domain, tier, begin, dosage } = data;
    doc.interventions[data.interventionId] = { name, domain, tier, begin, minutesPerSession: dosage.minutesPerSession, sessionsPerWeek: dosage.sessionsPerWeek };
    return doc;
  },
  DosageChanged: (doc, { data }) => {
    const assigned = doc.interventions[data.interventionId];
    if (assigned) Object.assign(assigned, { minutesPerSession: data.dosage.minutesPerSession, sessionsPerWeek: data.dosage.sessionsPerWeek });
    return doc;
  },
  AssignmentEnded: (doc, { data }) => {
    const assigned = doc.interventions[data.interventionId];
    if (assigned) assigned.end = data.date;
    return doc;
  },
};

const atSchool = (doc: StudentDoc, schoolId: string, enrolled: boolean): StudentDoc => {
  doc.schools[schoolId] = enrolled;
  const current = Object.keys(doc.schools).filter((id) => doc.schools[id]);
  doc.schoolId = enrolled ? schoolId : (current.sort()[0] ?? null);
  return doc;
};

const place = (doc: StudentDoc, { data, recordedAt }: Envelope<'TierAssigned' | 'TierChanged' | 'TierCorrected'>, corrected = false): StudentDoc => {
  const entry: Held = {
    placementId: data.placementId, tier: data.toTier, fromTier: data.fromTier, from: data.effectiveDate, direction: data.direction, reasonCode: data.reasonCode, decidedBy: data.decidedBy, corrected,
    ...(data.agreedWithRecommendation !== undefined && { agreed: data.agreedWithRecommendation }),
    ...(data.weeksInPriorTier !== undefined && { weeksBefore: data.weeksInPriorTier }),
  };
  return putHeld(doc, data.domain, entry, recordedAt);
};

const end = (doc: StudentDoc, { data, recordedAt }: Envelope<'TierEnded'>): StudentDoc => {
  const entry: Held = {
    placementId: `${data.placementId}/end`, tier: 'core', fromTier: data.fromTier, from: data.effectiveDate, direction: 'reduce', reasonCode: data.reasonCode, decidedBy: data.decidedBy, corrected: false,
    ...(data.weeksInPriorTier !== undefined && { weeksBefore: data.weeksInPriorTier }),
  };
  return putHeld(doc, data.domain, entry, recordedAt);
};

const putHeld = (doc: StudentDoc, domain: Domain, entry: Held, recordedAt: string): StudentDoc => {
  const others = (doc.held[domain] ?? []).filter(({ placementId }) => placementId !== entry.placementId);
  const after = others.findIndex(({ from }) => from > entry.from);
  doc.held[domain] = after < 0 ? [...others, entry] : [...others.slice(0, after), entry, ...others.slice(after)];
  const day = recordedAt.slice(0, 10);
  if (day > doc.decidedOn) doc.decidedOn = day;
  return doc;
};

/** What a student holds in a domain on a day; undefined means core, from the beginning. */
export const heldOn = (doc: StudentDoc, domain: Domain, day: string): Held | undefined => doc.held[domain]?.findLast(({ from }) => from <= day);

/**
 * `census` counts by day of change instead of by today's tier, so that no clock is needed: who holds a tier on a day is
 * the sum up to that day. A decision about next Monday counts from next Monday.
 */
const census = (doc: StudentDoc): Contribution[] =>
  doc.schoolId === null ? [] : DOMAINS.flatMap((domain) => (doc.held[domain] ?? []).flatMap((entry, index, all) => {
    if (entry.tier === 'core') return [];
    const key = { schoolId: doc.schoolId!, grade: doc.grade ?? 'Other', domain, tier: entry.tier };
    const next = all[index + 1];
    const begins: Contribution = { key: { ...key, date: entry.from }, add: { students: 1 } };
    return next ? [begins, { key: { ...key, date: next.from }, add: { students: -1 } }] : [begins];
  }));

const movements = (doc: StudentDoc): Contribution[] =>
  doc.schoolId === null ? [] : DOMAINS.flatMap((domain) => (doc.held[domain] ?? []).map((entry) => ({
    key: { date: entry.from, schoolId: doc.schoolId!, grade: doc.grade ?? 'Other', domain, direction: entry.direction },
    add: { moves: 1 },
  })));

/** The tier by the last entry; with one still to come when it was decided, `now>then`, so that both can be found. */
const standing = (domain: Domain) => (doc: StudentDoc): string => {
  const entries = doc.held[domain] ?? [];
  const last = entries.at(-1);
  if (!last) return 'core';
  return last.from <= doc.decidedOn ? last.tier : `${heldOn(doc, domain, doc.decidedOn)?.tier ?? 'core'}>${last.tier}`;
};

export const studentView = view<StudentDoc>({
  name: 'student',
  version: 1,
  on,
  key: (event: Envelope<'StudentRegistered'>) => event.data.studentId,
  initial: () => ({ sourcedId: '', profile: null, grade: null, schools: {}, schoolId: null, held: {}, recommended: {}, interventions: {}, decidedOn: '' }),
  columns: {
    schoolId: (doc) => doc.schoolId,
    grade: (doc) => doc.grade,
    lastMove: (doc) => DOMAINS.flatMap((domain) => doc.held[domain]?.at(-1)?.from ?? []).sort().at(-1) ?? null,
    ...Object.fromEntries(DOMAINS.map((domain) => [domain, standing(domain)])),
  },
  indexes: [['schoolId', 'grade'], ['lastMove'], ...DOMAINS.map((domain) => [domain])],
  rollups: {
    enrolled: { dimensions: ['schoolId', 'grade'], measures: ['students'], of: (doc) => (doc.schoolId === null ? [] : [{ key: { schoolId: doc.schoolId, grade: doc.grade ?? 'Other' }, add: { students: 1 } }]) },
    census: { dimensions: ['schoolId', 'grade', 'domain', 'tier', 'date'], measures: ['students'], of: census },
    movement: { dimensions: ['date', 'schoolId', 'grade', 'domain', 'direction'], measures: ['moves'], of: movements },
  },
  scopes: (doc, id) => ['district', `student/${id}`, ...(doc.schoolId === null ? [] : [`school/${doc.schoolId}`])],
});
