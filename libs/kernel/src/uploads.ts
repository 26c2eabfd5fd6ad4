import type { Readable } from 'node:stream';

export type StoredUpload = { readonly id: string; readonly bytes: number; readonly sha256: string };

/** Files that somebody sent, kept until the work on them is over. */
export interface Uploads {
  /**
   * Stores the stream; durable when it answers. A stream that fails or passes `maxBytes` leaves nothing behind.
   * @throws DomainError `UPLOAD_TOO_LARGE`
   */
  save(id: string, content: Readable, maxBytes: number): Promise<StoredUpload>;
  /** Gives the file as a local path while `work` runs; undefined when there is none of this id. */
  withFile<Result>(id: string, work: (path: string) => Promise<Result>): Promise<Result | undefined>;
  remove(id: string): Promise<void>;
}
