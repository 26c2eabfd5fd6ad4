import { Inject, Injectable } from '@nestjs/common';
import { DomainError, replay, type Clock, type EventStore, type Message } from '@strata/kernel';
import { CLOCK, EVENT_STORE, type Principal, type ProviderKeys } from '@strata/runtime';
import { AccessTokens, type Scope as TokenScope } from './access-tokens.ts';
import { scopeOf, type Scope } from './agreements.ts';
import { isKeyOf, parseKey } from './api-keys.ts';
import { isLive, provider, type Provider, type ProviderEventOfLog, type ProviderState } from './provider.decider.ts';

export const providerStream = (providerId: string): string => `provider-${providerId}`;

/** A provider as it stands in the log, with its students looked up by any of their ids. */
export type ListedProvider = { readonly provider: Provider; readonly scope: Scope; readonly version: number };
type Entry = ListedProvider & { readonly readAt: number };

/** Without `scopes`, everything that a provider may do: it came with a key. */
export type ProviderPrincipal = Extract<Principal, { kind: 'provider' }> & { readonly scopes?: readonly TokenScope[] };

/** @throws DomainError `SCOPE_MISSING` when the caller's token was not made for this */
export const requireScope = (who: Principal, scope: TokenScope): void => {
  const { scopes } = who as Partial<ProviderPrincipal>;
  if (scopes && !scopes.includes(scope)) throw new DomainError('SCOPE_MISSING', 'forbidden', `This token lacks the scope ${scope}.`);
};

/** Milliseconds for which a provider is not read again. A change made by this process is seen at once. */
const FRESH = 1000;

/**
 * Providers, their keys and agreements, kept in memory and read from the log: a revoked key or a student taken off an
 * agreement is out within a second everywhere, and at once where it was changed.
 */
@Injectable()
export class ProviderDirectory implements ProviderKeys {
  private readonly entries = new Map<string, Entry>();
  private readonly reading = new Map<string, Promise<ListedProvider | undefined>>();

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
  ) {}

  /** By a key, or by a token that one of its keys got: for as long as the key is live. */
  async authenticate(credential: string): Promise<ProviderPrincipal | undefined> {
    const token = this.tokens.read(credential);
    const claimed = token ?? parseKey(credential);
    if (!claimed) return undefined;
    const listed = await this.find(claimed.providerId);
    const known = listed?.provider.keys.find(({ keyId }) => keyId === claimed.keyId);
    if (!known || !isLive(known, this.clock.now()) || (!token && !isKeyOf(credential, known.hash))) return undefined;
    return { kind: 'provider', id: claimed.providerId, keyId: known.keyId, test: known.kind === 'test', reason: 'own students', ...(token && { scopes: token.scopes }) };
  }

  /** Undefined when there is no such provider. */
  async find(providerId: string): Promise<ListedProvider | undefined> {
    const entry = this.entries.get(providerId);
    if (entry && this.clock.now() - entry.readAt < FRESH) return entry;
    let reading = this.reading.get(providerId);
    if (!reading) {
      reading = this.read(providerId, entry);
      this.reading.set(providerId, reading);
      const done = () => void (this.reading.get(providerId) === reading && this.reading.delete(providerId));
      reading.then(done, done);
    }
    return reading;
  }

  /** What is known of this provider is read again before it is used: something of it changed. */
  changed(providerId: string): void {
    const entry = this.entries.get(providerId);
    if (entry) this.entries.set(providerId, { ...entry, readAt: Number.NEGATIVE_INFINITY });
    this.reading.delete(providerId); // a reading under way may have missed the change
  }

  private async read(providerId: string, before: Entry | undefined): Promise<ListedProvider | undefined> {
    const readAt = this.clock.now();
    const { events, version } = await this.store.read(providerStream(providerId), before?.version ?? 0);
    const state = replay({ ...provider, initialState: before?.provider as ProviderState }, events as readonly Message[] as readonly ProviderEventOfLog[]);
    if (!state) return undefined;
    const scope = before && before.version === version ? before.scope : scopeOf(state);
    const entry = { provider: state, scope, version, readAt };
    if (this.entries.get(providerId) === before) this.entries.set(providerId, entry);
    return entry;
  }
}
