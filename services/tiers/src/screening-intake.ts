import { Inject, Injectable } from '@nestjs/common';
import { screeningBody, type ScreeningBody, type ScreeningsAnswer } from '@strata/contracts';
import { DomainError, executeAll, replay, type Execution, type Fault, type Task, type TaskResult } from '@strata/kernel';
import { EXECUTION, type By } from '@strata/runtime';
import { RowFaults } from './row-faults.ts';
import { isNearSchoolYear, schoolYearOf } from './school-days.ts';
import { screening, screeningStream, type RecordScreening, type ScreeningEvent, type ScreeningState } from './screening.decider.ts';
import type { Row, Table } from './screening-table.ts';
import type { StudentDoc } from './student.view.ts';
import { batchesOf, classFor, Students } from './students.ts';
import { TierCommands } from './tier-commands.ts';

type Read = { readonly row: Row; readonly body: ScreeningBody };
type Placed = Read & { readonly student: StudentDoc; readonly schoolYear: string };
type Planned = { readonly row: Row; readonly streamId: string; readonly command: RecordScreening; readonly outcome: 'recorded' | 'corrected' | 'unchanged' };

/** Takes screenings, one or a whole district's: everything is checked before anything is written. */
@Injectable()
export class ScreeningIntake {
  constructor(
    @Inject(EXECUTION) private readonly execution: Execution,
    @Inject(TierCommands) private readonly commands: TierCommands,
    @Inject(Students) private readonly students: Students,
  ) {}

  /** @throws DomainError `SCREENINGS_REFUSED` naming every row and field (the first 100); then nothing was stored. */
  async take({ rows, warnings }: Table, by: By, dryRun: boolean): Promise<ScreeningsAnswer & { readonly outcomes: readonly Outcome[] }> {
    const faults = new RowFaults(rows.length);
    const read = readRows(rows, faults);
    const placed = await this.place(read, faults);
    const commands = await this.describe(placed);
    const planned = await this.plan(commands, faults);
    faults.throwIfAny();
    const outcomes = dryRun ? planned.map(plannedOutcome) : await this.write(planned, by);
    const count = (status: Outcome['status']) => outcomes.filter((one) => one.status === status).length;
    const refused = outcomes.flatMap(({ fault }) => fault ?? []);
    return {
      dryRun, received: rows.length, recorded: count('recorded'), corrected: count('corrected'), unchanged: count('unchanged'),
      warnings: [...warnings], ...(refused.length > 0 && { refused }), outcomes,
    };
  }

  /** Finds the students, and checks the dates, which need to know today. */
  private async place(read: readonly Read[], faults: RowFaults): Promise<Placed[]> {
    const known = await this.students.byReference(read.map(({ body }) => body.student));
    const today = this.commands.today();
    return read.flatMap(({ row, body }) => {
      const { date, schoolYear = schoolYearOf(date) } = body;
      const student = known.get(body.student);
      if (!student) faults.add(row.at('student'), 'STUDENT_UNKNOWN', 'The roster has no student of this id or sourcedId.');
      if (date > today) faults.add(row.at('date'), 'DATE_IN_FUTURE', `Must not lie after today, ${today}.`);
      else if (!isNearSchoolYear(date, schoolYear)) faults.add(row.at('schoolYear'), 'DATE_OUTSIDE_SCHOOL_YEAR', 'The date does not lie in this school year.');
      return student ? [{ row, body, student, schoolYear }] : [];
    });
  }

  /** Adds the grade and the class of the day, which the rule will go by. */
  private async describe(placed: readonly Placed[]): Promise<{ row: Row; command: RecordScreening }[]> {
    const classes = await this.students.classesOf(placed.map(({ student, body: { date } }) => ({ student, date })));
    const today = this.commands.today();
    return placed.map(({ row, body, student, schoolYear }) => {
      const { student: _reference, screeningId = this.commands.newId(), gradeLevel: given, percentile, correctionReason, ...rest } = body;
      const gradeLevel = given ?? (isNearSchoolYear(today, schoolYear) ? (student.gradeLevel ?? undefined) : undefined);
      const classId = classFor(student, body, classes);
      const data = {
        screeningId, studentId: student.studentId, ...rest, schoolYear,
        ...(percentile !== undefined && { percentile }), ...(gradeLevel !== undefined && { gradeLevel }), ...(classId !== undefined && { classId }),
        ...(correctionReason !== undefined && { correctionReason }),
      };
      return { row, command: { type: 'RecordScreening', data } };
    });
  }

  /** Decides on every row without storing anything, each row seeing those before it. */
  private async plan(commands: readonly { row: Row; command: RecordScreening }[], faults: RowFaults): Promise<Planned[]> {
    const planned: Planned[] = [];
    const states = new Map<string, ScreeningState>();
    for (const batch of batchesOf(commands)) {
      await this.load(batch.map(({ command }) => streamOf(command)), states);
      for (const { row, command } of batch) {
        const streamId = streamOf(command);
        const state = states.get(streamId)!;
        const [event] = decided(state, command, row, faults);
        if (event) states.set(streamId, screening.evolve(state, event));
        planned.push({ row, streamId, command, outcome: outcomeOf(event) });
      }
    }
    return planned;
  }

  private async load(streamIds: readonly string[], states: Map<string, ScreeningState>): Promise<void> {
    const unread = [...new Set(streamIds)].filter((streamId) => !states.has(streamId));
    const slices = await this.execution.store.readMany(unread);
    slices.forEach(({ events }, place) => states.set(unread[place]!, replay(screening, events as unknown as ScreeningEvent[])));
  }

  private async write(planned: readonly Planned[], by: By): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const batch of batchesOf(planned)) {
      const tasks = batch.map(({ streamId, command }): Task => ({ decider: screening as unknown as Task['decider'], streamId, command, metadata: by }));
      const results = await executeAll(this.execution, tasks);
      batch.forEach((one, place) => outcomes.push(writtenOutcome(one, results[place]!)));
    }
    return outcomes;
  }
}

export type Outcome = { readonly screeningId: string; readonly status: Planned['outcome'] | 'refused'; readonly fault?: Fault };

const readRows = (rows: readonly Row[], faults: RowFaults): Read[] =>
  rows.flatMap((row) => {
    if (row.fields === undefined) {
      faults.add(row.at(''), 'ROW_LENGTH', 'The row has more or fewer cells than the header.');
      return [];
    }
    const { success, data, error } = screeningBody.safeParse(row.fields);
    for (const { path, message } of error?.issues ?? []) faults.add(row.at(path.join('/')), 'INVALID', message);
    return success ? [{ row, body: data }] : [];
  });

const streamOf = ({ data }: RecordScreening): string => screeningStream(data.studentId, data.domain);

const decided = (state: ScreeningState, command: RecordScreening, row: Row, faults: RowFaults): readonly ScreeningEvent[] => {
  try {
    return screening.decide(state, command);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { pointer, code, detail } = faultOf(error, row);
    faults.add(pointer, code, detail);
    return [];
  }
};

/** The decider points at a field of one screening; the sender needs the row as well. */
const faultOf = ({ code, message, details }: DomainError, row: Row): Fault => ({ pointer: row.at(details.faults?.[0]?.pointer.slice(1) ?? ''), code, detail: message });

const outcomeOf = (event: { readonly type: string } | undefined): Planned['outcome'] => {
  if (!event) return 'unchanged';
  return event.type === 'ScreeningRecorded' ? 'recorded' : 'corrected';
};

const plannedOutcome = ({ command, outcome }: Planned): Outcome => ({ screeningId: command.data.screeningId, status: outcome });

const writtenOutcome = ({ row, command }: Planned, result: TaskResult): Outcome => {
  const { screeningId } = command.data;
  if (result.status === 'refused') return { screeningId, status: 'refused', fault: faultOf(result.error, row) };
  const event = result.status === 'appended' ? result.events[0] : undefined;
  return { screeningId: (event?.data as { screeningId?: string } | undefined)?.screeningId ?? screeningId, status: outcomeOf(event) };
};
