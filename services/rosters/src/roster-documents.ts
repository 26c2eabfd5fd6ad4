import type { ViewReader } from '@strata/kernel';
import type { KnownKind, KnownRoster } from './oneroster-references.ts';
import type { AcademicSessionDoc } from './views/academic-session.view.ts';
import type { ClassDoc } from './views/class.view.ts';
import type { SchoolDoc } from './views/school.view.ts';
import type { StaffDoc } from './views/staff.view.ts';
import type { StudentDoc } from './views/student.view.ts';

const PAGE = 1000;

/** Every document of a view, page by page, by id. */
export async function* documentsOf<Doc>(views: ViewReader, view: string): AsyncGenerator<readonly { readonly id: string; readonly doc: Doc }[]> {
  let cursor: string | undefined;
  do {
    const page = await views.find<Doc>(view, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
    yield page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

const all = async <Doc>(views: ViewReader, view: string): Promise<Map<string, Doc>> => {
  const docs = new Map<string, Doc>();
  for await (const page of documentsOf<Doc>(views, view)) for (const { id, doc } of page) docs.set(id, doc);
  return docs;
};

/** What is known of everything but the students: some tens of thousands of documents at most. */
export type RosterDocuments = {
  readonly schools: ReadonlyMap<string, SchoolDoc>;
  readonly sessions: ReadonlyMap<string, AcademicSessionDoc>;
  readonly classes: ReadonlyMap<string, ClassDoc>;
  readonly staff: ReadonlyMap<string, StaffDoc>;
};

export const rosterDocuments = async (views: ViewReader): Promise<RosterDocuments> => ({
  schools: await all<SchoolDoc>(views, 'rosters_school'),
  sessions: await all<AcademicSessionDoc>(views, 'rosters_academic_session'),
  classes: await all<ClassDoc>(views, 'rosters_class'),
  staff: await all<StaffDoc>(views, 'rosters_staff'),
});

/**
 * The records of earlier imports by their `sourcedId`, for packages that do not repeat them. Whoever left is not among
 * them. Courses are not kept, so every course counts as known: its title simply stays what it was.
 */
export const knownRoster = async (views: ViewReader): Promise<KnownRoster> => {
  const known = new Map<KnownKind, Set<string>>();
  const add = (kind: KnownKind, sourcedId: string) => (known.get(kind) ?? known.set(kind, new Set()).get(kind)!).add(sourcedId);
  const { schools, sessions, classes, staff } = await rosterDocuments(views);
  for (const { open, facts } of schools.values()) if (open) add('org', facts!.sourcedId);
  for (const { facts } of sessions.values()) add('academicSession', facts!.sourcedId);
  for (const { open, facts } of classes.values()) if (open) add('class', facts!.sourcedId);
  for (const { here, facts } of staff.values()) if (here) add('staff', facts!.sourcedId).add(facts!.sourcedId);
  for await (const page of documentsOf<StudentDoc>(views, 'rosters_student')) {
    for (const { doc } of page) {
      add('student', doc.sourcedId);
      for (const guardian of doc.guardians) add('guardian', guardian);
    }
  }
  return {
    has(kind, sourcedId) {
      if (kind === 'course') return true;
      if (kind !== 'user') return known.get(kind)?.has(sourcedId) === true;
      return (['student', 'staff', 'guardian'] as const).some((person) => known.get(person)?.has(sourcedId) === true);
    },
  };
};
