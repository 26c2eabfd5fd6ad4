import { Body, Controller, Get, Inject, Param, Put, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { domain, DOMAINS, ruleSetAnswer, ruleSetBody, type Domain, type RuleSetAnswer, type RuleSetBody } from '@strata/contracts';
import { DomainError, type EventEnvelope } from '@strata/kernel';
import { Access, By, etagOf } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ruleSet, ruleSetStream, type PublishRuleSet } from './rule-set.decider.ts';
import { TierCommands } from './tier-commands.ts';

type Published = EventEnvelope<{ type: 'RuleSetPublished'; data: Omit<RuleSetAnswer, 'publishedAt'> }>;
const versionQuery = z.object({ version: z.coerce.number().int().min(1).optional().meta({ description: 'An earlier version; by default the one in force.' }) });

/** Cut scores and thresholds, per domain and by version. */
@Controller('v1/rule-sets')
@ApiTags('tiers')
@Access('owner')
export class RuleSetsHttp {
  constructor(@Inject(TierCommands) private readonly commands: TierCommands) {}

  /** The rule sets in force. */
  @Get()
  @ApiOkResponse({ standardSchema: ruleSetAnswer, isArray: true })
  async inForce(): Promise<RuleSetAnswer[]> {
    const slices = await this.commands.readMany<Published>(DOMAINS.map(ruleSetStream));
    return slices.flatMap(({ events }) => events.slice(-1).map(answerOf));
  }

  @Get(':domain')
  @ApiOkResponse({ standardSchema: ruleSetAnswer })
  async one(@Param('domain', { schema: domain }) of: Domain, @Query({ schema: versionQuery }) { version }: z.output<typeof versionQuery>, @Res({ passthrough: true }) reply: FastifyReply): Promise<RuleSetAnswer> {
    const slice = await this.commands.read<Published>(ruleSetStream(of));
    const found = slice.events.at(version === undefined ? -1 : version - 1);
    if (!found) throw new DomainError('RULE_SET_NOT_FOUND', 'not-found', version === undefined ? `No rule set for ${of} has been published yet.` : `The rule set for ${of} has ${slice.version} versions.`);
    void reply.header('etag', etagOf(slice.version));
    return answerOf(found);
  }

  /** A new version; recommendations made from now on go by it. The same again changes nothing. */
  @Put(':domain')
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that you read: refused with 412 when somebody else published meanwhile.' })
  @ApiOkResponse({ standardSchema: ruleSetAnswer })
  async publish(@Param('domain', { schema: domain }) of: Domain, @Body({ schema: ruleSetBody }) body: RuleSetBody, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<RuleSetAnswer> {
    const command: PublishRuleSet = { type: 'PublishRuleSet', data: { domain: of, ...body, publishedBy: by.actor } };
    await this.commands.run(ruleSet, ruleSetStream(of), command, { by, ifMatch: reply.request.headers['if-match'] });
    return this.one(of, {}, reply);
  }
}

const answerOf = ({ data, recordedAt }: Pick<Published, 'data' | 'recordedAt'>): RuleSetAnswer => ({ ...data, publishedAt: recordedAt });
