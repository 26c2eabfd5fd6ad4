import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { dataQuality, type DataQuality } from '@strata/contracts';
import type { ViewOperations } from '@strata/kernel';
import { Access, VIEW_OPERATIONS } from '@strata/runtime';
import { DataQualityQuery } from './data-quality.query.ts';

/** What somebody should mend, and the means to mend what was parked. */
@Controller('v1/views')
@Access('owner')
export class DataQualityHttp {
  constructor(
    @Inject(DataQualityQuery) private readonly quality: DataQualityQuery,
    @Inject(VIEW_OPERATIONS) private readonly operations: ViewOperations,
  ) {}

  @Get('data-quality')
  @ApiOkResponse({ standardSchema: dataQuality })
  dataQuality(): Promise<DataQuality> {
    return this.quality.now();
  }

  /** Folds what waits behind a poison event again; answers how many events went through. */
  @Post('parked/:view/:key/retry')
  @HttpCode(200)
  async retry(@Param('view') view: string, @Param('key') key: string): Promise<{ applied: number }> {
    return { applied: await this.operations.retry(view, key) };
  }

  /** Drops the poison event from this view for good and folds those behind it. */
  @Post('parked/:view/:key/discard')
  @HttpCode(200)
  async discard(@Param('view') view: string, @Param('key') key: string): Promise<{ applied: number }> {
    return { applied: await this.operations.discard(view, key) };
  }

  /** Builds a view again from the first event, beside the live one; answers after the swap. */
  @Post('rebuild/:view')
  @HttpCode(204)
  rebuild(@Param('view') view: string): Promise<void> {
    return this.operations.rebuild(view);
  }

  /** Recounts every rollup from its documents; an empty list means that they agree. */
  @Post('verify')
  @HttpCode(200)
  async verify(): Promise<{ faults: { view: string; rollup: string; detail: string }[] }> {
    return { faults: await this.operations.verify() };
  }
}
