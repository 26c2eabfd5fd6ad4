/** Why a request was refused; the HTTP edge turns it into a status in one place. */
export type ErrorKind = 'invalid' | 'not-found' | 'conflict' | 'rejected' | 'forbidden' | 'unavailable';

/** One fault in what was sent: `pointer` is a JSON Pointer (RFC 6901), or `file:row:field` for tables. */
export type Fault = { readonly pointer: string; readonly code: string; readonly detail: string };

export type ErrorDetails = { readonly faults?: readonly Fault[]; readonly [fact: string]: unknown };

/**
 * A request refused by a rule. `code` is stable and in capitals (`SESSION_ALREADY_HELD`): match on it, never on the
 * message. The message names the field, the shape of the value and what would be accepted, and never holds a person's
 * data. Anything thrown that is not a `DomainError` is a bug.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;

  constructor(code: string, kind: ErrorKind = 'rejected', message: string = code, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.kind = kind;
    this.details = details;
  }
}

/** Ends a switch over a union: the compiler refuses it while a member is left, and it throws if one slips through. */
export const assertNever = (value: never): never => {
  throw new Error(`Unhandled case: ${JSON.stringify((value as { type?: unknown })?.type ?? typeof value)}`);
};
