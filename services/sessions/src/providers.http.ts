import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { agreementBody, agreementEndBody, agreementStudentsBody, keyBody, keyRevocationBody, providerBody } from '@strata/contracts';
import { DomainError, type Execution, type ViewReader } from '@strata/kernel';
import { Access, By, etagOf, EXECUTION, paged, pageQuery, Run, VIEWS, Who, type Paged, type Principal } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { newKey, newProviderId } from './api-keys.ts';
import { isLive, provider, type Provider, type ProviderCommand } from './provider.decider.ts';
import { ProviderDirectory, providerStream, requireScope } from './provider-directory.ts';
import type { ProviderDoc, StudentDoc } from './views.ts';

/** Providers, their keys and agreements: the district's side. */
@Controller('v1/providers')
@Access('owner')
export class ProvidersHttp {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(ProviderDirectory) private readonly directory: ProviderDirectory,
    @Inject(VIEWS) private readonly views: ViewReader,
    @Inject(EXECUTION) private readonly execution: Execution,
  ) {}

  @Post()
  async register(@Body({ schema: providerBody }) body: z.output<typeof providerBody>, @By() by: By): Promise<{ providerId: string }> {
    const providerId = newProviderId();
    await this.run(providerId, { type: 'RegisterProvider', data: { providerId, ...body } }, by);
    return { providerId };
  }

  @Put(':providerId')
  @HttpCode(204)
  async change(@Param('providerId') providerId: string, @Body({ schema: providerBody }) body: z.output<typeof providerBody>, @By() by: By): Promise<void> {
    await this.run(providerId, { type: 'ChangeProvider', data: body }, by);
  }

  @Get()
  async list(@Query({ schema: pageQuery }) { limit, cursor }: z.output<typeof pageQuery>): Promise<Paged<ProviderDoc>> {
    const found = await this.views.find<ProviderDoc>('sessions_provider', { order: ['name'], limit, ...(cursor !== undefined && { cursor }) });
    return paged(found, this.views.progress());
  }

  @Get(':providerId')
  @Access('owner', 'provider')
  async read(@Param('providerId') providerId: string, @Who() who: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    requireScope(who, 'sessions.read');
    const listed = who.kind === 'provider' && who.id !== providerId ? undefined : await this.directory.find(providerId);
    if (!listed) throw new DomainError('PROVIDER_NOT_FOUND', 'not-found', 'There is no provider of this id.');
    void reply.header('etag', etagOf(listed.version));
    return shown(listed.provider, { now: this.execution.clock.now(), withTiers: who.kind === 'owner' });
  }

  /** The only time that the key itself is seen. */
  @Post(':providerId/keys')
  async issueKey(@Param('providerId') providerId: string, @Body({ schema: keyBody }) { kind, label, expiresAt }: z.output<typeof keyBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { keyId, key, hash } = newKey(providerId, kind);
    const options = { ...(label !== undefined && { label }), ...(expiresAt !== undefined && { expiresAt }) };
    await this.run(providerId, { type: 'IssueProviderKey', data: { keyId, kind, hash, ...options, now: this.execution.clock.now() } }, by);
    void reply.header('cache-control', 'no-store');
    return { keyId, kind, key, ...options };
  }

  @Delete(':providerId/keys/:keyId')
  @HttpCode(204)
  async revokeKey(@Param('providerId') providerId: string, @Param('keyId') keyId: string, @Query({ schema: keyRevocationBody }) { reason }: z.output<typeof keyRevocationBody>, @By() by: By): Promise<void> {
    await this.run(providerId, { type: 'RevokeProviderKey', data: { keyId, reason } }, by);
  }

  @Post(':providerId/agreements')
  async agree(@Param('providerId') providerId: string, @Body({ schema: agreementBody }) body: z.output<typeof agreementBody>, @By() by: By): Promise<{ agreementId: string }> {
    await this.refuseUnknown(body.students, '/students');
    const agreementId = this.execution.ids.next();
    await this.run(providerId, { type: 'ActivateAgreement', data: { agreementId, ...body } }, by);
    return { agreementId };
  }

  @Post(':providerId/agreements/:agreementId/students')
  @HttpCode(204)
  async changeStudents(@Param('providerId') providerId: string, @Param('agreementId') agreementId: string, @Body({ schema: agreementStudentsBody }) body: z.output<typeof agreementStudentsBody>, @By() by: By): Promise<void> {
    await this.refuseUnknown(body.add, '/add');
    await this.run(providerId, { type: 'ChangeAgreementStudents', data: { agreementId, ...body } }, by);
  }

  @Post(':providerId/agreements/:agreementId/end')
  @HttpCode(204)
  async endAgreement(@Param('providerId') providerId: string, @Param('agreementId') agreementId: string, @Body({ schema: agreementEndBody }) body: z.output<typeof agreementEndBody>, @By() by: By): Promise<void> {
    await this.run(providerId, { type: 'EndAgreement', data: { agreementId, ...body } }, by);
  }

  private async run(providerId: string, command: ProviderCommand, by: By): Promise<void> {
    await this.bus.execute(new Run({ decider: provider, streamId: providerStream(providerId), command, metadata: by }));
    this.directory.changed(providerId);
  }

  private async refuseUnknown(students: readonly { studentId: string }[], pointer: string): Promise<void> {
    const known = await this.views.load<StudentDoc>('sessions_student', students.map(({ studentId }) => studentId));
    const faults = students.flatMap((_, index) => (known[index] ? [] : [{ pointer: `${pointer}/${index}/studentId`, code: 'STUDENT_NOT_FOUND', detail: 'No student of this id is on the roster.' }]));
    if (faults.length === 0) return;
    if (this.views.progress().lagSeconds > 0) throw new DomainError('ROSTER_BEHIND', 'unavailable', 'The roster is still being read: try again shortly.');
    throw new DomainError('STUDENT_NOT_FOUND', 'invalid', `${faults.length} of the students are not on the roster.`, { faults });
  }
}

/** A provider as it may be seen: never a hash, and to the provider itself never a tier. */
const shown = ({ providerId, name, requestsPerMinute, keys, agreements }: Provider, { now, withTiers }: { now: number; withTiers: boolean }): object => ({
  providerId, name, ...(requestsPerMinute !== undefined && { requestsPerMinute }),
  keys: keys.map(({ hash: _secret, revoked, ...key }) => ({ keyId: key.keyId, kind: key.kind, label: key.label, expiresAt: key.expiresAt, status: revoked ? 'revoked' : isLive({ ...key, hash: '', revoked }, now) ? 'live' : 'expired' })),
  agreements: agreements.map(({ agreementId, purposes, students, begin, end, timeZone, locationKind }) => ({
    agreementId, begin, end, timeZone, locationKind,
    purposes: purposes.map(({ domain, tier }) => (withTiers ? { domain, tier } : { domain })),
    students: [...students.values()].map(({ studentId, providerStudentId, tier }) => ({ studentId, providerStudentId, ...(withTiers && { tier }) })),
  })),
});
