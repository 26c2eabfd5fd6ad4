import type { AcademicSessionDefined, DataOf, EventOf } from '@strata/contracts';
import type { Decider, Message } from '@strata/kernel';

export type AcademicSessionFacts = DataOf<typeof AcademicSessionDefined>;
/** Brings a school year, semester, term or grading period in line with a roster. */
export type AlignAcademicSession = Message<'AlignAcademicSession', AcademicSessionFacts>;
export type AcademicSessionEvent = EventOf<typeof AcademicSessionDefined>;
export type AcademicSessionState = { readonly facts?: AcademicSessionFacts };

/** A stretch of the school year. It ends by its own end date: one that a roster no longer names is simply over. */
export const academicSession: Decider<AcademicSessionState, AlignAcademicSession, AcademicSessionEvent> = {
  initialState: {},
  decide: ({ facts }, { data }) => (facts && sameSession(facts, data) ? [] : [{ type: 'AcademicSessionDefined', data }]),
  evolve: (_state, { data }) => ({ facts: data }),
};

const sameSession = (held: AcademicSessionFacts, wanted: AcademicSessionFacts): boolean =>
  held.title === wanted.title &&
  held.kind === wanted.kind &&
  held.begin === wanted.begin &&
  held.end === wanted.end &&
  held.parentId === wanted.parentId &&
  held.schoolYear === wanted.schoolYear;
