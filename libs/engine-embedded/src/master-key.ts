import { createHmac, type KeyObject } from 'node:crypto';
import { decrypt, DomainError, encrypt, newKey, secretKey } from '@strata/kernel';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** The key that all other keys of an installation hang on. Whoever copies the data without it copies no personal data. */
export type MasterKey = {
  /** Encrypts a subject's key, bound to the subject. */
  wrap(subjectId: string, key: KeyObject): Buffer;
  /** @throws Error when the bytes were changed or belong to another subject or master key. */
  unwrap(subjectId: string, wrapped: Uint8Array): KeyObject;
  /** A key for another purpose, the same every time for the same name (HMAC-SHA256, as in HKDF-Expand, RFC 5869). */
  derive(purpose: string): KeyObject;
};

/**
 * The master key of this file: 32 random bytes as base64url, mode 0600.
 * @returns undefined when there is no such file.
 * @throws DomainError `SECRET_EXPOSED`, `MASTER_KEY_DAMAGED`
 */
export const readMasterKey = (path: string): MasterKey | undefined => {
  const text = readPrivateFile(path);
  if (text === undefined) return undefined;
  try {
    return masterKey(secretKey(Buffer.from(text, 'base64url')));
  } catch {
    throw masterKeyDamaged(path);
  }
};

/** Makes a new one; on disk when it returns. */
export const makeMasterKey = (path: string): MasterKey => {
  const key = newKey();
  writePrivateFile(path, `${key.export().toString('base64url')}\n`);
  return masterKey(key);
};

const masterKey = (master: KeyObject): MasterKey => {
  const derive = (purpose: string) => secretKey(createHmac('sha256', master).update(`strata/${purpose}/1`).digest());
  const wrapping = derive('wrap');
  return {
    wrap: (subjectId, key) => encrypt(wrapping, subjectId, key.export()),
    unwrap: (subjectId, wrapped) => secretKey(decrypt(wrapping, subjectId, wrapped)),
    derive,
  };
};

const masterKeyDamaged = (path: string) =>
  new DomainError(
    'MASTER_KEY_DAMAGED',
    'unavailable',
    `${path} does not hold a master key. Put the right file back from a backup.`,
  );
