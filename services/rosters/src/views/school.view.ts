import { view, type EventEnvelope } from '@strata/kernel';
import { school, type SchoolEvent, type SchoolState } from '../school.decider.ts';

/** A school with its bell schedules and calendar: what its decider knows. */
export type SchoolDoc = SchoolState;

const fold = (doc: SchoolDoc, event: EventEnvelope<SchoolEvent>): SchoolDoc => school.evolve(doc, event);

export const schoolView = view<SchoolDoc>({
  name: 'rosters_school',
  version: 1,
  key: (event: EventEnvelope<SchoolEvent>) => event.data.schoolId,
  initial: () => school.initialState,
  on: { SchoolDefined: fold, SchoolClosed: fold, BellScheduleDefined: fold, CalendarDateSet: fold },
  columns: {
    open: (doc) => (doc.open ? 1 : 0),
    kind: (doc) => doc.facts?.kind ?? '',
    name: (doc) => doc.facts?.name ?? '',
    identifier: (doc) => doc.facts?.identifier ?? null,
  },
  indexes: [['open', 'name'], ['open', 'kind', 'name'], ['identifier']],
  scopes: (_doc, id) => ['district', `school/${id}`],
});
