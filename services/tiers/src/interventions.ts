import { Inject, Injectable } from '@nestjs/common';
import type { AssignmentBody, CohortBody, InterventionAnswer, InterventionBody } from '@strata/contracts';
import { DomainError, type ViewReader } from '@strata/kernel';
import { VIEWS } from '@strata/runtime';
import type { SchoolDoc } from './class.view.ts';
import { intervention, interventionStream, type InterventionCommand, type InterventionState } from './intervention.decider.ts';
import { prescription, prescriptionStream, type PrescriptionState } from './prescription.decider.ts';
import { refusal } from './refusal.ts';
import { Students } from './students.ts';
import { TierCommands, type Sender } from './tier-commands.ts';

/** Runs of interventions: what is looked up before a command, and what is answered after it. */
@Injectable()
export class Interventions {
  constructor(
    @Inject(TierCommands) private readonly commands: TierCommands,
    @Inject(Students) private readonly students: Students,
    @Inject(VIEWS) private readonly views: ViewReader,
  ) {}

  async one(interventionId: string): Promise<InterventionAnswer> {
    const { state, version } = await this.commands.stateOf(intervention, interventionStream(interventionId));
    return answerOf(state, version);
  }

  /** `created` is false when it was there already, the same. */
  async open({ interventionId = this.commands.newId(), ...body }: InterventionBody, sender: Sender): Promise<{ created: boolean; answer: InterventionAnswer }> {
    await this.requireSchool(body.schoolId);
    const prescribed = await this.prescription(body.prescriptionId);
    const { status } = await this.commands.run(intervention, interventionStream(interventionId), { type: 'OpenIntervention', data: { interventionId, ...body, prescription: prescribed } }, sender);
    return { created: status === 'appended', answer: await this.one(interventionId) };
  }

  formCohort(interventionId: string, { cohortId = this.commands.newId(), ...body }: CohortBody, sender: Sender): Promise<InterventionAnswer> {
    return this.run(interventionId, { type: 'FormCohort', data: { interventionId, cohortId, ...body } }, sender);
  }

  /** All of them or none. `bare`: sent as one student instead of a list. */
  async assign(interventionId: string, { students, bare }: { students: readonly AssignmentBody[]; bare: boolean }, sender: Sender): Promise<InterventionAnswer> {
    const known = await this.students.byReference(students.map(({ studentId }) => studentId));
    const faults = students.flatMap(({ studentId }, index) =>
      known.get(studentId)?.studentId === studentId ? [] : [{ pointer: `${bare ? '' : `/${index}`}/studentId`, code: 'STUDENT_UNKNOWN', detail: 'The roster has no student of this id.' }],
    );
    if (faults.length > 0) throw new DomainError('STUDENT_UNKNOWN', 'invalid', `${faults.length} of ${students.length} students are not in the roster; nobody was assigned.`, { faults });
    return this.run(interventionId, { type: 'AssignStudents', data: { interventionId, students, bare } }, sender);
  }

  async run(interventionId: string, command: InterventionCommand, sender: Sender): Promise<InterventionAnswer> {
    await this.commands.run(intervention, interventionStream(interventionId), command, sender);
    return this.one(interventionId);
  }

  private async requireSchool(schoolId: string): Promise<void> {
    const [school] = await this.views.load<SchoolDoc>('tiers_school', [schoolId]);
    if (!school || school.closed) throw refusal('SCHOOL_UNKNOWN', '/schoolId', 'The roster has no open school of this id.', 'invalid');
  }

  private async prescription(prescriptionId: string | undefined): Promise<PrescriptionState | undefined> {
    return prescriptionId === undefined ? undefined : (await this.commands.stateOf(prescription, prescriptionStream(prescriptionId))).state;
  }
}

const answerOf = ({ run, closed, cohorts, assignments }: InterventionState, version: number): InterventionAnswer => {
  if (!run) throw new DomainError('INTERVENTION_NOT_FOUND', 'not-found', 'There is no intervention of this id.');
  const { minMinutes: _least, maxMinutes: _most, ...shown } = run;
  const students = [...assignments.values()];
  return {
    ...shown,
    ...(closed && { closedOn: closed.date }),
    version,
    cohorts: [...cohorts.values()].map(({ cohortId, name, cap }) => ({ cohortId, name, cap, students: students.filter((one) => one.cohortId === cohortId && one.end === undefined).length })),
    students,
  };
};
