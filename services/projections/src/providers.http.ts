import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { id, providerList, providerView, timeByTier, type ProviderList, type ProviderView, type TimeByTier } from '@strata/contracts';
import { Access, pageQuery, Who, type Principal } from '@strata/runtime';
import { z } from 'zod';
import { providerNotFound, ProvidersQuery } from './providers.query.ts';
import { TimeByTierQuery } from './time-by-tier.query.ts';

const timeQuery = z.object({ weeks: z.coerce.number().int().min(1).max(60).default(8), by: z.enum(['district', 'provider']).default('district') });

/** What providers delivered, and how much time each tier got. */
@Controller('v1/views')
@Access('owner')
export class ProvidersHttp {
  constructor(
    @Inject(ProvidersQuery) private readonly providers: ProvidersQuery,
    @Inject(TimeByTierQuery) private readonly time: TimeByTierQuery,
  ) {}

  @Get('providers')
  @ApiOkResponse({ standardSchema: providerList })
  providerList(@Query({ schema: pageQuery }) query: z.output<typeof pageQuery>): Promise<ProviderList> {
    return this.providers.list(query);
  }

  @Get('providers/:id')
  @Access('owner', 'provider')
  @ApiOkResponse({ standardSchema: providerView })
  async provider(@Who() who: Principal, @Param('id', { schema: id }) providerId: string): Promise<ProviderView> {
    if (who.kind === 'provider' && who.id !== providerId) throw providerNotFound();
    return this.providers.one(providerId);
  }

  @Get('time-by-tier')
  @ApiOkResponse({ standardSchema: timeByTier })
  timeByTier(@Query({ schema: timeQuery }) query: z.output<typeof timeQuery>): Promise<TimeByTier> {
    return this.time.rows(query);
  }
}
