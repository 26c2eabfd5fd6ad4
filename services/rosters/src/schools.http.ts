import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  bellScheduleBody, bellScheduleName, bellSchedulesBody, calendarBody, calendarDateBody, date, edFiBellSchedulesBody, edFiCalendarBody, id, schedulesAnswer,
  schoolBellSchedules, schoolCalendar, schoolFilter, schoolList, type SchoolBellSchedules, type SchoolCalendar, type SchoolItem,
} from '@strata/contracts';
import type { ViewReader } from '@strata/kernel';
import { Access, bodySchema, By, etagOf, expectedVersionOf, freshness, pageQuery, Run, VIEWS, type Paged } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { streamOf } from './roster-id.ts';
import { Schedules, type Defined } from './schedules.ts';
import { SchoolDirectory } from './school-directory.ts';
import { school, type SchoolCommand } from './school.decider.ts';
import type { SchoolDoc } from './views/school.view.ts';

const listQuery = pageQuery.extend(schoolFilter.shape);
const scheduleOf = z.object({ id, name: bellScheduleName });
const dateOf = z.object({ id, date });

/** Schools, their bell schedules and calendars. */
@Controller('v1')
@ApiTags('rosters')
@Access('owner')
export class SchoolsHttp {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(VIEWS) private readonly views: ViewReader,
    @Inject(SchoolDirectory) private readonly directory: SchoolDirectory,
    @Inject(Schedules) private readonly schedules: Schedules,
  ) {}

  /** Open schools and the organisations above them, by name. */
  @Get('schools')
  @ApiOkResponse({ standardSchema: schoolList })
  async list(@Query({ schema: listQuery }) { kind, ...page }: z.output<typeof listQuery>): Promise<Paged<SchoolItem>> {
    const [{ items, next }, students] = await Promise.all([
      this.views.find<SchoolDoc>('rosters_school', { where: { open: 1, ...(kind !== undefined && { kind }) }, order: ['name'], ...page }),
      this.views.sum('rosters_student', 'enrolled', { by: ['schoolId'] }),
    ]);
    const enrolled = new Map(students.map(({ schoolId, docs }) => [schoolId, Number(docs)]));
    return { items: items.map(({ id: schoolId, doc }) => itemOf(doc, enrolled.get(schoolId) ?? 0)), ...(next !== undefined && { next }), ...freshness(this.views.progress()) };
  }

  @Get('schools/:id/bell-schedules')
  @ApiOkResponse({ standardSchema: schoolBellSchedules })
  async bellSchedules(@Param('id', { schema: id }) schoolId: string): Promise<SchoolBellSchedules> {
    const { schedules } = await this.directory.one(schoolId);
    const items = Object.values(schedules).map(({ name, days, dates, periods }) => ({ name, days: [...days], dates: [...dates], periods: [...periods] }));
    return { items, ...freshness(this.views.progress()) };
  }

  /** Defines one schedule of a school. */
  @Put('schools/:id/bell-schedules/:name')
  @HttpCode(204)
  async putBellSchedule(@Param({ schema: scheduleOf }) { id: schoolId, name }: z.output<typeof scheduleOf>, @Body({ schema: bellScheduleBody }) body: z.output<typeof bellScheduleBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.run(schoolId, { type: 'DefineBellSchedules', data: { schoolId, schedules: [{ name, ...body }] } }, by, reply);
  }

  /** Schedules of many schools: ours, `bellSchedules` and `classPeriods` as Ed-Fi has them, or CSV. All or none. */
  @Post('bell-schedules')
  @HttpCode(200)
  @ApiConsumes('application/json', 'text/csv')
  @ApiBody({ schema: bodySchema(bellSchedulesBody, edFiBellSchedulesBody) })
  @ApiOkResponse({ standardSchema: schedulesAnswer })
  postBellSchedules(@Body() body: unknown, @By() by: By): Promise<Defined> {
    return this.schedules.defineBellSchedules(body, by);
  }

  @Get('schools/:id/calendar')
  @ApiOkResponse({ standardSchema: schoolCalendar })
  async calendar(@Param('id', { schema: id }) schoolId: string): Promise<SchoolCalendar> {
    const { calendar } = await this.directory.one(schoolId);
    const items = Object.entries(calendar).sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, { instructional, note }]) => ({ date: day, instructional, ...(note !== undefined && { note }) }));
    return { items, ...freshness(this.views.progress()) };
  }

  /** Says whether anybody is taught on a date. */
  @Put('schools/:id/calendar/:date')
  @HttpCode(204)
  async putCalendarDate(@Param({ schema: dateOf }) { id: schoolId, date: day }: z.output<typeof dateOf>, @Body({ schema: calendarDateBody }) body: z.output<typeof calendarDateBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.run(schoolId, { type: 'SetCalendarDates', data: { schoolId, days: [{ date: day, ...body }] } }, by, reply);
  }

  /** Dates of many schools: ours, `calendarDates` of Ed-Fi, or CSV. All or none. */
  @Post('calendar')
  @HttpCode(200)
  @ApiConsumes('application/json', 'text/csv')
  @ApiBody({ schema: bodySchema(calendarBody, edFiCalendarBody) })
  @ApiOkResponse({ standardSchema: schedulesAnswer })
  postCalendar(@Body() body: unknown, @By() by: By): Promise<Defined> {
    return this.schedules.setCalendar(body, by);
  }

  private async run(schoolId: string, command: SchoolCommand, metadata: By, reply: FastifyReply): Promise<void> {
    const expectedVersion = expectedVersionOf(reply.request.headers['if-match']);
    const result = await this.bus.execute(new Run({ decider: school, streamId: streamOf.school(schoolId), command, metadata, ...(expectedVersion !== undefined && { expectedVersion }) }));
    if (result.status !== 'duplicate') void reply.header('etag', etagOf(result.version));
  }
}

const itemOf = ({ facts, schedules, calendar }: SchoolDoc, students: number): SchoolItem =>
  ({ ...facts!, students, bellSchedules: Object.keys(schedules).sort(), calendarDates: Object.keys(calendar).length });
