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

/** Records looked at before other work gets its turn. */
const TURN = 100;

export type Definitions = {
  readonly changes: readonly Change[];
  /** Schools and classes that the package has, changed or not. */
  readonly told: ReadonlySet<string>;
};

/** Schools, academic sessions and classes that are new or differ. */
export const definingChanges = async (scope: RosterScope, docs: RosterDocuments, timeZone: string, pause: () => Promise<void>): Promise<Definitions> => {
  const { roster } = scope;
  const told = new Set<string>();
  const changes: Change[] = [];
  for (const org of roster.orgs()) {
    const data = schoolFacts(org, timeZone);
    told.add(data.schoolId);
    changes.push(...change(school, streamOf.school(data.schoolId), { type: 'AlignSchool', data }, docs.schools.get(data.schoolId)));
  }
  for (const session of roster.academicSessions()) {
    const data = sessionFacts(session);
    changes.push(...change(academicSession, streamOf.session(data.sessionId), { type: 'AlignAcademicSession', data }, docs.sessions.get(data.sessionId)));
  }
  for (const record of roster.classes()) {
    const doc = docs.classes.get(rosterId('class', record.sourcedId));
    const data = classFacts(record, scope.isComplete('courses') ? undefined : doc?.facts?.courseTitle);
    changes.push(...change(klass, streamOf.class(data.classId), { type: 'AlignClass', data }, doc));
    told.add(data.classId);
    if (told.size % TURN === 0) await pause();
  }
  return { changes, told };
};

/** Staff that are new, differ or left. */
export const staffChanges = async (alignment: StaffAlignment, docs: RosterDocuments, pause: () => Promise<void>): Promise<Change[]> => {
  const changes: Change[] = [];
  for await (const aligned of alignment.align(docs.staff)) {
    for (const { command, doc } of aligned) changes.push(...change(staff, streamOf.staff(command.data.staffId), command, doc));
    await pause();
  }
  return changes;
};

/** Classes and schools that are gone; after their people, so that nobody is in a class that ended before. */
export const endingChanges = (scope: RosterScope, docs: RosterDocuments, told: ReadonlySet<string>): Change[] => {
  const changes: Change[] = [];
  for (const [classId, doc] of docs.classes) {
    if (!doc.open || told.has(classId) || !scope.hasLeft('classes', doc.facts!.sourcedId)) continue;
    changes.push(...change(klass, streamOf.class(classId), { type: 'EndClass', data: { classId } }, doc));
  }
  for (const [schoolId, doc] of docs.schools) {
    if (!doc.open || told.has(schoolId) || !scope.hasLeft('orgs', doc.facts!.sourcedId)) continue;
    changes.push(...change(school, streamOf.school(schoolId), { type: 'CloseSchool', data: { schoolId } }, doc));
  }
  return changes;
};
