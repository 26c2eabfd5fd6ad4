import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DomainError } from './errors.ts';

export type StoredUpload = { readonly id: string; readonly bytes: number; readonly sha256: string };

/** Files that somebody sent, kept until the work on them is over. */
export interface Uploads {
  /**
   * Stores the stream; durable when it answers. It takes the place of what this id held before, or, when it fails or
   * passes `maxBytes`, leaves everything as it was. An id is 1 to 100 letters, digits, `-` or `_`.
   * @throws DomainError `UPLOAD_TOO_LARGE`, `UPLOAD_ID_INVALID`, and what the stream threw.
   */
  save(id: string, content: Readable, maxBytes: number): Promise<StoredUpload>;
  /** Gives the file as a local path while `work` runs; undefined when there is none of this id. */
  withFile<Result>(id: string, work: (path: string) => Promise<Result>): Promise<Result | undefined>;
  /** Harmless when there is none. */
  remove(id: string): Promise<void>;
}

/** @throws DomainError `UPLOAD_ID_INVALID` for an id that is no plain word: ids become file names. */
export const requireUploadId = (id: string): void => {
  if (/^[A-Za-z0-9_-]{1,100}$/.test(id)) return;
  throw new DomainError('UPLOAD_ID_INVALID', 'invalid', 'The id of an upload is 1 to 100 letters, digits, "-" or "_".');
};

/**
 * Hands a stream on piece by piece, counting and digesting it on the way: what every adapter does with what arrives.
 * @throws DomainError `UPLOAD_TOO_LARGE` as soon as more than `maxBytes` came; the stream is destroyed then.
 */
export const receiveUpload = async (
  content: Readable,
  maxBytes: number,
  write: (piece: Buffer) => unknown,
): Promise<Omit<StoredUpload, 'id'>> => {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const piece of content as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxBytes) throw uploadTooLarge(maxBytes);
    digest.update(piece);
    await write(piece);
  }
  return { bytes, sha256: digest.digest('hex') };
};

const uploadTooLarge = (maxBytes: number) =>
  new DomainError(
    'UPLOAD_TOO_LARGE',
    'invalid',
    `The file is larger than ${maxBytes} bytes, the most that is accepted.`,
    {
      maxBytes,
    },
  );
