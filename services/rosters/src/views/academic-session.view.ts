import { view, type EventEnvelope } from '@strata/kernel';
import { academicSession, type AcademicSessionEvent, type AcademicSessionState } from '../academic-session.decider.ts';

export type AcademicSessionDoc = AcademicSessionState;

export const academicSessionView = view<AcademicSessionDoc>({
  name: 'rosters_academic_session',
  version: 1,
  key: (event: EventEnvelope<AcademicSessionEvent>) => event.data.sessionId,
  initial: () => academicSession.initialState,
  on: { AcademicSessionDefined: (doc, event: EventEnvelope<AcademicSessionEvent>) => academicSession.evolve(doc, event) },
  columns: { begin: (doc) => doc.facts?.begin ?? '' },
  indexes: [['begin']],
});
