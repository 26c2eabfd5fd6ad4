import { Inject, Injectable } from '@nestjs/common';
import { instant, type Clock, type Vault, type ViewReader } from '@strata/kernel';
import { CLOCK, freshness, SETTINGS, today, VAULT, VIEWS, type Settings } from '@strata/runtime';
import type { SchoolDoc, StaffDoc } from './views/reference.views.ts';

/** What of a sealed profile the page shows. */
type Profile = { givenName: string; familyName: string; preferredName?: string; birthDate?: string };

export type SchoolNames = ReadonlyMap<string, string>;

/** What every query needs: the day, the freshness of the answer, the names of schools and of people. */
@Injectable()
export class Readers {
  constructor(
    @Inject(VIEWS) readonly views: ViewReader,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The district's local date. */
  today(): string {
    return today(this.clock, this.settings.timeZone);
  }

  /** This instant, in UTC. */
  now(): string {
    return instant(this.clock);
  }

  fresh(): { asOf: string; lagSeconds: number; demo: boolean; timeZone: string } {
    return { ...freshness(this.views.progress()), demo: this.settings.demo, timeZone: this.settings.timeZone };
  }

  /** The open schools, by name. */
  async schools(): Promise<SchoolNames> {
    const { items } = await this.views.find<SchoolDoc>('school', { where: { kind: 'school' }, order: ['kind', 'name'], limit: 1000 });
    return new Map(items.filter(({ doc }) => !doc.closed).map(({ id, doc }) => [id, doc.name]));
  }

  /** The district above the schools; when a roster has several, none of them stands for all. */
  async districtName(): Promise<string | undefined> {
    const { items } = await this.views.find<SchoolDoc>('school', { where: { kind: 'district' }, order: ['kind', 'name'], limit: 100 });
    const open = items.filter(({ doc }) => !doc.closed);
    return open.length === 1 ? open[0]!.doc.name : undefined;
  }

  /** "Given Family" of each; a student whose key was destroyed has no name any more. */
  async names(students: readonly { readonly id: string; readonly profile: string | null }[]): Promise<string[]> {
    const profiles = await this.profiles(students);
    return profiles.map((profile) => (profile ? `${profile.preferredName ?? profile.givenName} ${profile.familyName}` : 'Name removed'));
  }

  /** Who decided, in words: the name of a member of staff where the id is known, else as it was recorded. */
  async deciders(ids: readonly string[]): Promise<(id: string) => string> {
    const unique = [...new Set(ids)];
    const docs = await this.views.load<StaffDoc>('staff', unique);
    const names = await this.names(unique.map((id, index) => ({ id, profile: docs[index]?.profile || null })));
    const known = new Map(unique.flatMap((id, index) => (docs[index]?.profile ? [[id, names[index]!] as const] : [])));
    return (id) => known.get(id) ?? id;
  }

  async profiles(students: readonly { readonly id: string; readonly profile: string | null }[]): Promise<(Profile | undefined)[]> {
    const sealed = students.filter(({ profile }) => profile !== null);
    const opened = await this.vault.open(sealed.map(({ id, profile }) => ({ subjectId: id, sealed: profile! })));
    const byId = new Map(sealed.map(({ id }, index) => [id, opened[index] as Profile | undefined]));
    return students.map(({ id }) => byId.get(id));
  }
}
