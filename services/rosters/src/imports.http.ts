import type { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { id, importAccepted, importList, importQuery, importReport, importsFilter, type ImportReport } from '@strata/contracts';
import { Access, By, pageQuery, Run, type Paged } from '@strata/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Imports } from './imports.ts';
import { rosterImport, type ImportCommand } from './import.decider.ts';
import { streamOf } from './roster-id.ts';

const listQuery = pageQuery.extend(importsFilter.shape);

/** Rosters on their way in. */
@Controller('v1/imports')
@ApiTags('rosters')
@Access('owner')
export class ImportsHttp {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(Imports) private readonly imports: Imports,
  ) {}

  /** Takes a OneRoster ZIP. It is on disk before the answer; the work on it is done in the background. */
  @Post()
  @HttpCode(202)
  @ApiConsumes('application/zip')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiAcceptedResponse({ standardSchema: importAccepted })
  async start(@Query({ schema: importQuery }) query: z.output<typeof importQuery>, @Req() request: FastifyRequest, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ importId: string }> {
    const data = await this.imports.store(request.body as Readable | undefined, query);
    await this.run(data.importId, { type: 'StartImport', data }, by);
    void reply.header('location', `/v1/imports/${data.importId}`);
    return { importId: data.importId };
  }

  /** The latest first. */
  @Get()
  @ApiOkResponse({ standardSchema: importList })
  list(@Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Paged<ImportReport>> {
    return this.imports.list(query);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: importReport })
  one(@Param('id', { schema: id }) importId: string): Promise<ImportReport> {
    return this.imports.one(importId);
  }

  /** Lets a held import through. */
  @Post(':id/confirm')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: importReport })
  async confirm(@Param('id', { schema: id }) importId: string, @By() by: By): Promise<ImportReport> {
    await this.run(importId, { type: 'ConfirmImport', data: { importId } }, by);
    return this.imports.one(importId);
  }

  /** Discards a held import. */
  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: importReport })
  async reject(@Param('id', { schema: id }) importId: string, @By() by: By): Promise<ImportReport> {
    await this.run(importId, { type: 'DiscardImport', data: { importId } }, by);
    return this.imports.one(importId);
  }

  private async run(importId: string, command: ImportCommand, by: By): Promise<void> {
    await this.bus.execute(new Run({ decider: rosterImport, streamId: streamOf.import(importId), command, metadata: by }));
    this.imports.wake(importId);
  }
}
