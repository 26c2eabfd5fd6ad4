import { DomainError } from '@strata/kernel';

/** A stream's version as a strong entity tag. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version that `If-Match` asks for; undefined without the header or for `*`.
 * @throws DomainError `IF_MATCH_INVALID` (400) for anything that `etagOf` does not make.
 */
export const expectedVersionOf = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^\s*"(\d{1,15})"\s*$/.exec(ifMatch)?.[1];
  if (version === undefined) throw new DomainError('IF_MATCH_INVALID', 'invalid', 'If-Match takes the ETag of an earlier answer, quotes included, or *.', { status: 400 });
  return Number(version);
};
