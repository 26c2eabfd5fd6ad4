import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { concernBody, evaluationRequestBody, id, type ConcernBody, type EvaluationRequestBody, type StudentPlacements } from '@strata/contracts';
import type { Vault } from '@strata/kernel';
import { Access, By, VAULT } from '@strata/runtime';
import { evaluation, evaluationStream, isSameRequest } from './evaluation.decider.ts';
import { sealNote } from './notes.ts';
import { Placements } from './placements.ts';
import { isSameConcern, screening, screeningStream } from './screening.decider.ts';
import { Students } from './students.ts';
import { TierCommands } from './tier-commands.ts';

/** What anybody may ask for a student, whatever tier is held. */
@Controller('v1/students/:id')
@ApiTags('tiers')
@Access('owner')
export class StudentRequestsHttp {
  constructor(
    @Inject(TierCommands) private readonly commands: TierCommands,
    @Inject(Students) private readonly students: Students,
    @Inject(Placements) private readonly placements: Placements,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  @Get('evaluation-requests')
  @ApiOkResponse({ description: 'In the order in which they came.' })
  async requests(@Param('id', { schema: id }) studentId: string): Promise<StudentPlacements['evaluationRequests']> {
    await this.students.one(studentId);
    return this.placements.evaluationRequests(studentId);
  }

  /** Asks for a special-education evaluation: accepted at any tier, at any time, whatever support has or has not been tried. */
  @Post('evaluation-requests')
  @ApiCreatedResponse({ description: 'The request is recorded. The same request again is the same request.' })
  async requestEvaluation(@Param('id', { schema: id }) studentId: string, @Body({ schema: evaluationRequestBody }) { note, requestId = this.commands.newId(), ...body }: EvaluationRequestBody, @By() by: By): Promise<{ requestId: string }> {
    await this.students.one(studentId);
    const data = { requestId, studentId, ...body, ...(await sealNote(this.vault, studentId, note)) };
    await this.commands.run(evaluation, evaluationStream(studentId), { type: 'RequestEvaluation', data }, { by });
    const { state } = await this.commands.stateOf(evaluation, evaluationStream(studentId));
    return { requestId: state.requests.find((held) => isSameRequest(held, data))!.requestId };
  }

  /** Somebody is worried about a student, in one domain or in general. */
  @Post('concerns')
  @ApiCreatedResponse({ description: 'The concern is recorded.' })
  async raiseConcern(@Param('id', { schema: id }) studentId: string, @Body({ schema: concernBody }) { note, concernId = this.commands.newId(), ...body }: ConcernBody, @By() by: By): Promise<{ concernId: string }> {
    await this.students.one(studentId);
    const data = { concernId, studentId, ...body, ...(await sealNote(this.vault, studentId, note)) };
    await this.commands.run(screening, screeningStream(studentId, body.domain), { type: 'RaiseConcern', data }, { by });
    const { state } = await this.commands.stateOf(screening, screeningStream(studentId, body.domain));
    return { concernId: state.concerns.find((held) => isSameConcern(held, data))!.concernId };
  }
}
