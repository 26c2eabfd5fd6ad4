import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Limiter } from '@strata/kernel';
import { LIMITER, type Principal } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import type { Scope } from './access-tokens.ts';
import { ProviderDirectory, requireScope, type ListedProvider } from './provider-directory.ts';

/** Requests a minute for a provider that has no figure of its own. */
const REQUESTS_PER_MINUTE = 6000;
const WINDOW_SECONDS = 60;

/** Batches that are in memory at the same time, over all providers; each may hold 1 MiB. */
const AT_ONCE = 256;

/** Lets a provider's requests through as fast as was agreed, and no more of them than we can hold. */
@Injectable()
export class ProviderGate {
  private inside = 0;

  constructor(
    @Inject(ProviderDirectory) private readonly directory: ProviderDirectory,
    @Inject(LIMITER) private readonly limiter: Limiter,
  ) {}

  /**
   * Takes one request from the provider's bucket and says in the answer what is left of it.
   * @throws DomainError `RATE_LIMITED` (429) with `Retry-After`, `SCOPE_MISSING` (403)
   */
  async admit(who: Principal, scope: Scope, reply: FastifyReply): Promise<ListedProvider> {
    requireScope(who, scope);
    const listed = await this.directory.find(who.id);
    if (!listed) throw new DomainError('PROVIDER_NOT_FOUND', 'not-found', 'There is no provider of this id.');
    const policy = { name: 'burst', capacity: listed.provider.requestsPerMinute ?? REQUESTS_PER_MINUTE, windowSeconds: WINDOW_SECONDS };
    const verdict = await this.limiter.take(who.id, 1, policy);
    const headers = {
      'ratelimit-policy': `"${policy.name}";q=${policy.capacity};w=${policy.windowSeconds}`,
      ratelimit: `"${policy.name}";r=${verdict.remaining};t=${verdict.resetSeconds}`,
    };
    void reply.headers(headers);
    if (verdict.allowed) return listed;
    const retryAfter = String(verdict.retryAfterSeconds);
    throw new DomainError('RATE_LIMITED', 'unavailable', `More than ${policy.capacity} requests a minute. Try again in ${retryAfter} s.`, { status: 429, headers: { ...headers, 'retry-after': retryAfter } });
  }

  /**
   * Does work on a batch.
   * @throws DomainError `OVERLOADED` (503) while too many others are at it
   */
  async through<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.inside >= AT_ONCE) throw new DomainError('OVERLOADED', 'unavailable', 'Too many batches at the same time. Nothing of this one was taken.');
    this.inside++;
    try {
      return await work();
    } finally {
      this.inside--;
    }
  }
}
