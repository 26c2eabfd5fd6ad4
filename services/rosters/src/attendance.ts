import { Inject, Injectable } from '@nestjs/common';
import { classAttendanceItem } from '@strata/contracts';
import { DomainError, executeAll, type Execution, type Fault, type Task, type ViewReader } from '@strata/kernel';
import { EXECUTION, validationFailed, VIEWS, type By } from '@strata/runtime';
import { z } from 'zod';
import { attendance, type AttendanceFacts } from './attendance.decider.ts';
import { streamOf } from './roster-id.ts';

export type Recorded = { readonly recorded: number; readonly unchanged: number };

const many = z.array(classAttendanceItem).min(1).max(500);

/** Takes attendance as the school keeps it, for known students, schools and classes only. */
@Injectable()
export class Attendance {
  constructor(
    @Inject(EXECUTION) private readonly execution: Execution,
    @Inject(VIEWS) private readonly views: ViewReader,
  ) {}

  /** @throws DomainError `VALIDATION_FAILED`, `ATTENDANCE_UNKNOWN_RECORD`, `ABSENT_WITH_MINUTES`; nothing is recorded then. */
  async record(body: unknown, metadata: By): Promise<Recorded> {
    const facts = read(body);
    await this.requireKnown(facts, Array.isArray(body));
    for (const data of facts) attendance.decide({}, { type: 'RecordAttendance', data });
    const tasks = facts.map((data): Task => ({ decider: attendance as never, streamId: streamOf.attendance(data.studentId, data.date), command: { type: 'RecordAttendance', data }, metadata }));
    const results = await executeAll(this.execution, tasks);
    for (const result of results) if (result.status === 'refused') throw result.error;
    const recorded = results.filter(({ status }) => status === 'appended').length;
    return { recorded, unchanged: facts.length - recorded };
  }

  private async requireKnown(facts: readonly AttendanceFacts[], isList: boolean): Promise<void> {
    const faults = [
      ...(await this.unknown('rosters_student', 'studentId', facts)),
      ...(await this.unknown('rosters_school', 'schoolId', facts)),
      ...(await this.unknown('rosters_class', 'classId', facts)),
    ].map(({ index, field }): Fault => ({ pointer: `${isList ? `/${index}` : ''}/${field}`, code: 'UNKNOWN_RECORD', detail: 'Nothing of this id came with a roster.' }));
    if (faults.length > 0) throw new DomainError('ATTENDANCE_UNKNOWN_RECORD', 'invalid', `${faults.length} ${faults.length === 1 ? 'id is' : 'ids are'} not known here.`, { faults });
  }

  private async unknown(view: string, field: 'studentId' | 'schoolId' | 'classId', facts: readonly AttendanceFacts[]): Promise<{ index: number; field: string }[]> {
    const ids = [...new Set(facts.flatMap((fact) => fact[field] ?? []))];
    const docs = await this.views.load(view, ids);
    const known = new Set(ids.filter((_, place) => docs[place] !== undefined));
    return facts.flatMap((fact, index) => (fact[field] !== undefined && !known.has(fact[field]) ? [{ index, field }] : []));
  }
}

/** One fact or a list of them, read as what it looks like, so that a fault points at the field. */
const read = (body: unknown): AttendanceFacts[] => {
  const { success, data, error } = Array.isArray(body) ? many.safeParse(body) : classAttendanceItem.safeParse(body ?? {});
  if (!success) throw validationFailed(error.issues);
  return Array.isArray(data) ? data : [data];
};
