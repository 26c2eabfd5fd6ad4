import { createHash, timingSafeEqual } from 'node:crypto';
import { createParamDecorator, Inject, Injectable, Optional, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError, type CommitMetadata } from '@strata/kernel';
import type { FastifyRequest } from 'fastify';
import { ACCESS_LOG, SETTINGS, type Settings } from './engine.ts';
import type { Logger } from './logger.ts';

/** Who asks, and why they may. */
export type Principal =
  | { readonly kind: 'public'; readonly id: 'anyone'; readonly reason: 'public' }
  | { readonly kind: 'owner'; readonly id: 'owner'; readonly reason: 'district-wide' }
  | { readonly kind: 'provider'; readonly id: string; readonly keyId: string; readonly test: boolean; readonly reason: 'own students' };

export type Audience = 'owner' | 'provider' | 'public';

/** Knows the keys of providers. The sessions service provides it; where it is missing, no provider gets in. */
export interface ProviderKeys {
  /** The provider of a live key, or undefined for anything else (unknown, expired, revoked, damaged). */
  authenticate(key: string): Promise<Extract<Principal, { kind: 'provider' }> | undefined>;
}
export const PROVIDER_KEYS = Symbol('ProviderKeys');

const AUDIENCES = 'strata:audiences';
export const OWNER_COOKIE = 'strata_owner';

/** Who may call a controller or method. Without it, nobody may. */
export const Access = (...audiences: Audience[]) => SetMetadata(AUDIENCES, audiences);

type WithPrincipal = FastifyRequest & { principal?: Principal };

export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Principal => principalOf(context.switchToHttp().getRequest<WithPrincipal>()));

export type By = Pick<CommitMetadata, 'actor' | 'source' | 'correlationId' | 'traceparent'>;

/** Who sent a command, as the log keeps it: the metadata of a task. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): By => {
  const request = context.switchToHttp().getRequest<WithPrincipal>();
  const principal = principalOf(request);
  const by = { actor: principal.kind === 'provider' ? `provider:${principal.id}` : principal.id, source: 'http', correlationId: request.id };
  const traceparent = request.headers['traceparent'];
  return typeof traceparent === 'string' && traceparent.length === 55 ? { ...by, traceparent } : by;
});

/** Equal, in a time that does not tell where two secrets differ. */
export const sameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());

/** Denies by default; every request that passes carries the reason and is recorded. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(ACCESS_LOG) private readonly accessLog: Logger,
    @Optional() @Inject(PROVIDER_KEYS) private readonly providerKeys?: ProviderKeys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const audiences = this.reflector.getAllAndOverride<Audience[] | undefined>(AUDIENCES, [context.getHandler(), context.getClass()]) ?? [];
    const request = context.switchToHttp().getRequest<WithPrincipal>();
    request.principal = audiences.includes('public') ? { kind: 'public', id: 'anyone', reason: 'public' } : await this.admit(request, audiences);
    if (request.principal.kind !== 'public') this.record(request, request.principal);
    return true;
  }

  private async admit(request: FastifyRequest, audiences: readonly Audience[]): Promise<Principal> {
    const credential = credentialOf(request);
    if (credential === undefined) throw credentialsMissing();
    const principal = await this.identify(credential);
    if (!principal) throw unauthorised('CREDENTIALS_INVALID', 'This token or key is unknown, expired or revoked.');
    if (!audiences.includes(principal.kind)) throw new DomainError('ACCESS_DENIED', 'forbidden', `Not open to ${principal.kind === 'provider' ? 'providers' : 'this caller'}.`);
    return principal;
  }

  private async identify(credential: string): Promise<Principal | undefined> {
    if (sameSecret(credential, this.settings.ownerToken)) return { kind: 'owner', id: 'owner', reason: 'district-wide' };
    return this.providerKeys?.authenticate(credential);
  }

  private record(request: FastifyRequest, principal: Principal): void {
    this.accessLog.info({ principal: principal.id, reason: principal.reason, method: request.method, route: request.routeOptions.url, requestId: request.id }, 'access');
  }
}

const principalOf = (request: WithPrincipal): Principal => {
  if (!request.principal) throw new Error('No principal: the access guard did not run');
  return request.principal;
};

/** What a request shows of itself: a bearer token or key, or the owner's cookie. */
export const credentialOf = (request: FastifyRequest): string | undefined => bearerOf(request) ?? ownerCookieOf(request);

export const credentialsMissing = (): DomainError =>
  unauthorised('CREDENTIALS_MISSING', 'Send the owner token or a provider key as `Authorization: Bearer ...`.');

const bearerOf = (request: FastifyRequest): string | undefined => /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

const ownerCookieOf = (request: FastifyRequest): string | undefined =>
  request.headers.cookie
    ?.split(/; */)
    .find((pair) => pair.startsWith(`${OWNER_COOKIE}=`))
    ?.slice(OWNER_COOKIE.length + 1);

const unauthorised = (code: string, message: string) =>
  new DomainError(code, 'forbidden', message, { status: 401, headers: { 'www-authenticate': 'Bearer realm="strata"' } });
