import { Controller, Header, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation } from '@nestjs/swagger';
import { Access } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import { AccessTokens, SCOPES, TOKEN_SECONDS } from './access-tokens.ts';
import { parseKey } from './api-keys.ts';
import { ProviderDirectory } from './provider-directory.ts';

/** Errors as RFC 6749 section 5.2 names them: OAuth clients know no other. */
type Refused = { readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'; readonly error_description: string };
type Granted = { readonly access_token: string; readonly token_type: 'Bearer'; readonly expires_in: number; readonly scope: string };

/** OAuth 2.0 client credentials (RFC 6749 section 4.4): the id of a key and the key itself get a token for an hour. */
@Controller('v1/oauth')
@Access('public')
export class AccessTokensHttp {
  constructor(
    @Inject(ProviderDirectory) private readonly directory: ProviderDirectory,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
  ) {}

  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Issues an access token', description: 'Client credentials: client_id is the id of a key, client_secret the key; as HTTP Basic or in the form.' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: { type: 'object', required: ['grant_type'], properties: { grant_type: { type: 'string', enum: ['client_credentials'] }, scope: { type: 'string' }, client_id: { type: 'string' }, client_secret: { type: 'string' } } } })
  async token(@Res({ passthrough: true }) reply: FastifyReply): Promise<Granted | Refused> {
    const { body, headers } = reply.request;
    const form = new URLSearchParams(typeof body === 'string' ? body : '');
    if (form.get('grant_type') !== 'client_credentials') return refuse(reply, 400, form.has('grant_type') ? 'unsupported_grant_type' : 'invalid_request', 'grant_type must be client_credentials, in a form.');
    const { id, secret } = basicOf(headers.authorization) ?? { id: form.get('client_id'), secret: form.get('client_secret') };
    const principal = secret === null || parseKey(secret)?.keyId !== id ? undefined : await this.directory.authenticate(secret);
    if (!principal) {
      void reply.header('www-authenticate', 'Basic realm="strata"');
      return refuse(reply, 401, 'invalid_client', 'client_id is the id of a key, client_secret the key itself; it is unknown, expired or revoked.');
    }
    const asked = (form.get('scope') ?? SCOPES.join(' ')).split(' ').filter((scope) => scope !== '');
    const scopes = SCOPES.filter((scope) => asked.includes(scope));
    if (scopes.length === 0 || scopes.length < new Set(asked).size) return refuse(reply, 400, 'invalid_scope', `Scopes are ${SCOPES.join(' and ')}.`);
    return { access_token: this.tokens.issue({ providerId: principal.id, keyId: principal.keyId, scopes }), token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: scopes.join(' ') };
  }
}

const refuse = (reply: FastifyReply, status: number, error: Refused['error'], description: string): Refused => {
  void reply.code(status);
  return { error, error_description: description };
};

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
const basicOf = (header: string | undefined): { id: string; secret: string } | undefined => {
  const encoded = /^Basic +(\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(/:(.*)/s);
  return { id, secret };
};
