import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import {
  date, domain, grade, id, movement, overview, studentList, studentView, tier, tierBoard,
  type Movement, type Overview, type StudentList, type StudentView, type TierBoard,
} from '@strata/contracts';
import { Access, pageQuery } from '@strata/runtime';
import { z } from 'zod';
import { MovementQuery } from './movement.query.ts';
import { StudentsQuery } from './students.query.ts';
import { TierBoardQuery } from './tier-board.query.ts';

const where = { school: id.optional(), grade: grade.optional(), domain: domain.optional() };
const boardQuery = z.object({ ...where, date: date.optional() }).refine(({ school, grade: asked }) => asked === undefined || school !== undefined, { path: ['grade'], message: 'a grade is asked of a school: add ?school=' });
const studentsQuery = pageQuery.extend({ ...where, tier: tier.optional() });
const movementQuery = pageQuery.extend({ ...where, from: date, to: date }).refine(({ from, to }) => from < to, { path: ['to'], message: 'a date after `from`' });

/** Who receives what support, who moved, and one student's course. */
@Controller('v1/views')
@Access('owner')
export class StudentsHttp {
  constructor(
    @Inject(TierBoardQuery) private readonly tiers: TierBoardQuery,
    @Inject(MovementQuery) private readonly movements: MovementQuery,
    @Inject(StudentsQuery) private readonly students: StudentsQuery,
  ) {}

  @Get('overview')
  @ApiOkResponse({ standardSchema: overview })
  overview(): Promise<Overview> {
    return this.tiers.overview();
  }

  @Get('tier-board')
  @ApiOkResponse({ standardSchema: tierBoard })
  tierBoard(@Query({ schema: boardQuery }) query: z.output<typeof boardQuery>): Promise<TierBoard> {
    return this.tiers.board(query);
  }

  @Get('movement')
  @ApiOkResponse({ standardSchema: movement })
  movement(@Query({ schema: movementQuery }) query: z.output<typeof movementQuery>): Promise<Movement> {
    return this.movements.between(query, query);
  }

  @Get('students')
  @ApiOkResponse({ standardSchema: studentList })
  studentList(@Query({ schema: studentsQuery }) query: z.output<typeof studentsQuery>): Promise<StudentList> {
    return this.students.list(query, query);
  }

  @Get('students/:id')
  @ApiOkResponse({ standardSchema: studentView })
  student(@Param('id', { schema: id }) studentId: string, @Query('cursor', { schema: z.string().max(1000).optional() }) cursor?: string): Promise<StudentView> {
    return this.students.one(studentId, cursor);
  }
}
