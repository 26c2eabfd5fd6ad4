import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Vault } from '@strata/kernel';
import { CLOCK, VAULT } from '@strata/runtime';
import { z } from 'zod';

export const SCOPES = ['sessions.write', 'sessions.read'] as const;
export type Scope = (typeof SCOPES)[number];

/** Seconds for which a token is good. */
export const TOKEN_SECONDS = 3600;
const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
const ISSUER = 'strata';
const claims = z.object({ iss: z.literal(ISSUER), sub: z.string(), client_id: z.string(), scope: z.string(), iat: z.number(), exp: z.number() });

export type TokenHolder = { readonly providerId: string; readonly keyId: string; readonly scopes: readonly Scope[] };

/**
 * Access tokens of OAuth 2.0 client credentials: JWTs that this installation alone makes and checks, under a secret
 * that follows from the vault's key and never leaves the process. A token is good no longer than the key it came from.
 */
@Injectable()
export class AccessTokens {
  private readonly secret: string;

  constructor(
    @Inject(VAULT) vault: Vault,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.secret = vault.fingerprint('access tokens, first half') + vault.fingerprint('access tokens, second half');
  }

  issue({ providerId, keyId, scopes }: TokenHolder): string {
    const iat = Math.floor(this.clock.now() / 1000);
    const payload = { iss: ISSUER, sub: providerId, client_id: keyId, scope: scopes.join(' '), iat, exp: iat + TOKEN_SECONDS };
    const text = `${HEADER}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
    return `${text}.${this.sign(text).toString('base64url')}`;
  }

  /** Whose token it is; undefined for anything that is not a token of ours or is over. */
  read(token: string): TokenHolder | undefined {
    const [header, payload, signature, ...rest] = token.split('.');
    if (header !== HEADER || payload === undefined || signature === undefined || rest.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(`${header}.${payload}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { sub, client_id: keyId, scope, exp } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    if (this.clock.now() >= exp * 1000) return undefined;
    return { providerId: sub, keyId, scopes: SCOPES.filter((one) => scope.split(' ').includes(one)) };
  }

  private sign(text: string): Buffer {
    return createHmac('sha256', this.secret).update(text).digest();
  }
}
