import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Fault, type ViewReader } from '@strata/kernel';
import { VIEWS } from '@strata/runtime';
import { rosterId } from './roster-id.ts';
import type { SchoolDoc } from './views/school.view.ts';

/** Something for a school that somebody named in their own way. */
export type ForSchool = { readonly school: string; readonly schoolAt: string };

/** Finds schools by whatever a file calls them: our id, the `sourcedId`, or the national identifier. */
@Injectable()
export class SchoolDirectory {
  constructor(@Inject(VIEWS) private readonly views: ViewReader) {}

  /**
   * Groups items by school.
   * @throws DomainError `SCHOOL_UNKNOWN` with the place of every name that leads to no open school.
   */
  async group<Item extends ForSchool>(items: readonly Item[]): Promise<{ readonly schoolId: string; readonly doc: SchoolDoc; readonly items: Item[] }[]> {
    const found = await this.find([...new Set(items.map(({ school }) => school))]);
    const faults: Fault[] = [];
    const groups = new Map<string, { schoolId: string; doc: SchoolDoc; items: Item[] }>();
    for (const item of items) {
      const school = found.get(item.school);
      if (!school) faults.push({ pointer: item.schoolAt, code: 'SCHOOL_UNKNOWN', detail: 'No open school has this id, sourcedId or national identifier.' });
      else (groups.get(school.schoolId) ?? groups.set(school.schoolId, { ...school, items: [] }).get(school.schoolId)!).items.push(item);
    }
    if (faults.length > 0) throw new DomainError('SCHOOL_UNKNOWN', 'invalid', `${faults.length} ${faults.length === 1 ? 'place names' : 'places name'} no school that is known here.`, { faults });
    return [...groups.values()];
  }

  /** @throws DomainError `SCHOOL_NOT_FOUND` */
  async one(schoolId: string): Promise<SchoolDoc> {
    const [doc] = await this.views.load<SchoolDoc>('rosters_school', [schoolId]);
    if (!doc?.open) throw new DomainError('SCHOOL_NOT_FOUND', 'not-found', 'There is no open school of this id.');
    return doc;
  }

  private async find(names: readonly string[]): Promise<Map<string, { schoolId: string; doc: SchoolDoc }>> {
    const found = new Map<string, { schoolId: string; doc: SchoolDoc }>();
    const ids = names.flatMap((name) => [{ name, id: name }, { name, id: rosterId('school', name) }]);
    const docs = await this.views.load<SchoolDoc>('rosters_school', ids.map(({ id }) => id));
    ids.forEach(({ name, id }, place) => docs[place]?.open && found.set(name, { schoolId: id, doc: docs[place] }));
    for (const name of names) {
      if (found.has(name)) continue;
      const { items } = await this.views.find<SchoolDoc>('rosters_school', { where: { identifier: name }, limit: 2 });
      const [only, second] = items.filter(({ doc }) => doc.open);
      if (only && !second) found.set(name, { schoolId: only.id, doc: only.doc });
    }
    return found;
  }
}
