import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  domain, domainPlacements, id, placementBody, placementCorrectionBody, placementEndBody, studentPlacements,
  type DomainPlacements, type PlacementBody, type PlacementCorrectionBody, type PlacementEndBody, type StudentPlacements,
} from '@strata/contracts';
import { Access, By, etagOf } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Placements } from './placements.ts';

const where = z.object({ id, domain });
type Where = z.output<typeof where>;
const ofWhere = ({ id: studentId, domain: of }: Where) => ({ studentId, domain: of });
const IF_MATCH = { name: 'If-Match', required: false, description: 'The ETag that you read: refused with 412 when somebody else decided meanwhile.' };

/** Which tier a student holds in each domain, and how that came about. A rule proposes; the decision made here is a person's. */
@Controller('v1/students/:id/placements')
@ApiTags('tiers')
@Access('owner')
export class PlacementsHttp {
  constructor(@Inject(Placements) private readonly placements: Placements) {}

  @Get()
  @ApiOkResponse({ standardSchema: studentPlacements })
  all(@Param('id', { schema: id }) studentId: string): Promise<StudentPlacements> {
    return this.placements.all(studentId);
  }

  @Get(':domain')
  @ApiOkResponse({ standardSchema: domainPlacements })
  async one(@Param({ schema: where }) of: Where, @Res({ passthrough: true }) reply: FastifyReply): Promise<DomainPlacements> {
    return tagged(reply, await this.placements.one(ofWhere(of)));
  }

  /** The tier from a date on. The same decision again changes nothing; `core` ends the support above core. */
  @Put(':domain')
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ standardSchema: domainPlacements })
  async decide(@Param({ schema: where }) of: Where, @Body({ schema: placementBody }) body: PlacementBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<DomainPlacements> {
    return tagged(reply, await this.placements.decide(ofWhere(of), body, { by, ifMatch: reply.request.headers['if-match'] }));
  }

  /** Mends a placement that was recorded wrongly. What it said before stays in its history. */
  @Post(':domain/correct')
  @HttpCode(200)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ standardSchema: domainPlacements })
  async correct(@Param({ schema: where }) of: Where, @Body({ schema: placementCorrectionBody }) body: PlacementCorrectionBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<DomainPlacements> {
    return tagged(reply, await this.placements.correct(ofWhere(of), body, { by, ifMatch: reply.request.headers['if-match'] }));
  }

  /** Ends the support above core; core goes on. */
  @Post(':domain/end')
  @HttpCode(200)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ standardSchema: domainPlacements })
  async end(@Param({ schema: where }) of: Where, @Body({ schema: placementEndBody }) body: PlacementEndBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<DomainPlacements> {
    return tagged(reply, await this.placements.end(ofWhere(of), body, { by, ifMatch: reply.request.headers['if-match'] }));
  }
}

const tagged = (reply: FastifyReply, answer: DomainPlacements): DomainPlacements => {
  void reply.header('etag', etagOf(answer.version));
  return answer;
};
