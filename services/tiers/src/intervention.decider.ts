import type { AssignmentEnded, CohortFormed, DosageChanged, EventOf, InterventionClosed, InterventionOpened, StudentAssignedToIntervention } from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';
import { assignStudents, changeDosage, endAssignment } from './intervention.assignments.ts';
import { requireMinutes } from './intervention.dosage.ts';
import type { PrescriptionState } from './prescription.decider.ts';
import { refusal } from './refusal.ts';

export type Run = EventOf<typeof InterventionOpened>['data'];
export type Cohort = EventOf<typeof CohortFormed>['data'];
export type Dosage = Run['dosage'];
export type Assignment = {
  readonly studentId: string;
  readonly cohortId?: string | undefined;
  readonly begin: string;
  /** The first day on which it no longer holds. */
  readonly end?: string;
  readonly endReason?: string;
  readonly dosage: Dosage;
  readonly dosageFrom: string;
};

/** What is not said is taken from the prescription. */
export type OpenIntervention = Message<'OpenIntervention', Pick<Run, 'interventionId' | 'schoolId' | 'begin' | 'dosage'> & Partial<Pick<Run, 'prescriptionId' | 'name' | 'code' | 'domain' | 'tier' | 'end'>> & { readonly prescription?: PrescriptionState | undefined }>;
export type CloseIntervention = Message<'CloseIntervention', EventOf<typeof InterventionClosed>['data']>;
export type FormCohort = Message<'FormCohort', Omit<Cohort, 'cap'> & { readonly cap?: number | undefined }>;
export type NewAssignment = Pick<Assignment, 'studentId' | 'cohortId' | 'begin'> & { readonly dosage?: Partial<Dosage> | undefined };
/** All of them or none. `bare`: sent as one student instead of a list, so faults point at its fields. */
export type AssignStudents = Message<'AssignStudents', { readonly interventionId: string; readonly students: readonly NewAssignment[]; readonly bare?: boolean }>;
export type ChangeDosage = Message<'ChangeDosage', Omit<EventOf<typeof DosageChanged>['data'], 'before'>>;
export type EndAssignment = Message<'EndAssignment', EventOf<typeof AssignmentEnded>['data']>;
export type InterventionCommand = OpenIntervention | CloseIntervention | FormCohort | AssignStudents | ChangeDosage | EndAssignment;
export type InterventionEvent =
  | EventOf<typeof InterventionOpened> | EventOf<typeof InterventionClosed> | EventOf<typeof CohortFormed>
  | EventOf<typeof StudentAssignedToIntervention> | EventOf<typeof DosageChanged> | EventOf<typeof AssignmentEnded>;

export type InterventionState = {
  readonly run?: Run;
  readonly closed?: { readonly date: string; readonly reason: string };
  readonly cohorts: ReadonlyMap<string, Cohort>;
  /** The latest assignment of each student. */
  readonly assignments: ReadonlyMap<string, Assignment>;
};
/** A state in which the run is known. */
export type OpenedState = InterventionState & { readonly run: Run };

export const interventionStream = (interventionId: string): string => `intervention-${interventionId}`;

/** One run of an intervention: a school, a span of time, its groups, and how much each student is to get. */
export const intervention: Decider<InterventionState, InterventionCommand, InterventionEvent> = {
  initialState: { cohorts: new Map(), assignments: new Map() },

  decide(state, command) {
    switch (command.type) {
      case 'OpenIntervention':
        return open(state, command.data);
      case 'CloseIntervention':
        return close(opened(state), command.data);
      case 'FormCohort':
        return formCohort(running(state), command.data);
      case 'AssignStudents':
        return assignStudents(running(state), command.data);
      case 'ChangeDosage':
        return changeDosage(running(state), command.data);
      case 'EndAssignment':
        return endAssignment(opened(state), command.data);
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'InterventionOpened':
        return { ...state, run: event.data };
      case 'InterventionClosed':
        return { ...state, closed: { date: event.data.date, reason: event.data.reason } };
      case 'CohortFormed':
        return { ...state, cohorts: new Map(state.cohorts).set(event.data.cohortId, event.data) };
      case 'StudentAssignedToIntervention': {
        const { studentId, cohortId, begin, dosage } = event.data;
        return withAssignment(state, { studentId, cohortId, begin, dosage, dosageFrom: begin });
      }
      case 'DosageChanged':
        return withChange(state, event.data.studentId, { dosage: event.data.dosage, dosageFrom: event.data.from });
      case 'AssignmentEnded':
        return withChange(state, event.data.studentId, { end: event.data.date, endReason: event.data.reason });
      default:
        return assertNever(event);
    }
  },
};

const open = (state: InterventionState, { prescription: from, ...sent }: OpenIntervention['data']): InterventionEvent[] => {
  const data = runOf(sent, from);
  if (state.run) {
    if (contentOf(state.run) === contentOf(data)) return [];
    throw new DomainError('INTERVENTION_EXISTS', 'conflict', 'Another intervention has this id. Leave it out, and we make one.');
  }
  if (from?.retiredFor !== undefined) throw refusal('PRESCRIPTION_RETIRED', '/prescriptionId', 'This prescription was retired: nothing new is opened from it.');
  if (data.end !== undefined && data.end <= data.begin) throw refusal('END_NOT_AFTER_BEGIN', '/end', 'Must be after begin.', 'invalid');
  requireMinutes(data, data.dosage, '/dosage/minutesPerSession');
  return [{ type: 'InterventionOpened', data }];
};

const runOf = ({ name, domain, tier, ...rest }: Omit<OpenIntervention['data'], 'prescription'>, from: PrescriptionState | undefined): Run => {
  const prescribed = from?.prescription;
  if (rest.prescriptionId !== undefined && !prescribed) throw refusal('PRESCRIPTION_NOT_FOUND', '/prescriptionId', 'There is no intervention prescription of this id.');
  if (prescribed && domain !== undefined && domain !== prescribed.domain) throw refusal('PRESCRIPTION_DIFFERS', '/domain', `The prescription is for ${prescribed.domain}.`);
  if (prescribed && tier !== undefined && tier !== prescribed.tier) throw refusal('PRESCRIPTION_DIFFERS', '/tier', `The prescription is for ${prescribed.tier}.`);
  const of = { name: name ?? prescribed?.name, domain: domain ?? prescribed?.domain, tier: tier ?? prescribed?.tier };
  if (of.name === undefined || of.domain === undefined || of.tier === undefined)
    throw new DomainError('INTERVENTION_INCOMPLETE', 'invalid', 'Without a prescription, name, domain and tier are needed.');
  return {
    ...rest,
    name: of.name, domain: of.domain, tier: of.tier,
    ...(prescribed?.minMinutes !== undefined && { minMinutes: prescribed.minMinutes }),
    ...(prescribed?.maxMinutes !== undefined && { maxMinutes: prescribed.maxMinutes }),
  };
};

/** Closing ends what still runs: nobody stays assigned to something that is over. */
const close = ({ closed, run, assignments }: OpenedState, data: CloseIntervention['data']): InterventionEvent[] => {
  if (closed) {
    if (closed.date === data.date) return [];
    throw refusal('INTERVENTION_CLOSED', '/date', `It was closed as of ${closed.date} already.`);
  }
  if (data.date < run.begin) throw refusal('END_NOT_AFTER_BEGIN', '/date', `It began on ${run.begin}.`);
  const ends = [...assignments.values()]
    .filter(({ end }) => end === undefined)
    .map(({ studentId, begin }): InterventionEvent => {
      const date = begin > data.date ? begin : data.date;
      return { type: 'AssignmentEnded', data: { interventionId: data.interventionId, studentId, date, reason: data.reason } };
    });
  return [...ends, { type: 'InterventionClosed', data }];
};

const formCohort = ({ run, cohorts }: OpenedState, { interventionId, cohortId, name, cap = run.dosage.maxGroupSize }: FormCohort['data']): InterventionEvent[] => {
  const known = cohorts.get(cohortId);
  if (known) {
    if (known.name === name && known.cap === cap) return [];
    throw refusal('COHORT_EXISTS', '/cohortId', 'Another cohort of this intervention has this id.', 'conflict');
  }
  if (cap > run.dosage.maxGroupSize) throw refusal('COHORT_TOO_LARGE', '/cap', `At most ${run.dosage.maxGroupSize}, the largest group of the dosage.`);
  return [{ type: 'CohortFormed', data: { interventionId, cohortId, name, cap } }];
};

const opened = (state: InterventionState): OpenedState => {
  if (!state.run) throw new DomainError('INTERVENTION_NOT_FOUND', 'not-found', 'There is no intervention of this id.');
  return state as OpenedState;
};

const running = (state: InterventionState): OpenedState => {
  if (state.closed) throw new DomainError('INTERVENTION_CLOSED', 'rejected', `It was closed as of ${state.closed.date}.`);
  return opened(state);
};

const withAssignment = (state: InterventionState, assignment: Assignment): InterventionState => ({
  ...state,
  assignments: new Map(state.assignments).set(assignment.studentId, assignment),
});

const withChange = (state: InterventionState, studentId: string, change: Partial<Assignment>): InterventionState => {
  const held = state.assignments.get(studentId);
  return held ? withAssignment(state, { ...held, ...change }) : state;
};

const contentOf = (run: Run): string =>
  JSON.stringify([run.prescriptionId ?? null, run.name, run.code ?? null, run.schoolId, run.domain, run.tier, run.begin, run.end ?? null, dosageContent(run.dosage)]);

const dosageContent = ({ minutesPerSession, sessionsPerWeek, weeks, maxGroupSize, mayDisplaceCore }: Dosage) => [minutesPerSession, sessionsPerWeek, weeks, maxGroupSize, mayDisplaceCore];
