import type { Enrollment } from './oneroster-groups.ts';
import type { KnownUser, Person } from './oneroster-roster.ts';
import type { ComparedProfile, Profiles, ToldProfile } from './profiles.ts';
import { batchesOf } from './batches.ts';
import { keptProfile, type KnownIds } from './roster-facts.ts';
import { rosterId } from './roster-id.ts';
import type { RosterScope } from './roster-scope.ts';
import type { AlignStaff, EndStaff, StaffFacts, StaffPlace, StaffProfile } from './staff.decider.ts';
import type { Listing } from './student.decider.ts';
import type { StaffDoc } from './views/staff.view.ts';

type WantedStaff = { readonly staffId: string; readonly user: Person | KnownUser; readonly isWhole: boolean; readonly enrollments: readonly Enrollment[] };

export type StaffAlignmentOptions = { readonly scope: RosterScope; readonly profiles: Profiles; readonly ids: KnownIds };

export type AlignedStaff = { readonly command: AlignStaff | EndStaff; readonly doc?: StaffDoc | undefined };

/** Staff in hand at a time. */
const BATCH = 500;

/** Commands for all staff of a package, and for those whom it no longer has. */
export class StaffAlignment {
  private readonly options: StaffAlignmentOptions;

  constructor(options: StaffAlignmentOptions) {
    this.options = options;
  }

  async *align(docs: ReadonlyMap<string, StaffDoc>): AsyncGenerator<readonly AlignedStaff[]> {
    const told = new Set<string>();
    for (const batch of batchesOf(this.wanted(docs), BATCH)) {
      for (const { staffId } of batch) told.add(staffId);
      yield this.alignBatch(batch, docs);
    }
    yield [...docs].flatMap(([staffId, doc]) => (told.has(staffId) || !doc.here ? [] : [...this.missing(staffId, doc)]));
  }

  private async alignBatch(wanted: readonly WantedStaff[], docs: ReadonlyMap<string, StaffDoc>): Promise<AlignedStaff[]> {
    const { profiles } = this.options;
    const compared = await profiles.compare(wanted.flatMap((one) => toldOf(one, docs.get(one.staffId)?.facts) ?? []));
    const sealed = await profiles.seal(compared);
    const profileOf = new Map(compared.map((profile, index) => [profile.subjectId, { ...profile, sealed: sealed[index]! }]));
    return wanted.map((one): AlignedStaff => {
      const { staffId, user, enrollments } = one;
      const doc = docs.get(staffId);
      const profile = this.profile(one, doc?.facts, profileOf.get(staffId));
      return { command: { type: 'AlignStaff', data: { staffId, sourcedId: user.sourcedId, profile, classes: this.classes(enrollments, doc?.facts) } }, doc };
    });
  }

  /** Staff of the package; of users whom it does not repeat, those whom earlier rosters brought as staff. */
  private *wanted(docs: ReadonlyMap<string, StaffDoc>): Generator<WantedStaff> {
    const { roster } = this.options.scope;
    for (const user of roster.staff()) yield { staffId: rosterId('staff', user.sourcedId), user, isWhole: true, enrollments: teaching(user.enrollments) };
    for (const user of roster.knownUsers()) {
      const staffId = rosterId('staff', user.sourcedId);
      if (docs.get(staffId)?.here) yield { staffId, user, isWhole: false, enrollments: teaching(user.enrollments) };
    }
  }

  private *missing(staffId: string, doc: StaffDoc): Generator<AlignedStaff> {
    const { sourcedId, enrollments = {} } = doc.facts!;
    if (this.options.scope.hasLeft('users', sourcedId)) {
      yield { command: { type: 'EndStaff', data: { staffId } }, doc };
    } else if (Object.keys(enrollments).some((id) => this.options.scope.hasLeft('enrollments', id))) {
      yield { command: { type: 'AlignStaff', data: { staffId, sourcedId, classes: this.classes([], doc.facts) } }, doc };
    }
  }

  /** In 1.2 roles are a file of their own: unless it is complete, roles are only added. */
  private profile({ user, isWhole }: WantedStaff, held: StaffFacts | undefined, profile: ComparedProfile | undefined): StaffProfile | undefined {
    const { scope, ids } = this.options;
    const roles = user.roles.filter((role) => role !== 'student');
    const schoolIds = user.orgSourcedIds.map((id) => ids.school(id));
    const kept = profile ?? (held && roles.length > 0 ? { sealed: held.profile, fingerprint: held.profileFingerprint } : undefined);
    if (!kept) return undefined;
    const isComplete = !held || (isWhole && (scope.version === '1.1' || scope.isComplete('roles')));
    return {
      roles: isComplete ? roles : [...new Set([...held.roles, ...roles])],
      schoolIds: isComplete ? schoolIds : [...new Set([...held.schoolIds, ...schoolIds])],
      sealed: kept.sealed,
      fingerprint: kept.fingerprint,
    };
  }

  private classes(enrollments: readonly Enrollment[], held: StaffFacts | undefined): Listing<StaffPlace> {
    const { scope, ids } = this.options;
    const known = Object.keys(held?.enrollments ?? {});
    return {
      complete: scope.isComplete('enrollments'),
      current: enrollments.map(({ sourcedId, classSourcedId }) => ({ enrollmentId: sourcedId, classId: ids.class(classSourcedId) })),
      gone: known.filter((id) => scope.gone('enrollments').has(id)),
      unclear: known.filter((id) => scope.unclear('enrollments').has(id)),
    };
  }
}

const teaching = (enrollments: readonly Enrollment[]): Enrollment[] => enrollments.filter(({ role }) => role !== 'student');

const toldOf = ({ staffId, user, isWhole }: WantedStaff, facts: StaffFacts | undefined): ToldProfile | undefined => {
  const held = facts && { sealed: facts.profile, fingerprint: facts.profileFingerprint };
  if (isWhole) return { subjectId: staffId, held, told: keptProfile((user as Person).profile) };
  const { birthDate, sex } = user as KnownUser;
  const demographics = { ...(birthDate !== undefined && { birthDate }), ...(sex !== undefined && { sex }) };
  return held && Object.keys(demographics).length > 0 ? { subjectId: staffId, held, told: demographics } : undefined;
};
