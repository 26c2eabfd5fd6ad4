import type { ViewReader } from '@strata/kernel';
import { batchesOf } from './batches.ts';
import { documentsOf } from './roster-documents.ts';
import { wantedStudents, type AlignedStudent, type StudentAlignment, type WantedStudent } from './student-alignment.ts';
import { isOpen, student, type AlignStudent, type StudentEvent } from './student.decider.ts';
import type { Roster } from './oneroster-roster.ts';
import type { StudentDoc } from './views/student.view.ts';

/** Students in hand at a time: one look at the view, and one write of the vault, for all of them. */
const BATCH = 500;

export type StudentComparison = {
  /** By place among the wanted students: 1 when something differs. */
  readonly differs: Uint8Array;
  /** Whoever is known and not told of, and has something to end. */
  readonly missing: readonly string[];
  readonly known: number;
  /** Class enrolments that hold now, and students in a school now. */
  readonly openSeats: number;
  readonly enrolled: number;
  readonly leaving: number;
  /** Known students whose id now names somebody else. */
  readonly others: number;
  readonly destroyed: number;
};

export type ComparisonOptions = {
  readonly date: string;
  readonly onCompared: (events: readonly StudentEvent[], isNew: boolean) => void;
  readonly pause: (done: number) => Promise<void>;
};

/** Compares every student of a package with what is known, without writing: what would change, and what would end. */
export const compareStudents = async (views: ViewReader, roster: Roster, alignment: StudentAlignment, options: ComparisonOptions): Promise<StudentComparison> => {
  const comparing = new Comparing(views, alignment, options);
  for (const batch of batchesOf(wantedStudents(roster), BATCH)) await comparing.told(batch);
  await comparing.untold();
  return comparing.result();
};

class Comparing {
  private readonly views: ViewReader;
  private readonly alignment: StudentAlignment;
  private readonly options: ComparisonOptions;
  private readonly counts = { known: 0, openSeats: 0, enrolled: 0, leaving: 0, others: 0, destroyed: 0 };
  private readonly seen = new Set<string>();
  private readonly differs: number[] = [];
  private readonly missing: string[] = [];
  private done = 0;

  constructor(views: ViewReader, alignment: StudentAlignment, options: ComparisonOptions) {
    this.views = views;
    this.alignment = alignment;
    this.options = options;
  }

  async told(batch: readonly WantedStudent[]): Promise<void> {
    const docs = await this.views.load<StudentDoc>('rosters_student', batch.map(({ studentId }) => studentId));
    for (const aligned of await this.alignment.align(batch, docs)) {
      const place = this.done++;
      if (aligned && this.differ(aligned)) this.differs.push(place);
    }
    await this.options.pause(this.done);
  }

  /** Whoever is known and not in the package. */
  async untold(): Promise<void> {
    for await (const page of documentsOf<StudentDoc>(this.views, 'rosters_student')) {
      for (const { id, doc } of page) {
        if (this.seen.has(id)) continue;
        const command = this.alignment.missing(id, doc);
        const events = command ? student.decide(doc, command) : [];
        this.look(doc, events);
        if (events.length === 0) continue;
        this.options.onCompared(events, false);
        this.missing.push(id);
      }
      await this.options.pause(this.done);
    }
  }

  result(): StudentComparison {
    const differs = new Uint8Array(this.done);
    for (const place of this.differs) differs[place] = 1;
    return { ...this.counts, differs, missing: this.missing };
  }

  private differ({ command, doc, profile }: AlignedStudent): boolean {
    const events = student.decide(doc ?? student.initialState, command);
    this.options.onCompared(events, doc === undefined);
    if (doc) {
      this.look(doc, events);
      this.seen.add(command.data.studentId);
      this.counts.known += 1;
      this.counts.others += profile?.otherPerson ? 1 : 0;
      this.counts.destroyed += profile?.destroyed ? 1 : 0;
    }
    return events.length > 0;
  }

  private look(doc: StudentDoc, events: readonly StudentEvent[]): void {
    for (const seat of doc.classes) if (isOpen(seat, this.options.date)) this.counts.openSeats += 1;
    if (doc.schools.length === 0) return;
    this.counts.enrolled += 1;
    if (events.some(({ type }) => type === 'StudentWithdrawn') && !events.some(({ type }) => type === 'StudentEnrolled')) this.counts.leaving += 1;
  }
}

/** The commands of all students that differ, batch by batch, with new profiles sealed. `undefined`: of every student. */
export async function* studentCommands(
  views: ViewReader,
  roster: Roster,
  alignment: StudentAlignment,
  comparison: Pick<StudentComparison, 'differs' | 'missing'> | undefined,
): AsyncGenerator<readonly AlignStudent[]> {
  for (const batch of batchesOf(chosen(roster, comparison?.differs), BATCH)) {
    const docs = comparison ? await views.load<StudentDoc>('rosters_student', batch.map(({ studentId }) => studentId)) : [];
    yield alignment.seal((await alignment.align(batch, docs)).flatMap((aligned) => aligned ?? []));
  }
  for (const ids of batchesOf(comparison?.missing ?? [], BATCH)) {
    const docs = await views.load<StudentDoc>('rosters_student', ids);
    yield ids.flatMap((id, index) => (docs[index] ? (alignment.missing(id, docs[index]) ?? []) : []));
  }
}

function* chosen(roster: Roster, differs: Uint8Array | undefined): Generator<WantedStudent> {
  if (differs && !differs.includes(1)) return;
  let place = 0;
  for (const wanted of wantedStudents(roster)) if (!differs || differs[place++] === 1) yield wanted;
}
