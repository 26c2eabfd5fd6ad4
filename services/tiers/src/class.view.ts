import type { ClassEnded, ClassScheduled, Domain, EventOf, SchoolClosed, SchoolDefined } from '@strata/contracts';
import { view, type EventEnvelope } from '@strata/kernel';

type Scheduled = EventOf<typeof ClassScheduled>['data'];
export type ClassDoc = { classId: string; subject: string | null; courseTitle: string | null; homeroom: boolean; core: boolean; ended: boolean };

const scheduled = (doc: ClassDoc, { data }: EventEnvelope<{ type: string; data: Scheduled }>): ClassDoc => {
  doc.subject = data.subject ?? null;
  doc.courseTitle = data.courseTitle ?? data.title;
  doc.homeroom = data.homeroom;
  doc.core = data.supportUse === 'core';
  doc.ended = false;
  return doc;
};

/** Which classes teach the core of a domain. */
export const classView = view<ClassDoc>({
  name: 'tiers_class',
  version: 1,
  key: (event: EventEnvelope<never>) => (event as EventEnvelope<EventOf<typeof ClassEnded>>).data.classId,
  initial: (classId) => ({ classId, subject: null, courseTitle: null, homeroom: false, core: false, ended: false }),
  on: {
    ClassScheduled: scheduled,
    ClassChanged: scheduled,
    ClassEnded(doc) {
      doc.ended = true;
      return doc;
    },
  },
});

const TEACHES: Readonly<Partial<Record<Domain, RegExp>>> = {
  ela: /\b(ela|english|language arts?|reading|literacy|literature|writing)\b/i,
  math: /\b(math|maths|mathematics|algebra|geometry|calculus|arithmetic|statistics)\b/i,
};

/**
 * The class that teaches the core of a domain: by its subject, by the name of its course, else the homeroom, where
 * behavior and social-emotional learning are taught. Undefined when none of them does. By id where two would do.
 */
export const coreClassOf = (domain: Domain, classes: readonly ClassDoc[]): string | undefined => {
  const core = classes.filter((one) => one.core || one.homeroom).toSorted((a, b) => (a.classId < b.classId ? -1 : 1));
  const teaches = TEACHES[domain];
  const bySubject = teaches && core.find(({ subject }) => subject !== null && teaches.test(subject));
  const byCourse = teaches && core.find(({ courseTitle, homeroom }) => !homeroom && courseTitle !== null && teaches.test(courseTitle));
  return (bySubject ?? byCourse ?? core.find(({ homeroom }) => homeroom))?.classId;
};

export type SchoolDoc = { schoolId: string; closed: boolean };

export const schoolView = view<SchoolDoc>({
  name: 'tiers_school',
  version: 1,
  key: (event: EventEnvelope<never>) => (event as EventEnvelope<EventOf<typeof SchoolClosed>>).data.schoolId,
  initial: (schoolId) => ({ schoolId, closed: false }),
  on: {
    SchoolDefined(doc, _event: EventEnvelope<EventOf<typeof SchoolDefined>>) {
      doc.closed = false;
      return doc;
    },
    SchoolClosed(doc) {
      doc.closed = true;
      return doc;
    },
  },
});
