import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { Sealed } from './vault.ts';

/** Bytes of a subject's key and of a master key: AES-256. */
const KEY_BYTES = 32;

/** Keys are `KeyObject`s throughout: Node takes 18 microseconds to look at a key given as bytes, 2 at one of these. */
export const secretKey = (bytes: Uint8Array): KeyObject => {
  if (bytes.length !== KEY_BYTES) throw new Error(`A key has ${KEY_BYTES} bytes.`);
  return createSecretKey(bytes);
};

export const newKey = (): KeyObject => secretKey(random(KEY_BYTES));

const CIPHER = 'aes-256-gcm';
/** 96 bits, the length that GCM is made for (NIST SP 800-38D, 8.2). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK = 'v1.';

/** `randomBytes` in large portions: asking for 12 bytes costs more than encrypting under them. */
const randomPool = () => {
  let pool = randomBytes(0);
  let used = 0;
  return (bytes: number): Buffer => {
    if (used + bytes > pool.length) [pool, used] = [randomBytes(8192), 0];
    return pool.subarray(used, (used += bytes));
  };
};

const random = randomPool();

/** AES-256-GCM: nonce, tag and ciphertext in one piece, bound to `subjectId`, which must be given again to open it. */
export const encrypt = (key: KeyObject, subjectId: string, plain: Uint8Array): Buffer => {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(subjectId));
  const body = cipher.update(plain);
  cipher.final(); // nothing comes: GCM is a stream
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
};

/** @throws Error when the bytes were changed, or encrypted under another key or for another subject. */
export const decrypt = (key: KeyObject, subjectId: string, sealed: Uint8Array): Buffer => {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(subjectId))
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  decipher.final();
  return plain;
};

/** Data as text under the key of its subject: `v1.` and base64url of what `encrypt` gives for its JSON. */
export const sealData = (key: KeyObject, subjectId: string, data: unknown): Sealed =>
  MARK + encrypt(key, subjectId, Buffer.from(JSON.stringify(data))).toString('base64url');

/** @throws Error when the text was changed, or sealed under another key or for another subject. Never says what it holds. */
export const openSealed = (key: KeyObject, subjectId: string, sealed: Sealed): unknown => {
  let plain: string;
  try {
    if (!sealed.startsWith(MARK)) throw new Error('unknown mark');
    plain = decrypt(key, subjectId, Buffer.from(sealed.slice(MARK.length), 'base64url')).toString();
  } catch {
    throw unreadable();
  }
  return JSON.parse(plain);
};

export const unreadable = () => new Error('A sealed text was changed, or belongs to another subject.');

/** `Vault.fingerprint` under this key. */
export const keyedFingerprint = (key: KeyObject, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
