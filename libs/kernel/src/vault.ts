import { DomainError } from './errors.ts';

/** Data under the key of its subject, as text that may be stored and published anywhere. */
export type Sealed = string;

export type SealRequest = { readonly subjectId: string; readonly data: unknown };
export type OpenRequest = { readonly subjectId: string; readonly sealed: Sealed };

/**
 * Names, birth dates, contacts and free notes of a person, readable only through the key of that person.
 * What was sealed is bound to its subject: opened under another it fails. Destroying the key destroys the data
 * wherever copies of it lie, the log included.
 */
export interface Vault {
  /**
   * Seals in the order asked, making keys where there are none; the keys are durable before it answers.
   * @throws DomainError `SUBJECT_SHREDDED` when the key of one was destroyed; then nothing of the call is sealed.
   */
  seal(requests: readonly SealRequest[]): Promise<Sealed[]>;
  /**
   * Opens in the order asked; `undefined` where the key was destroyed.
   * @throws Error when a text was changed, belongs to another subject, or its subject never had a key.
   */
  open(requests: readonly OpenRequest[]): Promise<unknown[]>;
  /**
   * A keyed digest (HMAC-SHA256, base64url, 22 characters) of personal data: equal for equal text within this
   * installation, useless to whoever guesses names without its key. For "did this change?", never for look-up.
   */
  fingerprint(text: string): string;
  /** Destroys the subject's key for ever. Repeating it is harmless. Sealing for that subject again is refused. */
  shred(subjectId: string): Promise<void>;
}

/** The refusal of `seal`: whoever was forgotten stays forgotten. */
export const subjectShredded = (subjectId: string): DomainError =>
  new DomainError(
    'SUBJECT_SHREDDED',
    'rejected',
    'The personal data of this subject was destroyed; none can be added again.',
    {
      subjectId,
    },
  );
