import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  assignmentBody, assignmentEndQuery, assignmentsBody, cohortBody, dosageBody, id, interventionAnswer, interventionBody, interventionCloseBody,
  type CohortBody, type DosageBody, type InterventionAnswer, type InterventionBody,
} from '@strata/contracts';
import { Access, bodySchema, By, etagOf } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Interventions } from './interventions.ts';
import { readOneOrMany } from './one-or-many.ts';

const where = z.object({ id, studentId: id });
type Where = z.output<typeof where>;

/** Runs of interventions: groups, students, and how much each of them is to get. */
@Controller('v1/interventions')
@ApiTags('tiers')
@Access('owner')
export class InterventionsHttp {
  constructor(@Inject(Interventions) private readonly interventions: Interventions) {}

  /** Opens a run, from a prescription or freely. */
  @Post()
  @ApiCreatedResponse({ standardSchema: interventionAnswer })
  async open(@Body({ schema: interventionBody }) body: InterventionBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionAnswer> {
    const { created, answer } = await this.interventions.open(body, { by });
    void reply.code(created ? 201 : 200).header('location', `/v1/interventions/${encodeURIComponent(answer.interventionId)}`);
    return tagged(reply, answer);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: interventionAnswer })
  async one(@Param('id', { schema: id }) interventionId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionAnswer> {
    return tagged(reply, await this.interventions.one(interventionId));
  }

  /** Ends the run, and the part of everybody who still takes part. */
  @Post(':id/close')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: interventionAnswer })
  async close(@Param('id', { schema: id }) interventionId: string, @Body({ schema: interventionCloseBody }) body: z.output<typeof interventionCloseBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionAnswer> {
    return tagged(reply, await this.interventions.run(interventionId, { type: 'CloseIntervention', data: { interventionId, ...body } }, { by, ifMatch: reply.request.headers['if-match'] }));
  }

  /** Forms a group. */
  @Post(':id/cohorts')
  @ApiCreatedResponse({ standardSchema: interventionAnswer })
  async formCohort(@Param('id', { schema: id }) interventionId: string, @Body({ schema: cohortBody }) body: CohortBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionAnswer> {
    return tagged(reply, await this.interventions.formCohort(interventionId, body, { by, ifMatch: reply.request.headers['if-match'] }));
  }

  /** Assigns one student or many, all or none. */
  @Post(':id/students')
  @ApiBody({ schema: bodySchema(assignmentsBody) })
  @ApiCreatedResponse({ standardSchema: interventionAnswer })
  async assign(@Param('id', { schema: id }) interventionId: string, @Body() body: unknown, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionAnswer> {
    const { items, bare } = readOneOrMany(assignmentBody, body, 500);
    return tagged(reply, await this.interventions.assign(interventionId, { students: items, bare }, { by, ifMatch: reply.request.headers['if-match'] }));
  }

  /** Ends the part of one student. */
  @Delete(':id/students/:studentId')
  @ApiOkResponse({ standardSchema: interventionAnswer })
  async end(@Param({ schema: where }) of: Where, @Query({ schema: assignmentEndQuery }) query: z.output<typeof assignmentEndQuery>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionAnswer> {
    const data = { interventionId: of.id, studentId: of.studentId, ...query };
    return tagged(reply, await this.interventions.run(of.id, { type: 'EndAssignment', data }, { by, ifMatch: reply.request.headers['if-match'] }));
  }

  /** Changes how much one student is to get, from a date on. */
  @Put(':id/students/:studentId/dosage')
  @ApiOkResponse({ standardSchema: interventionAnswer })
  async changeDosage(@Param({ schema: where }) of: Where, @Body({ schema: dosageBody }) body: DosageBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionAnswer> {
    const data = { interventionId: of.id, studentId: of.studentId, ...body };
    return tagged(reply, await this.interventions.run(of.id, { type: 'ChangeDosage', data }, { by, ifMatch: reply.request.headers['if-match'] }));
  }
}

const tagged = (reply: FastifyReply, answer: InterventionAnswer): InterventionAnswer => {
  void reply.header('etag', etagOf(answer.version));
  return answer;
};
