import { describe, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { intervention, type Dosage, type InterventionEvent, type NewAssignment, type OpenIntervention, type Run } from './intervention.decider.ts';
import type { PrescriptionState } from './prescription.decider.ts';

const { given } = specify(intervention);
const dosage: Dosage = { minutesPerSession: 30, sessionsPerWeek: 3, weeks: 10, maxGroupSize: 2, mayDisplaceCore: false };
const run: Run = { interventionId: 'i1', name: 'Reading groups', schoolId: 'school-1', domain: 'ela', tier: 'more', begin: '2026-10-05', end: '2026-12-19', dosage };
const opened: InterventionEvent = { type: 'InterventionOpened', data: run };
const prescribed: PrescriptionState = { prescription: { prescriptionId: 'rx-1', name: 'Reading groups', domain: 'ela', tier: 'more', minMinutes: 20, maxMinutes: 40 } };
const fromPrescription: InterventionEvent = { type: 'InterventionOpened', data: { ...run, prescriptionId: 'rx-1', minMinutes: 20, maxMinutes: 40 } };

const open = (change: Partial<OpenIntervention['data']> = {}): OpenIntervention => ({ type: 'OpenIntervention', data: { ...run, ...change } });
const openPrescribed = (change: Partial<OpenIntervention['data']> = {}) => open({ name: undefined, domain: undefined, tier: undefined, prescriptionId: 'rx-1', prescription: prescribed, ...change } as never);

const cohort: InterventionEvent = { type: 'CohortFormed', data: { interventionId: 'i1', cohortId: 'g1', name: 'Blue group', cap: 2 } };
const assign = (...students: NewAssignment[]) => ({ type: 'AssignStudents' as const, data: { interventionId: 'i1', students } });
const assigned = (studentId: string, change: object = {}): InterventionEvent => ({
  type: 'StudentAssignedToIntervention',
  data: { interventionId: 'i1', studentId, name: 'Reading groups', domain: 'ela', tier: 'more', begin: '2026-10-05', dosage, ...change },
});
const ended = (studentId: string, date = '2026-11-02'): InterventionEvent => ({ type: 'AssignmentEnded', data: { interventionId: 'i1', studentId, date, reason: 'goal_met' } });
const closed: InterventionEvent = { type: 'InterventionClosed', data: { interventionId: 'i1', date: '2026-12-01', reason: 'done' } };

describe('opening an intervention', () => {
  test('freely needs its name, domain and tier', () => {
    given().when(open()).then(opened);
    given().when(open({ name: undefined } as never)).thenRejected('INTERVENTION_INCOMPLETE');
  });

  test('from a prescription takes over what it says, with its bounds', () => given().when(openPrescribed()).then(fromPrescription));

  test('again records nothing; as something else it is refused', () => {
    given(opened).when(open()).then();
    given(opened).when(open({ name: 'Math groups' })).thenRejected('INTERVENTION_EXISTS');
  });

  test('from a retired, unknown or other prescription is refused', () => {
    given().when(openPrescribed({ prescription: { ...prescribed, retiredFor: 'no evidence' } })).thenRejected('PRESCRIPTION_RETIRED');
    given().when(openPrescribed({ prescription: {} })).thenRejected('PRESCRIPTION_NOT_FOUND');
    given().when(openPrescribed({ domain: 'math' })).thenRejected('PRESCRIPTION_DIFFERS');
    given().when(openPrescribed({ tier: 'specialized' })).thenRejected('PRESCRIPTION_DIFFERS');
  });

  test('with minutes outside the prescription is refused', () => {
    for (const minutesPerSession of [19, 41]) given().when(openPrescribed({ dosage: { ...dosage, minutesPerSession } })).thenRejected('DOSAGE_OUTSIDE_PRESCRIPTION');
  });

  test('that ends before it begins is refused', () => given().when(open({ end: '2026-10-05' })).thenRejected('END_NOT_AFTER_BEGIN'));
});

describe('forming a group', () => {
  const form = (change: object = {}) => ({ type: 'FormCohort' as const, data: { interventionId: 'i1', cohortId: 'g1', name: 'Blue group', ...change } });

  test('takes the largest group of the dosage as its cap', () => given(opened).when(form()).then(cohort));
  test('again records nothing', () => given(opened, cohort).when(form({ cap: 2 })).then());
  test('under the id of another is refused', () => given(opened, cohort).when(form({ name: 'Red group' })).thenRejected('COHORT_EXISTS'));
  test('larger than the dosage allows is refused', () => given(opened).when(form({ cap: 3 })).thenRejected('COHORT_TOO_LARGE'));
  test('needs an intervention that runs', () => {
    given().when(form()).thenRejected('INTERVENTION_NOT_FOUND');
    given(opened, closed).when(form()).thenRejected('INTERVENTION_CLOSED');
  });
});

describe('assigning students', () => {
  const s1: NewAssignment = { studentId: 's1', begin: '2026-10-05' };

  test('gives each the dosage of the intervention, or a dosage of their own', () =>
    given(opened).when(assign(s1, { studentId: 's2', begin: '2026-10-12', dosage: { minutesPerSession: 45 } }))
      .then(assigned('s1'), assigned('s2', { begin: '2026-10-12', dosage: { ...dosage, minutesPerSession: 45 } })));

  test('again records nothing for those who take part already', () => given(opened, assigned('s1')).when(assign(s1, { ...s1, studentId: 's2' })).then(assigned('s2')));

  test('twice at once is refused', () => given(opened, assigned('s1')).when(assign({ ...s1, begin: '2026-10-12' })).thenRejected('STUDENT_ALREADY_ASSIGNED'));

  test('again after it ended is a new assignment, from the day it ended on', () => {
    given(opened, assigned('s1'), ended('s1')).when(assign({ ...s1, begin: '2026-11-02' })).then(assigned('s1', { begin: '2026-11-02' }));
    given(opened, assigned('s1'), ended('s1')).when(assign({ ...s1, begin: '2026-11-01' })).thenRejected('STUDENT_ALREADY_ASSIGNED');
  });

  test('fills a group up to its cap, counting those of the same list', () => {
    const inGroup = ['s1', 's2', 's3'].map((studentId) => ({ studentId, begin: '2026-10-05', cohortId: 'g1' }));
    given(opened, cohort).when(assign(...inGroup.slice(0, 2))).then(assigned('s1', { cohortId: 'g1' }), assigned('s2', { cohortId: 'g1' }));
    given(opened, cohort).when(assign(...inGroup)).thenRejected('COHORT_FULL');
  });

  test('a place in a group is free again when somebody left', () =>
    given(opened, cohort, assigned('s1', { cohortId: 'g1' }), assigned('s2', { cohortId: 'g1' }), ended('s1'))
      .when(assign({ studentId: 's3', begin: '2026-11-02', cohortId: 'g1' }))
      .then(assigned('s3', { begin: '2026-11-02', cohortId: 'g1' })));

  test('is refused for a group that is not there', () => given(opened).when(assign({ ...s1, cohortId: 'g9' })).thenRejected('COHORT_NOT_FOUND'));

  test('is refused before the intervention begins, from its end on, and after it was closed', () => {
    given(opened).when(assign({ ...s1, begin: '2026-10-04' })).thenRejected('OUTSIDE_INTERVENTION');
    given(opened).when(assign({ ...s1, begin: '2026-12-19' })).thenRejected('OUTSIDE_INTERVENTION');
    given(opened, closed).when(assign(s1)).thenRejected('INTERVENTION_CLOSED');
  });

  test('with minutes outside the prescription is refused', () =>
    given(fromPrescription).when(assign({ ...s1, dosage: { minutesPerSession: 60 } })).thenRejected('DOSAGE_OUTSIDE_PRESCRIPTION'));
});

describe('the dosage of a student', () => {
  const change = (data: object = {}) => ({ type: 'ChangeDosage' as const, data: { interventionId: 'i1', studentId: 's1', from: '2026-11-02', dosage: { ...dosage, sessionsPerWeek: 5 }, ...data } });
  const changed: InterventionEvent = { type: 'DosageChanged', data: { ...change().data, before: dosage } };

  test('changes from a date, and keeps what it was', () => given(opened, assigned('s1')).when(change()).then(changed));
  test('sent again records nothing', () => given(opened, assigned('s1'), changed).when(change()).then());
  test('cannot change before the dosage held now began', () =>
    given(opened, assigned('s1'), changed).when(change({ from: '2026-11-01', dosage })).thenRejected('DOSAGE_BEFORE_PRIOR'));
  test('stays within the intervention and its prescription', () => {
    given(opened, assigned('s1')).when(change({ from: '2027-01-01' })).thenRejected('OUTSIDE_INTERVENTION');
    given(fromPrescription, assigned('s1')).when(change({ dosage: { ...dosage, minutesPerSession: 60 } })).thenRejected('DOSAGE_OUTSIDE_PRESCRIPTION');
  });
  test('is refused for a student who takes no part, or no longer', () => {
    given(opened).when(change()).thenRejected('ASSIGNMENT_NOT_FOUND');
    given(opened, assigned('s1'), ended('s1')).when(change()).thenRejected('ASSIGNMENT_ENDED');
  });
});

describe('ending', () => {
  const end = (date = '2026-11-02') => ({ type: 'EndAssignment' as const, data: { interventionId: 'i1', studentId: 's1', date, reason: 'goal_met' } });
  const close = (date = '2026-12-01') => ({ type: 'CloseIntervention' as const, data: { interventionId: 'i1', date, reason: 'done' } });

  test('ends the part of one student, once', () => {
    given(opened, assigned('s1')).when(end()).then(ended('s1'));
    given(opened, assigned('s1'), ended('s1')).when(end()).then();
    given(opened, assigned('s1'), ended('s1')).when(end('2026-11-09')).thenRejected('ASSIGNMENT_ENDED');
  });

  test('is refused before it began, and for a student who takes no part', () => {
    given(opened, assigned('s1')).when(end('2026-10-01')).thenRejected('END_NOT_AFTER_BEGIN');
    given(opened).when(end()).thenRejected('ASSIGNMENT_NOT_FOUND');
  });

  test('closing ends the part of everybody who still takes part', () =>
    given(opened, assigned('s1'), assigned('s2', { begin: '2026-12-07' }), assigned('s3'), ended('s3')).when(close()).then(
      { type: 'AssignmentEnded', data: { interventionId: 'i1', studentId: 's1', date: '2026-12-01', reason: 'done' } },
      { type: 'AssignmentEnded', data: { interventionId: 'i1', studentId: 's2', date: '2026-12-07', reason: 'done' } },
      closed,
    ));

  test('closing again records nothing; on another date, or before it began, it is refused', () => {
    given(opened, closed).when(close()).then();
    given(opened, closed).when(close('2026-12-02')).thenRejected('INTERVENTION_CLOSED');
    given(opened).when(close('2026-10-01')).thenRejected('END_NOT_AFTER_BEGIN');
    given().when(close()).thenRejected('INTERVENTION_NOT_FOUND');
  });
});
