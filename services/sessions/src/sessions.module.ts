import { Global, Module } from '@nestjs/common';
import { PROVIDER_KEYS } from '@strata/runtime';
import { AccessTokensHttp } from './access-tokens.http.ts';
import { AccessTokens } from './access-tokens.ts';
import { ProviderDirectory } from './provider-directory.ts';
import { ProviderDoor } from './provider-door.ts';
import { ProviderEventsHttp } from './provider-events.http.ts';
import { ProviderGate } from './provider-gate.ts';
import { ProvidersHttp } from './providers.http.ts';
import { SessionsHttp } from './sessions.http.ts';
import { Submissions } from './submissions.ts';

const providerKeys = { provide: PROVIDER_KEYS, useExisting: ProviderDirectory };

/** What happened: providers, tutoring sessions, attendance. Global, because it tells the edge whose key a request carries. */
@Global()
@Module({
  controllers: [AccessTokensHttp, ProviderEventsHttp, ProvidersHttp, SessionsHttp],
  providers: [AccessTokens, ProviderDirectory, ProviderGate, ProviderDoor, Submissions, providerKeys],
  exports: [providerKeys],
})
export class SessionsModule {}
