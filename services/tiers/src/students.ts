import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type ViewReader } from '@strata/kernel';
import { VIEWS } from '@strata/runtime';
import { coreClassOf, type ClassDoc } from './class.view.ts';
import { classesOn, type StudentDoc } from './student.view.ts';
import type { Screening } from './recommendation.ts';

/** Ids in one look-up. */
const AT_ONCE = 500;

/** Whom the roster knows. */
@Injectable()
export class Students {
  constructor(@Inject(VIEWS) private readonly views: ViewReader) {}

  /** @throws DomainError `STUDENT_NOT_FOUND` */
  async one(studentId: string): Promise<StudentDoc> {
    const [found] = await this.views.load<StudentDoc>('tiers_student', [studentId]);
    if (!found) throw new DomainError('STUDENT_NOT_FOUND', 'not-found', 'There is no student of this id in the roster.');
    return found;
  }

  /** By what was asked: our id, or else the roster's `sourcedId`. Whoever is missing is not known. */
  async byReference(references: Iterable<string>): Promise<Map<string, StudentDoc>> {
    const asked = [...new Set(references)];
    const known = await this.byId<StudentDoc>('tiers_student', asked);
    for (const some of batchesOf(asked.filter((reference) => !known.has(reference)))) {
      const { items } = await this.views.find<StudentDoc>('tiers_student', { where: { sourcedId: some }, limit: 1000 });
      for (const { doc } of items) if (doc.sourcedId !== null) known.set(doc.sourcedId, doc);
    }
    return known;
  }

  /** The classes that these students were in on those dates, by id. */
  classesOf(students: readonly { readonly student: StudentDoc; readonly date: string }[]): Promise<Map<string, ClassDoc>> {
    return this.byId<ClassDoc>('tiers_class', [...new Set(students.flatMap(({ student, date }) => classesOn(student, date)))]);
  }

  private async byId<Doc>(view: string, ids: readonly string[]): Promise<Map<string, Doc>> {
    const found = new Map<string, Doc>();
    for (const some of batchesOf(ids)) {
      const docs = await this.views.load<Doc>(view, some);
      docs.forEach((doc, place) => doc && found.set(some[place]!, doc));
    }
    return found;
  }
}

/** Where a screening belongs: the student's class that teaches the core of its domain. */
export const classFor = (student: StudentDoc, { domain, date }: Pick<Screening, 'domain' | 'date'>, classes: ReadonlyMap<string, ClassDoc>): string | undefined =>
  coreClassOf(domain, classesOn(student, date).flatMap((classId) => classes.get(classId) ?? []));

export const batchesOf = <Item>(items: readonly Item[], size = AT_ONCE): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, batch) => items.slice(batch * size, (batch + 1) * size));
