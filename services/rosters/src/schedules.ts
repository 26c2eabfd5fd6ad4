import { Inject, Injectable } from '@nestjs/common';
import { bellSchedulesBody, calendarBody, edFiBellSchedulesBody, edFiCalendarBody } from '@strata/contracts';
import { DomainError, executeAll, type Execution, type Task } from '@strata/kernel';
import { EXECUTION, validationFailed, type By } from '@strata/runtime';
import type { z } from 'zod';
import { requireSound, schedulesOfBody, schedulesOfCsv, schedulesOfEdFi, type PlacedSchedule } from './bell-schedule-formats.ts';
import { daysOfBody, daysOfCsv, daysOfEdFi, type PlacedDay } from './calendar-formats.ts';
import { streamOf } from './roster-id.ts';
import { SchoolDirectory } from './school-directory.ts';
import { school, type SchoolCommand } from './school.decider.ts';
import type { SchoolDoc } from './views/school.view.ts';

export type Defined = { readonly schools: number; readonly changed: number; readonly unchanged: number };
type Aimed = { readonly schoolId: string; readonly doc: SchoolDoc; readonly command: SchoolCommand; readonly items: number };

/** Bell schedules and calendar dates of many schools at once, in whichever format they come: all of them, or none. */
@Injectable()
export class Schedules {
  constructor(
    @Inject(SchoolDirectory) private readonly directory: SchoolDirectory,
    @Inject(EXECUTION) private readonly execution: Execution,
  ) {}

  async defineBellSchedules(body: unknown, by: By): Promise<Defined> {
    const placed = placedSchedules(body);
    requireSound(placed);
    const groups = await this.directory.group(placed);
    return this.run(groups.map(({ schoolId, doc, items }) => ({
      schoolId, doc, items: items.length, command: { type: 'DefineBellSchedules', data: { schoolId, schedules: items.map(({ schedule }) => schedule) } },
    })), by);
  }

  async setCalendar(body: unknown, by: By): Promise<Defined> {
    const groups = await this.directory.group(placedDays(body));
    return this.run(groups.map(({ schoolId, doc, items }) => ({
      schoolId, doc, items: items.length, command: { type: 'SetCalendarDates', data: { schoolId, days: items.map(({ day }) => day) } },
    })), by);
  }

  private async run(aimed: readonly Aimed[], metadata: By): Promise<Defined> {
    for (const { doc, command } of aimed) school.decide(doc, command); // a refusal of one school stops all, before anything is written
    const tasks = aimed.map(({ schoolId, command }): Task => ({ decider: school as never, streamId: streamOf.school(schoolId), command, metadata }));
    const results = await executeAll(this.execution, tasks);
    const refused = results.find((result) => result.status === 'refused');
    if (refused?.status === 'refused') throw refused.error;
    const changed = results.reduce((sum, result) => sum + (result.status === 'appended' ? result.events.length : 0), 0);
    return { schools: aimed.length, changed, unchanged: aimed.reduce((sum, { items }) => sum + items, 0) - changed };
  }
}

const placedSchedules = (body: unknown): PlacedSchedule[] => {
  if (typeof body === 'string') return schedulesOfCsv(body);
  if (has(body, 'bellSchedules') || has(body, 'classPeriods')) return schedulesOfEdFi(parsed(edFiBellSchedulesBody, body));
  return schedulesOfBody(parsed(bellSchedulesBody, body));
};

const placedDays = (body: unknown): PlacedDay[] => {
  if (typeof body === 'string') return daysOfCsv(body);
  return has(body, 'calendarDates') ? daysOfEdFi(parsed(edFiCalendarBody, body)) : daysOfBody(parsed(calendarBody, body));
};

const has = (body: unknown, field: string): boolean => typeof body === 'object' && body !== null && field in body;

/** A union of formats would say only that none fits; so the body is read as what it looks like. */
const parsed = <Value>(schema: z.ZodType<Value>, body: unknown): Value => {
  if (body === undefined || body === null) throw new DomainError('BODY_MISSING', 'invalid', 'Send JSON (ours, or that of Ed-Fi) or text/csv.', { status: 400 });
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw validationFailed(error.issues);
  return data;
};
