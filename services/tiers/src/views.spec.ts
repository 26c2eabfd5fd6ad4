import { describe, expect, test } from '@jest/globals';
import { catalogue, DOMAINS, TIERS } from '@strata/contracts';
import type { Catalogue, View } from '@strata/kernel';
import { foldBatches, recorded, viewLaws, type Fact } from '@strata/kernel/testing';
import fc from 'fast-check';
import { classScreeningView } from './class-screening.view.ts';
import { classView, coreClassOf, schoolView, type ClassDoc } from './class.view.ts';
import { assignmentView, interventionView, prescriptionView } from './intervention.view.ts';
import { placementView, ruleSetView } from './placement.view.ts';
import { classesOn, hasLeft, isEnrolled, studentView, type StudentDoc } from './student.view.ts';

const student = fc.constantFrom('s1', 's2', 's3');
const klass = fc.constantFrom('c1', 'c2');
const domain = fc.constantFrom(...DOMAINS.slice(0, 2));
const tier = fc.constantFrom(...TIERS);
const date = fc.constantFrom('2026-09-01', '2026-10-05', '2026-11-16');
const period = fc.constantFrom('fall', 'winter');
const dosage = fc.record({ minutesPerSession: fc.constantFrom(20, 30), sessionsPerWeek: fc.constant(3), weeks: fc.constant(10), maxGroupSize: fc.constant(4), mayDisplaceCore: fc.boolean() });

const fact = (type: string, data: Record<string, fc.Arbitrary<unknown>>) => fc.record(data).map((made): Fact => ({ type, data: made }));
const screening = { screeningId: fc.constantFrom('a', 'b'), studentId: student, domain, instrument: fc.constant('Reader'), period, schoolYear: fc.constant('2026-2027'), date, score: fc.integer({ min: 300, max: 500 }), classId: klass };
const decision = { placementId: fc.constantFrom('p1', 'p2'), studentId: student, domain, fromTier: tier, toTier: tier, direction: fc.constant('intensify'), effectiveDate: date, reasonCode: fc.constant('screening'), decidedBy: fc.constant('t') };
const enrollment = { studentId: student, enrollmentId: fc.constantFrom('e1', 'e2'), classId: klass, schoolId: fc.constant('school-1'), begin: date };
const run = fc.constantFrom('i1', 'i2');
const assignment = { interventionId: run, studentId: student, name: fc.constant('n'), domain, tier: fc.constant('more'), begin: date, dosage };
const recommended = fc.record({ studentId: student, domain, screeningId: fc.constantFrom('a', 'b'), period, classId: klass, evidenceState: fc.constantFrom('sufficient', 'class_wide_issue', 'cannot_tell') }).map(({ screeningId, period: of, classId, ...rest }): Fact => ({
  type: 'TierRecommended',
  data: { recommendationId: 'r', fromTier: 'core', toTier: 'core', ruleSetVersion: 1, why: 'w', date: '2026-09-01', ...rest, evidence: [{ kind: 'screening', screeningId }, { kind: 'class', classId, instrument: 'Reader', period: of, schoolYear: '2026-2027' }] },
}));

const anyFact = fc.oneof(
  fact('ScreeningRecorded', screening),
  fact('ScreeningCorrected', { ...screening, before: fc.constant({ score: 1, date: '2026-09-01' }), reason: fc.constant('r') }),
  recommended,
  fact('TierAssigned', decision), fact('TierChanged', decision),
  fact('TierCorrected', { ...decision, before: fc.constant({ toTier: 'more', effectiveDate: '2026-09-01', reasonCode: 'other' }), correctionReason: fc.constant('r') }),
  fact('TierEnded', { ...decision, fromTier: fc.constant('more') }),
  fact('StudentRegistered', { studentId: student, sourcedId: fc.constantFrom('x', 'y'), gradeLevel: fc.constantFrom('03', '04') }),
  fact('StudentProfileChanged', { studentId: student, gradeLevel: fc.constantFrom('03', '04', undefined) }),
  fact('StudentEnrolled', { studentId: student, schoolId: fc.constantFrom('school-1', 'school-2') }),
  fact('StudentWithdrawn', { studentId: student, schoolId: fc.constantFrom('school-1', 'school-2'), date }),
  fact('ClassEnrollmentStarted', enrollment), fact('ClassEnrollmentChanged', enrollment),
  fact('ClassEnrollmentEnded', { studentId: student, enrollmentId: fc.constantFrom('e1', 'e2'), classId: klass, date }),
  fact('ClassScheduled', { classId: klass, subject: fc.constantFrom('Math', undefined), title: fc.constant('t'), homeroom: fc.boolean(), supportUse: fc.constantFrom('core', 'elective') }),
  fact('ClassEnded', { classId: klass }),
  fact('SchoolDefined', { schoolId: fc.constant('school-1') }), fact('SchoolClosed', { schoolId: fc.constant('school-1') }),
  fact('RuleSetPublished', { domain, version: fc.nat(3), cutScores: fc.constant([]) }),
  fact('InterventionOpened', { interventionId: run, name: fc.constant('n'), schoolId: fc.constant('school-1'), domain, tier: fc.constant('more'), begin: date, dosage }),
  fact('InterventionClosed', { interventionId: run, date, reason: fc.constant('r') }),
  fact('CohortFormed', { interventionId: run, cohortId: fc.constant('g'), name: fc.constant('n'), cap: fc.constant(4) }),
  fact('StudentAssignedToIntervention', assignment),
  fact('DosageChanged', { interventionId: run, studentId: student, from: date, before: dosage, dosage }),
  fact('AssignmentEnded', { interventionId: run, studentId: student, date, reason: fc.constant('r') }),
  fact('InterventionPrescribed', { prescriptionId: fc.constant('rx'), name: fc.constant('n'), domain, tier: fc.constant('more') }),
  fact('InterventionRetired', { prescriptionId: fc.constant('rx'), reason: fc.constant('r') }),
);

const logOf = (facts: readonly Fact[]) => recorded(catalogue as unknown as Catalogue, facts);
const handledBy = (view: View) => fc.array(anyFact.filter(({ type }) => type in view.on), { minLength: 1, maxLength: 20 }).map(logOf);

for (const view of [studentView, classView, schoolView, placementView, ruleSetView, classScreeningView, interventionView, assignmentView, prescriptionView]) viewLaws(view, handledBy(view), { runs: 25 });

describe('what tiers know of a student', () => {
  const docOf = async (facts: readonly Fact[]): Promise<StudentDoc> => {
    const { store, slot } = await foldBatches(studentView, [logOf(facts)]);
    return (await store.load<StudentDoc>(slot, ['s1']))[0]!;
  };
  const enrolled = { type: 'StudentEnrolled', data: { studentId: 's1', schoolId: 'school-1' } };
  const withdrawn = { type: 'StudentWithdrawn', data: { studentId: 's1', schoolId: 'school-1', date: '2026-10-05' } };

  test('a student is enrolled until every enrolment has ended', async () => {
    expect(isEnrolled(await docOf([enrolled]))).toBe(true);
    const left = await docOf([enrolled, withdrawn]);
    expect([isEnrolled(left), hasLeft(left)]).toEqual([false, true]);
    expect(isEnrolled(await docOf([enrolled, withdrawn, enrolled]))).toBe(true);
    expect(isEnrolled(await docOf([enrolled, { ...enrolled, data: { studentId: 's1', schoolId: 'school-2' } }, withdrawn]))).toBe(true);
  });

  test('a student is in a class from its begin up to the day before its end', async () => {
    const doc = await docOf([{ type: 'ClassEnrollmentStarted', data: { studentId: 's1', enrollmentId: 'e1', classId: 'c1', schoolId: 'school-1', begin: '2026-09-01' } }, { type: 'ClassEnrollmentEnded', data: { studentId: 's1', enrollmentId: 'e1', classId: 'c1', date: '2026-10-05' } }]);
    expect(['2026-08-31', '2026-09-01', '2026-10-04', '2026-10-05'].map((day) => classesOn(doc, day))).toEqual([[], ['c1'], ['c1'], []]);
  });
});

describe('the class that teaches the core of a domain', () => {
  const of = (classId: string, change: Partial<ClassDoc> = {}): ClassDoc => ({ classId, subject: null, courseTitle: null, homeroom: false, core: true, ended: false, ...change });

  test.each<[string, 'ela' | 'math' | 'behavior' | 'sel', ClassDoc[], string | undefined]>([
    ['is found by its subject', 'ela', [of('a', { subject: 'Mathematics' }), of('b', { subject: 'English Language Arts' })], 'b'],
    ['is found by its course', 'math', [of('a', { courseTitle: 'Algebra I' })], 'a'],
    ['is the homeroom where nothing names the domain', 'math', [of('a', { subject: 'Science' }), of('b', { homeroom: true })], 'b'],
    ['is the homeroom for behavior', 'behavior', [of('a', { subject: 'English' }), of('b', { homeroom: true })], 'b'],
    ['is never an elective', 'ela', [of('a', { subject: 'Reading', core: false })], undefined],
    ['is not known without classes', 'ela', [], undefined],
    ['does not depend on the order', 'ela', [of('b', { subject: 'Reading' }), of('a', { subject: 'Reading' })], 'a'],
  ])('%s', (_what, domainOf, classes, expected) => expect(coreClassOf(domainOf, classes)).toBe(expected));
});
