import { Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiUnprocessableEntityResponse, type ApiBodyOptions } from '@nestjs/swagger';
import { batchAnswer, batchStatus, cloudEvent, cloudEvents, csvReport, eventStatus, PROVIDER_LIMITS, type BatchAnswer, type BatchStatus, type CsvReport, type EventStatus } from '@strata/contracts';
import { DomainError, type Execution } from '@strata/kernel';
import { Access, By, EXECUTION, Who, type Principal } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { readDatas, reportOf, type DatasFile } from './datas-csv.ts';
import { eventsOf, idempotencyKeyOf, isDryRun } from './event-delivery.ts';
import { canonical, plainHash } from './event-identity.ts';
import type { ListedProvider } from './provider-directory.ts';
import { ProviderDoor } from './provider-door.ts';
import { ProviderGate } from './provider-gate.ts';
import { Submissions, type Idempotency } from './submissions.ts';

type Sent = { readonly door: 'events' | 'csv'; readonly listed: ListedProvider; readonly by: By; readonly dryRun: boolean; readonly key: string | undefined } & Pick<DatasFile, 'events'> & Partial<Pick<DatasFile, 'refusals'>>;

/** Documents a body that no pipe reads: the door judges each event by itself. */
const documented = (standardSchema: z.ZodType) => ({ standardSchema }) as unknown as ApiBodyOptions;
const LIMITS = `At most ${PROVIDER_LIMITS.events} events and ${PROVIDER_LIMITS.bodyBytes / 1024} KiB a request (413), ${PROVIDER_LIMITS.eventBytes / 1024} KiB an event (rejected by itself). gzip is welcome.`;
const DRY_RUN = { name: 'dryRun', required: false, type: Boolean, description: 'Checks everything and stores nothing.' } as const;
const IDEMPOTENCY_KEY = { name: 'Idempotency-Key', required: false, description: 'The same key within 24 hours gets the first answer again, with Idempotent-Replayed: true.' } as const;

/** The provider door: see docs/provider-guide.md. */
@Controller('v1')
@Access('provider')
export class ProviderEventsHttp {
  constructor(
    @Inject(ProviderGate) private readonly gate: ProviderGate,
    @Inject(ProviderDoor) private readonly door: ProviderDoor,
    @Inject(Submissions) private readonly submissions: Submissions,
    @Inject(EXECUTION) private readonly execution: Execution,
  ) {}

  @Post('events')
  @HttpCode(202)
  @ApiOperation({ summary: 'Takes CloudEvents about sessions', description: `202 once every accepted event is on disk, with a verdict per event; 422 when all were rejected. ${LIMITS}` })
  @ApiConsumes('application/cloudevents-batch+json', 'application/cloudevents+json', 'application/json')
  @ApiBody(documented(z.union([cloudEvent, cloudEvents])))
  @ApiQuery(DRY_RUN)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiAcceptedResponse({ standardSchema: batchAnswer })
  @ApiUnprocessableEntityResponse({ standardSchema: batchAnswer })
  async post(@Res({ passthrough: true }) reply: FastifyReply, @Who() who: Principal, @By() by: By): Promise<BatchAnswer> {
    const listed = await this.gate.admit(who, 'sessions.write', reply);
    const events = eventsOf(reply.request);
    return this.gate.through(() => this.take({ door: 'events', events, listed, by, ...optionsOf(reply, who) }, reply));
  }

  @Post('events/csv')
  @HttpCode(202)
  @ApiOperation({ summary: 'Takes the session file of the DATAS tutor data standard', description: 'One row per student and session; faults and warnings name rows, and row 1 is the header. At most 1 MiB.' })
  @ApiConsumes('text/csv')
  @ApiBody(documented(z.string()))
  @ApiQuery(DRY_RUN)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiAcceptedResponse({ standardSchema: csvReport })
  @ApiUnprocessableEntityResponse({ standardSchema: csvReport })
  async postCsv(@Res({ passthrough: true }) reply: FastifyReply, @Who() who: Principal, @By() by: By): Promise<CsvReport> {
    const listed = await this.gate.admit(who, 'sessions.write', reply);
    const file = readDatas(reply.request.body, listed);
    const { events, refusals } = file;
    return reportOf(file, await this.gate.through(() => this.take({ door: 'csv', events, refusals, listed, by, ...optionsOf(reply, who) }, reply)));
  }

  @Get('batches/:batchId')
  @Access('provider', 'owner')
  @ApiOkResponse({ standardSchema: batchStatus })
  async batch(@Param('batchId') batchId: string, @Who() who: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<BatchStatus> {
    if (who.kind === 'provider') await this.gate.admit(who, 'sessions.read', reply);
    const batch = await this.submissions.batch(batchId, who.kind === 'provider' ? who.id : undefined);
    if (!batch) throw new DomainError('BATCH_NOT_FOUND', 'not-found', 'There is no batch of this id.');
    return batch;
  }

  @Get('events/:source/:eventId')
  @ApiOkResponse({ standardSchema: eventStatus })
  async event(@Param('source') source: string, @Param('eventId') eventId: string, @Who() who: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<EventStatus> {
    await this.gate.admit(who, 'sessions.read', reply);
    const event = await this.submissions.event(who.id, source, eventId);
    if (!event) throw new DomainError('EVENT_NOT_FOUND', 'not-found', 'No event of this source and id was received.');
    return event;
  }

  private async take(sent: Sent, reply: FastifyReply): Promise<BatchAnswer> {
    const { key, dryRun, door, events } = sent;
    if (key === undefined || dryRun) return withStatus(await this.run(sent), events, reply);
    const idempotency = { providerId: sent.listed.provider.providerId, key, contentHash: plainHash(`${door}\n${canonical(events)}`) };
    const { answer, replayed } = await this.submissions.once(idempotency, () => this.run(sent, idempotency));
    if (replayed) void reply.header('idempotent-replayed', 'true');
    return withStatus(answer, events, reply);
  }

  private async run({ door, events, refusals, listed, by, dryRun }: Sent, idempotency?: Idempotency): Promise<BatchAnswer> {
    const { providerId } = listed.provider;
    const batchId = this.execution.ids.next();
    const verdicts = await this.door.receive({ batchId, sender: { providerId, scope: listed.scope }, events, refusals, by, dryRun });
    const batch = { batchId, providerId, door, verdicts, by };
    return dryRun ? this.submissions.trial(batch) : this.submissions.record(batch, idempotency);
  }
}

/** A test key is for the sandbox: whatever it sends is a trial. */
const optionsOf = ({ request }: FastifyReply, who: Principal): Pick<Sent, 'dryRun' | 'key'> =>
  ({ dryRun: isDryRun(request) || (who.kind === 'provider' && who.test), key: idempotencyKeyOf(request) });

/** 422 when all were rejected. */
const withStatus = (answer: BatchAnswer, { length }: readonly unknown[], reply: FastifyReply): BatchAnswer => {
  if (length > 0 && answer.rejected.length === length) void reply.code(422);
  return answer;
};
