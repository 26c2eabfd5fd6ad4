import { DomainError } from '@strata/kernel';
import type { Assignment, AssignStudents, ChangeDosage, Cohort, Dosage, EndAssignment, InterventionEvent, NewAssignment, OpenedState } from './intervention.decider.ts';
import { isSameDosage, requireMinutes } from './intervention.dosage.ts';
import { refusal } from './refusal.ts';

type Assigned = { readonly assignments: Map<string, Assignment>; readonly events: InterventionEvent[] };

/** Each sees those before it in the list, so that a list cannot overfill a group. */
export const assignStudents = (state: OpenedState, { interventionId, students, bare }: AssignStudents['data']): InterventionEvent[] => {
  const sum: Assigned = { assignments: new Map(state.assignments), events: [] };
  students.forEach((student, index) => {
    const assignment = assign({ ...state, assignments: sum.assignments }, student, bare ? '' : `/${index}`);
    if (!assignment) return;
    sum.assignments.set(student.studentId, assignment);
    const { studentId, cohortId, begin, dosage } = assignment;
    const { name, domain, tier } = state.run;
    sum.events.push({ type: 'StudentAssignedToIntervention', data: { interventionId, studentId, ...(cohortId !== undefined && { cohortId }), name, domain, tier, begin, dosage } });
  });
  return sum.events;
};

const assign = (state: OpenedState, { studentId, cohortId, begin, dosage: differing }: NewAssignment, at: string): Assignment | undefined => {
  const dosage: Dosage = { ...state.run.dosage, ...differing };
  const held = state.assignments.get(studentId);
  if (held && held.begin === begin && held.cohortId === cohortId && isSameDosage(held.dosage, dosage)) return undefined;
  if (held && (held.end === undefined || begin < held.end))
    throw refusal('STUDENT_ALREADY_ASSIGNED', `${at}/studentId`, 'Takes part already. End that first, or change the dosage.', 'conflict');
  requireWithin(state, begin, `${at}/begin`);
  requireMinutes(state.run, dosage, `${at}/dosage/minutesPerSession`);
  if (cohortId !== undefined) requireRoom(state, cohortId, begin, at);
  return { studentId, cohortId, begin, dosage, dosageFrom: begin };
};

const requireWithin = ({ run }: OpenedState, date: string, pointer: string): void => {
  if (date < run.begin) throw refusal('OUTSIDE_INTERVENTION', pointer, `It begins on ${run.begin}.`);
  if (run.end !== undefined && date >= run.end) throw refusal('OUTSIDE_INTERVENTION', pointer, `It ends on ${run.end}, which is no longer part of it.`);
};

const requireRoom = ({ cohorts, assignments }: OpenedState, cohortId: string, begin: string, at: string): void => {
  const cohort = cohorts.get(cohortId);
  if (!cohort) throw refusal('COHORT_NOT_FOUND', `${at}/cohortId`, 'This intervention has no cohort of this id.');
  if (membersOn(assignments, cohort, begin) >= cohort.cap) throw refusal('COHORT_FULL', `${at}/cohortId`, `The group holds ${cohort.cap}, and is full.`);
};

/** Members on a day or after it: somebody who begins later has a place already. */
const membersOn = (assignments: ReadonlyMap<string, Assignment>, { cohortId }: Cohort, date: string): number =>
  [...assignments.values()].filter((held) => held.cohortId === cohortId && (held.end === undefined || held.end > date)).length;

export const changeDosage = (state: OpenedState, data: ChangeDosage['data']): InterventionEvent[] => {
  const held = assignmentOf(state, data.studentId);
  if (held.end !== undefined) throw new DomainError('ASSIGNMENT_ENDED', 'rejected', `The assignment ended on ${held.end}.`);
  if (isSameDosage(held.dosage, data.dosage)) return [];
  if (data.from < held.dosageFrom) throw refusal('DOSAGE_BEFORE_PRIOR', '/from', `The dosage held now began on ${held.dosageFrom}.`);
  requireWithin(state, data.from, '/from');
  requireMinutes(state.run, data.dosage, '/dosage/minutesPerSession');
  return [{ type: 'DosageChanged', data: { ...data, before: held.dosage } }];
};

export const endAssignment = (state: OpenedState, data: EndAssignment['data']): InterventionEvent[] => {
  const held = assignmentOf(state, data.studentId);
  if (held.end === data.date) return [];
  if (held.end !== undefined) throw refusal('ASSIGNMENT_ENDED', '/date', `It ended on ${held.end} already.`);
  if (data.date < held.begin) throw refusal('END_NOT_AFTER_BEGIN', '/date', `It began on ${held.begin}.`);
  return [{ type: 'AssignmentEnded', data }];
};

const assignmentOf = ({ assignments }: OpenedState, studentId: string): Assignment => {
  const held = assignments.get(studentId);
  if (!held) throw new DomainError('ASSIGNMENT_NOT_FOUND', 'not-found', 'This student does not take part in this intervention.');
  return held;
};
