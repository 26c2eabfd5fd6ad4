import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * `strata_live_<keyId>_<secret><crc>`: a prefix that secret scanners find, 190 random bits, and a CRC-32 of all before it,
 * so that a key that was cut or mistyped is told from one that is unknown without a look-up. A key's id begins with its
 * provider's, so that a key is looked up in its provider's own stream.
 */
export type ParsedKey = { readonly kind: 'live' | 'test'; readonly keyId: string; readonly providerId: string };

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const PROVIDER_ID_LENGTH = 12;
const KEY_SUFFIX_LENGTH = 4;
const SECRET_LENGTH = 32;
const FORMAT = new RegExp(`^(strata_(live|test)_([a-z2-7]{${PROVIDER_ID_LENGTH + KEY_SUFFIX_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{6})$`);

/** Bytes of base-32 text have no bias; a byte beyond the last multiple of 62 is thrown away. */
const random = (alphabet: string, length: number): string => {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length];
  }
  return text;
};

const checksum = (text: string): string => {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < 6; place++) {
    digits = DIGITS[rest % 62] + digits;
    rest = Math.trunc(rest / 62);
  }
  return digits;
};

export const newProviderId = (): string => random(LETTERS, PROVIDER_ID_LENGTH);

/** A fresh key: shown once, and only its hash is kept. */
export const newKey = (providerId: string, kind: 'live' | 'test'): { readonly keyId: string; readonly key: string; readonly hash: string } => {
  const keyId = providerId + random(LETTERS, KEY_SUFFIX_LENGTH);
  const secret = `strata_${kind}_${keyId}_${random(DIGITS, SECRET_LENGTH)}`;
  const key = secret + checksum(secret);
  return { keyId, key, hash: hashOf(key).toString('hex') };
};

/** What a key says of itself; undefined when it is none, or damaged. */
export const parseKey = (key: string): ParsedKey | undefined => {
  const [, secret, kind, keyId, crc] = FORMAT.exec(key) ?? [];
  if (secret === undefined || checksum(secret) !== crc) return undefined;
  return { kind: kind as 'live' | 'test', keyId: keyId!, providerId: keyId!.slice(0, PROVIDER_ID_LENGTH) };
};

/** Whether this is the key of a stored hash (hex), in a time that does not tell where they differ. */
export const isKeyOf = (key: string, hash: string): boolean => {
  const expected = Buffer.from(hash, 'hex');
  const given = hashOf(key);
  return expected.length === given.length && timingSafeEqual(given, expected);
};

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
