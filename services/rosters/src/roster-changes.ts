import type { Decider, Message } from '@strata/kernel';
import { academicSession } from './academic-session.decider.ts';
import { klass } from './class.decider.ts';
import { rosterId, streamOf } from './roster-id.ts';
import type { RosterDocuments } from './roster-documents.ts';
import { classFacts, schoolFacts, sessionFacts } from './roster-facts.ts';
import type { RosterScope } from './roster-scope.ts';
import { school } from './school.decider.ts';
import type { StaffAlignment } from './staff-alignment.ts';
import { staff } from './staff.decider.ts';

/** A command that will change something, for the stream that it changes, and what it will append by all that is known. */
export type Change = {
  readonly decider: Decider<never, never, never>;
  readonly streamId: string;
  readonly command: Message;
  readonly events: readonly Message[];
  readonly isNew: boolean;
};

const change = <State, Command extends Message, Event extends Message>(
  decider: Decider<State, Command, Event>,
  streamId: string,
  command: Command,
  doc: State | undefined,
): Change[] => {
  const events = decider.decide(doc ?? decider.initialState, command);
  return events.length === 0 ? [] : [{ decider: decider as never, streamId, command, events, isNew: doc === undefined }];
};

/** Schools, academic sessions and classes that are new or differ. */
export const definingChanges = (scope: RosterScope, docs: RosterDocuments, timeZone: string): Change[] => {
  const { roster } = scope;
  const changes: Change[] = [];
  for (const org of roster.orgs()) {
    const data = schoolFacts(org, timeZone);
    changes.push(...change(school, streamOf.school(data.schoolId), { type: 'AlignSchool', data }, docs.schools.get(data.schoolId)));
  }
  for (const session of roster.academicSessions()) {
    const data = sessionFacts(session);
    changes.push(...change(academicSession, streamOf.session(data.sessionId), { type: 'AlignAcademicSession', data }, docs.sessions.get(data.sessionId)));
  }
  for (const told of roster.classes()) {
    const doc = docs.classes.get(rosterId('class', told.sourcedId));
    const data = classFacts(told, scope.isComplete('courses') ? undefined : doc?.facts?.courseTitle);
    changes.push(...change(klass, streamOf.class(data.classId), { type: 'AlignClass', data }, doc));
  }
  return changes;
};

/** Staff that are new, differ or left. */
export const staffChanges = async (alignment: StaffAlignment, docs: RosterDocuments): Promise<{ changes: Change[]; others: number }> => {
  const aligned = await alignment.align(docs.staff);
  const changes = aligned.flatMap(({ command, doc }) => change(staff, streamOf.staff(command.data.staffId), command, doc));
  return { changes, others: aligned.filter(({ otherPerson }) => otherPerson).length };
};

/** Classes and schools that are gone; after their people, so that nobody is in a class that ended before. */
export const endingChanges = (scope: RosterScope, docs: RosterDocuments): Change[] => {
  const listed = new Set<string>();
  for (const { sourcedId } of scope.roster.classes()) listed.add(sourcedId);
  for (const { sourcedId } of scope.roster.orgs()) listed.add(`org ${sourcedId}`);
  const changes: Change[] = [];
  for (const [classId, doc] of docs.classes) {
    if (!doc.open || listed.has(doc.facts!.sourcedId) || !scope.hasLeft('classes', doc.facts!.sourcedId)) continue;
    changes.push(...change(klass, streamOf.class(classId), { type: 'EndClass', data: { classId } }, doc));
  }
  for (const [schoolId, doc] of docs.schools) {
    if (!doc.open || listed.has(`org ${doc.facts!.sourcedId}`) || !scope.hasLeft('orgs', doc.facts!.sourcedId)) continue;
    changes.push(...change(school, streamOf.school(schoolId), { type: 'CloseSchool', data: { schoolId } }, doc));
  }
  return changes;
};
