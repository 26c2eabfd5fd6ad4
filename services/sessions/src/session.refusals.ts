import type { SessionStatus } from '@strata/contracts';
import { DomainError } from '@strata/kernel';

export const sameInstant = (a: string, b: string): boolean => a === b || Date.parse(a) === Date.parse(b);

/** @throws DomainError `SESSION_ENDS_BEFORE_IT_STARTS` also when it takes no time at all. */
export const refuseEmptySpan = (start: string, end: string, pointer: string): void => {
  if (Date.parse(end) > Date.parse(start)) return;
  const detail = 'The end must be later than the start.';
  throw new DomainError('SESSION_ENDS_BEFORE_IT_STARTS', 'invalid', detail, { faults: [{ pointer, code: 'SESSION_ENDS_BEFORE_IT_STARTS', detail }] });
};

export const notFound = () => new DomainError('SESSION_NOT_FOUND', 'not-found', 'There is no session of this id.');
export const voided = () => new DomainError('SESSION_VOIDED', 'rejected', 'This session was voided. Record the right one under a new id.');
/** It is held or cancelled, and what was sent says something else. */
export const alreadyRecorded = (status: SessionStatus): DomainError =>
  status === 'held'
    ? new DomainError('SESSION_ALREADY_HELD', 'rejected', 'This session is recorded as held, with other facts. Send org.strata.attendance.corrected.v1 to change minutes, or void it and record it under a new id.')
    : new DomainError('SESSION_ALREADY_CANCELLED', 'rejected', `This session is recorded as ${status === 'no_show' ? 'a no-show' : 'cancelled'}. Void it and record the right one under a new id.`);
