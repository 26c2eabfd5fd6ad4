import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { id, prescriptionAnswer, prescriptionBody, retireBody, type PrescriptionAnswer, type PrescriptionBody } from '@strata/contracts';
import { Access, By } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { prescription, prescriptionNotFound, prescriptionStream } from './prescription.decider.ts';
import { TierCommands } from './tier-commands.ts';

/** The district's catalogue of interventions. */
@Controller('v1/intervention-prescriptions')
@ApiTags('tiers')
@Access('owner')
export class PrescriptionsHttp {
  constructor(@Inject(TierCommands) private readonly commands: TierCommands) {}

  @Post()
  @ApiCreatedResponse({ standardSchema: prescriptionAnswer })
  async prescribe(@Body({ schema: prescriptionBody }) { prescriptionId = this.commands.newId(), ...body }: PrescriptionBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<PrescriptionAnswer> {
    const ran = await this.commands.run(prescription, prescriptionStream(prescriptionId), { type: 'PrescribeIntervention', data: { prescriptionId, ...body } }, { by });
    void reply.code(ran.status === 'appended' ? 201 : 200).header('location', `/v1/intervention-prescriptions/${encodeURIComponent(prescriptionId)}`);
    return this.one(prescriptionId);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: prescriptionAnswer })
  async one(@Param('id', { schema: id }) prescriptionId: string): Promise<PrescriptionAnswer> {
    const { state } = await this.commands.stateOf(prescription, prescriptionStream(prescriptionId));
    if (!state.prescription) throw prescriptionNotFound();
    return { ...state.prescription, ...(state.retiredFor !== undefined && { retiredFor: state.retiredFor }) };
  }

  /** Nothing new is opened from it; what runs goes on. */
  @Post(':id/retire')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: prescriptionAnswer })
  async retire(@Param('id', { schema: id }) prescriptionId: string, @Body({ schema: retireBody }) body: z.output<typeof retireBody>, @By() by: By): Promise<PrescriptionAnswer> {
    await this.commands.run(prescription, prescriptionStream(prescriptionId), { type: 'RetireIntervention', data: { prescriptionId, ...body } }, { by });
    return this.one(prescriptionId);
  }
}
