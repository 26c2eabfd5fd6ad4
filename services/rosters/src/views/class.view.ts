import { view, type EventEnvelope } from '@strata/kernel';
import { klass, type ClassEvent, type ClassState } from '../class.decider.ts';

export type ClassDoc = ClassState;

const fold = (doc: ClassDoc, event: EventEnvelope<ClassEvent>): ClassDoc => klass.evolve(doc, event);

export const classView = view<ClassDoc>({
  name: 'rosters_class',
  version: 1,
  key: (event: EventEnvelope<ClassEvent>) => event.data.classId,
  initial: () => klass.initialState,
  on: { ClassScheduled: fold, ClassChanged: fold, ClassEnded: fold },
  columns: {
    open: (doc) => (doc.open ? 1 : 0),
    schoolId: (doc) => doc.facts?.schoolId ?? '',
    supportUse: (doc) => doc.facts?.supportUse ?? '',
    title: (doc) => doc.facts?.title ?? '',
  },
  indexes: [['open', 'title'], ['open', 'schoolId', 'title'], ['open', 'supportUse', 'title'], ['open', 'schoolId', 'supportUse', 'title']],
});
