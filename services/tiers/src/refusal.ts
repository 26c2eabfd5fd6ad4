import { DomainError, type ErrorKind } from '@strata/kernel';

/** A refusal that points at one field of what was sent. */
export const refusal = (code: string, pointer: string, detail: string, kind: ErrorKind = 'rejected'): DomainError =>
  new DomainError(code, kind, detail, { faults: [{ pointer, code, detail }] });
