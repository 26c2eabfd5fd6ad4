import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  academicSessionList, classAttendanceAnswer, classAttendanceBody, classFilter, classList, rosterStudentList, staffFilter, staffList, studentFilter,
  type ClassItem, type RosterStudent, type StaffItem,
} from '@strata/contracts';
import type { ViewReader } from '@strata/kernel';
import { Access, bodySchema, By, freshness, pageQuery, VIEWS, type Fresh, type Paged } from '@strata/runtime';
import { z } from 'zod';
import type { AcademicSessionFacts } from './academic-session.decider.ts';
import { Attendance, type Recorded } from './attendance.ts';
import { RosterPeople } from './roster-people.ts';
import type { AcademicSessionDoc } from './views/academic-session.view.ts';
import type { ClassDoc } from './views/class.view.ts';

const classesQuery = pageQuery.extend(classFilter.shape);
const staffQuery = pageQuery.extend(staffFilter.shape);
const studentsQuery = pageQuery.extend(studentFilter.shape);

/** Who is where: classes, staff, students; and who was there. */
@Controller('v1')
@ApiTags('rosters')
@Access('owner')
export class RostersHttp {
  constructor(
    @Inject(VIEWS) private readonly views: ViewReader,
    @Inject(RosterPeople) private readonly people: RosterPeople,
    @Inject(Attendance) private readonly attendance: Attendance,
  ) {}

  @Get('academic-sessions')
  @ApiOkResponse({ standardSchema: academicSessionList })
  async sessions(@Query({ schema: pageQuery }) page: z.output<typeof pageQuery>): Promise<Paged<AcademicSessionFacts>> {
    const { items, next } = await this.views.find<AcademicSessionDoc>('rosters_academic_session', { order: ['begin'], ...page });
    return { items: items.map(({ doc }) => doc.facts!), ...(next !== undefined && { next }), ...freshness(this.views.progress()) };
  }

  /** Classes that have not ended, by title. */
  @Get('classes')
  @ApiOkResponse({ standardSchema: classList })
  async classes(@Query({ schema: classesQuery }) { school, supportUse, ...page }: z.output<typeof classesQuery>): Promise<Paged<ClassItem>> {
    const where = { open: 1, ...(school !== undefined && { schoolId: school }), ...(supportUse !== undefined && { supportUse }) };
    const { items, next } = await this.views.find<ClassDoc>('rosters_class', { where, order: ['title'], ...page });
    return { items: items.map(({ doc }) => doc.facts!), ...(next !== undefined && { next }), ...freshness(this.views.progress()) };
  }

  /** Staff by family name; those without a class as well. */
  @Get('staff')
  @ApiOkResponse({ standardSchema: staffList })
  async staff(@Query({ schema: staffQuery }) { search, school, role, limit, cursor }: z.output<typeof staffQuery>): Promise<Listed<StaffItem>> {
    return { ...(await this.people.staff({ search, school, group: role, limit, after: cursor })), ...freshness(this.views.progress()) };
  }

  /** Students in a school by family name, or those whose names begin with what is searched. */
  @Get('students')
  @ApiOkResponse({ standardSchema: rosterStudentList })
  async students(@Query({ schema: studentsQuery }) { search, school, grade, limit, cursor }: z.output<typeof studentsQuery>): Promise<Listed<RosterStudent>> {
    return { ...(await this.people.students({ search, school, group: grade, limit, after: cursor })), ...freshness(this.views.progress()) };
  }

  /** Presence on a day or in a class, one fact or up to 500: all or none. Recording a fact again puts it right. */
  @Post('attendance')
  @HttpCode(200)
  @ApiBody({ schema: bodySchema(classAttendanceBody) })
  @ApiOkResponse({ standardSchema: classAttendanceAnswer })
  recordAttendance(@Body() body: unknown, @By() by: By): Promise<Recorded> {
    return this.attendance.record(body, by);
  }
}

type Listed<Item> = Fresh & { readonly items: readonly Item[]; readonly total: number; readonly next?: string };
