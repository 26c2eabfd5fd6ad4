import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { RosterStudent, StaffItem } from '@strata/contracts';
import type { LiveFeed, Vault, ViewReader } from '@strata/kernel';
import { LIVE_FEED, LOGGER, VAULT, VIEWS, type Logger } from '@strata/runtime';
import type { NameQuery } from './name-index.ts';
import { People, type OpenedPage } from './people.ts';
import type { KeptProfile } from './roster-facts.ts';
import { rosterId } from './roster-id.ts';
import type { StaffDoc } from './views/staff.view.ts';
import type { StudentDoc } from './views/student.view.ts';

type Listed<Item> = { readonly items: readonly Item[]; readonly total: number; readonly next?: string };

/** Students and staff by name. */
@Injectable()
export class RosterPeople implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly ofStudents: People<StudentDoc>;
  private readonly ofStaff: People<StaffDoc>;

  constructor(@Inject(VIEWS) views: ViewReader, @Inject(VAULT) vault: Vault, @Inject(LIVE_FEED) live: LiveFeed, @Inject(LOGGER) logger: Logger) {
    const parts = { views, vault, live, logger };
    this.ofStudents = new People(parts, {
      view: 'rosters_student', what: 'students', idOf: (sourcedId) => rosterId('student', sourcedId),
      read: ({ sourcedId, schools, classes, gradeLevel, profile, seen }) => {
        const schoolIds = schools.map(([schoolId]) => schoolId);
        return { sourcedId, schoolIds, groups: gradeLevel === '' ? [] : [gradeLevel], listed: schoolIds.length > 0 || classes.length > 0, sealed: profile, seen };
      },
    });
    this.ofStaff = new People(parts, {
      view: 'rosters_staff', what: 'staff', idOf: (sourcedId) => rosterId('staff', sourcedId),
      read: ({ here, facts, seen }) => ({ sourcedId: facts!.sourcedId, schoolIds: facts!.schoolIds, groups: facts!.roles, listed: here, sealed: facts!.profile, seen }),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all([this.ofStudents.start(), this.ofStaff.start()]);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.ofStudents.stop(), this.ofStaff.stop()]);
  }

  async students(query: NameQuery): Promise<Listed<RosterStudent>> {
    return listed(await this.ofStudents.find(query), (studentId, { sourcedId, studentUniqueId, gradeLevel, schools }, profile) => ({
      studentId, sourcedId, ...(studentUniqueId !== '' && { studentUniqueId }), ...namesOf(profile),
      ...(gradeLevel !== '' && { gradeLevel: gradeLevel as NonNullable<RosterStudent['gradeLevel']> }), schoolIds: schools.map(([schoolId]) => schoolId),
    }));
  }

  async staff(query: NameQuery): Promise<Listed<StaffItem>> {
    return listed(await this.ofStaff.find(query), (staffId, { facts }, profile) => {
      const { sourcedId, roles, schoolIds, classIds } = facts!;
      return { staffId, sourcedId, ...namesOf(profile), ...(profile?.email !== undefined && { email: profile.email }), roles, schoolIds, classIds };
    });
  }
}

const listed = <Doc, Item>({ people, ...page }: OpenedPage<Doc>, itemOf: (id: string, doc: Doc, profile: KeptProfile | undefined) => Item): Listed<Item> =>
  ({ ...page, items: people.map(({ id, doc, profile }) => itemOf(id, doc, profile)) });

/** Empty names for somebody whose key was destroyed. */
const namesOf = (profile: KeptProfile | undefined) => ({
  givenName: profile?.givenName ?? '',
  familyName: profile?.familyName ?? '',
  ...(profile?.preferredName !== undefined && { preferredName: profile.preferredName }),
});
