import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  domain, id, screeningCorrectionBody, screeningsAnswer, screeningsBody, screeningsQuery, studentScreenings,
  type ScreeningCorrectionBody, type ScreeningsAnswer, type StudentScreenings,
} from '@strata/contracts';
import { DomainError } from '@strata/kernel';
import { Access, bodySchema, By } from '@strata/runtime';
import { z } from 'zod';
import { ScreeningHistory } from './screening-history.ts';
import { ScreeningIntake } from './screening-intake.ts';
import { readScreeningList, readScreeningTable } from './screening-table.ts';
import { screening, screeningStream } from './screening.decider.ts';
import { TierCommands } from './tier-commands.ts';

const where = z.object({ id, domain });

/** Universal screenings: what the rule and the teams go by. */
@Controller('v1')
@ApiTags('tiers')
@Access('owner')
export class ScreeningsHttp {
  constructor(
    @Inject(ScreeningIntake) private readonly intake: ScreeningIntake,
    @Inject(ScreeningHistory) private readonly history: ScreeningHistory,
    @Inject(TierCommands) private readonly commands: TierCommands,
  ) {}

  /** One or many, all or none. CSV columns: student, domain, instrument, period, schoolYear, date, score, percentile. */
  @Post('screenings')
  @HttpCode(200)
  @ApiConsumes('application/json', 'text/csv')
  @ApiBody({ schema: bodySchema(screeningsBody) })
  @ApiOkResponse({ standardSchema: screeningsAnswer })
  async record(@Body() body: unknown, @Query({ schema: screeningsQuery }) { dryRun }: z.output<typeof screeningsQuery>, @By() by: By): Promise<ScreeningsAnswer> {
    if (body === undefined || body === null) throw new DomainError('BODY_MISSING', 'invalid', 'Send screenings as JSON or as text/csv.', { status: 400 });
    const isTable = typeof body === 'string';
    const { outcomes, ...answer } = await this.intake.take(isTable ? readScreeningTable(body) : readScreeningList(body), by, dryRun);
    return isTable ? answer : { ...answer, screenings: outcomes.map(({ screeningId, status }) => ({ screeningId, status })) };
  }

  @Get('students/:id/screenings')
  @ApiOkResponse({ standardSchema: studentScreenings })
  ofStudent(@Param('id', { schema: id }) studentId: string): Promise<StudentScreenings> {
    return this.history.of(studentId);
  }

  /** Mends a screening that was recorded wrongly. What it said before stays in its history. */
  @Post('students/:id/screenings/:domain/correct')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: studentScreenings })
  async correct(@Param({ schema: where }) of: z.output<typeof where>, @Body({ schema: screeningCorrectionBody }) data: ScreeningCorrectionBody, @By() by: By): Promise<StudentScreenings> {
    await this.commands.run(screening, screeningStream(of.id, of.domain), { type: 'CorrectScreening', data }, { by });
    return this.history.of(of.id);
  }
}
