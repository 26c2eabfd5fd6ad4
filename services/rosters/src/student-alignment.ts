import type { Grade } from '@strata/contracts';
import type { Enrollment } from './oneroster-groups.ts';
import type { KnownUser, Person, Roster } from './oneroster-roster.ts';
import type { ComparedProfile, Profiles, ToldProfile } from './profiles.ts';
import { gradeOfPerson, keptProfile, type KnownIds } from './roster-facts.ts';
import { rosterId } from './roster-id.ts';
import type { RosterScope } from './roster-scope.ts';
import { isOpen, type AlignStudent, type Listing, type ClassPlace, type SchoolPlace } from './student.decider.ts';
import type { StudentDoc } from './views/student.view.ts';

/** A student as a package tells: with the person, or, in a delta, what is new of one whom an earlier roster brought. */
export type WantedStudent = {
  readonly sourcedId: string;
  readonly studentId: string;
  readonly person?: Person;
  readonly known?: KnownUser;
  readonly enrollments: readonly Enrollment[];
};

export type AlignedStudent = {
  readonly command: AlignStudent;
  readonly doc?: StudentDoc | undefined;
  readonly profile?: ComparedProfile | undefined;
};

/** Every student of a package, one at a time, in the order of its files; of known users also those who may be no students. */
export function* wantedStudents(roster: Roster): Generator<WantedStudent> {
  for (const person of roster.students()) yield { ...wanted(person), person };
  for (const known of roster.knownUsers()) yield { ...wanted(known), known };
}

const wanted = ({ sourcedId, enrollments }: { readonly sourcedId: string; readonly enrollments: readonly Enrollment[] }) => ({
  sourcedId,
  studentId: rosterId('student', sourcedId),
  enrollments: enrollments.filter(({ role }) => role === 'student'),
});

export type AlignmentOptions = {
  readonly scope: RosterScope;
  readonly profiles: Profiles;
  readonly ids: KnownIds;
  readonly isSchool: (orgSourcedId: string) => boolean;
  readonly date: string;
  readonly since?: string | undefined;
};

/** Turns what a package tells of students into their commands, seen against what is known of them. */
export class StudentAlignment {
  private readonly options: AlignmentOptions;

  constructor(options: AlignmentOptions) {
    this.options = options;
  }

  /** In the order asked; undefined for a known user who is no student. */
  async align(students: readonly WantedStudent[], docs: readonly (StudentDoc | undefined)[]): Promise<(AlignedStudent | undefined)[]> {
    const told = students.flatMap((student, index) => toldOf(student, docs[index]) ?? []);
    const compared = new Map((await this.options.profiles.compare(told)).map((profile) => [profile.subjectId, profile]));
    return students.map((student, index) => {
      const doc = docs[index];
      return student.person || doc ? this.one(student, doc, compared.get(student.studentId)) : undefined;
    });
  }

  /** The same students, their new profiles sealed. Whoever cannot be sealed any more is left out. */
  async seal(students: readonly AlignedStudent[]): Promise<AlignStudent[]> {
    const compared = students.flatMap(({ profile }) => profile ?? []);
    const sealed = await this.options.profiles.seal(compared);
    let next = 0;
    return students.map(({ command, profile }): AlignStudent => {
      if (!profile) return command;
      return { type: command.type, data: { ...command.data, profile: { ...command.data.profile!, sealed: sealed[next++]! } } };
    });
  }

  /** What the package means for a student whom it does not tell of; undefined when nothing. */
  missing(studentId: string, doc: StudentDoc): AlignStudent | undefined {
    const { scope, date } = this.options;
    const open = doc.classes.filter((seat) => isOpen(seat, date));
    if (doc.schools.length === 0 && open.length === 0) return undefined;
    const base = { studentId, sourcedId: doc.sourcedId, date, guardians: nothing };
    if (scope.hasLeft('users', doc.sourcedId)) return { type: 'AlignStudent', data: { ...base, schools: everything, classes: everything } };
    const classes = this.classes([], doc);
    const touched = classes.complete ? open.length > (classes.unclear?.length ?? 0) : classes.gone.length > 0;
    return touched ? { type: 'AlignStudent', data: { ...base, schools: nothing, classes } } : undefined;
  }

  private one({ studentId, sourcedId, person, known, enrollments }: WantedStudent, doc: StudentDoc | undefined, profile: ComparedProfile | undefined): AlignedStudent {
    const { date, since } = this.options;
    const studentUniqueId = person ? person.identifier : doc?.studentUniqueId || undefined;
    const gradeLevel = person ? gradeOfPerson(person) : (doc?.gradeLevel as Grade) || undefined;
    const command: AlignStudent = {
      type: 'AlignStudent',
      data: {
        studentId, sourcedId, date, since,
        profile: profile && { studentUniqueId, gradeLevel, sealed: profile.sealed, fingerprint: profile.fingerprint },
        schools: person ? this.schools(person, enrollments) : this.newSchools(known!),
        classes: this.classes(enrollments, doc),
        guardians: person ? { complete: true, current: person.agentSourcedIds, gone: [] } : nothing,
      },
    };
    return { command, doc, profile };
  }

  /** The schools among a person's organisations; where there is none, those of the classes. */
  private schools(person: Person, enrollments: readonly Enrollment[]): Listing<SchoolPlace> {
    const { scope, isSchool } = this.options;
    const orgs = person.orgSourcedIds.filter(isSchool);
    const told = orgs.length > 0 ? orgs : enrollments.map(({ schoolSourcedId }) => schoolSourcedId).filter((id) => id !== '');
    return { complete: scope.version === '1.1' || scope.isComplete('roles'), current: this.places(told), gone: [] };
  }

  private newSchools({ roles, orgSourcedIds }: KnownUser): Listing<SchoolPlace> {
    if (!roles.includes('student')) return nothing;
    return { complete: false, current: this.places(orgSourcedIds.filter(this.options.isSchool)), gone: [] };
  }

  private places(orgSourcedIds: readonly string[]): SchoolPlace[] {
    return [...new Set(orgSourcedIds)].map((sourcedId) => ({ schoolId: this.options.ids.school(sourcedId) }));
  }

  private classes(enrollments: readonly Enrollment[], doc: StudentDoc | undefined): Listing<ClassPlace> {
    const { scope, ids } = this.options;
    const current = enrollments.map((enrollment) => ids.place(enrollment));
    if (!doc) return { complete: scope.isComplete('enrollments'), current, gone: [] };
    const [gone, unclear] = [scope.gone('enrollments'), scope.unclear('enrollments')];
    const held = gone.size + unclear.size === 0 ? [] : doc.classes.map(([enrollmentId]) => enrollmentId);
    return { complete: scope.isComplete('enrollments'), current, gone: held.filter((id) => gone.has(id)), unclear: held.filter((id) => unclear.has(id)) };
  }
}

const toldOf = ({ studentId, person, known }: WantedStudent, doc: StudentDoc | undefined): ToldProfile | undefined => {
  const held = doc && { sealed: doc.profile, fingerprint: doc.fingerprint };
  if (person) return { subjectId: studentId, held, told: keptProfile(person.profile) };
  const demographics = { ...(known?.birthDate !== undefined && { birthDate: known.birthDate }), ...(known?.sex !== undefined && { sex: known.sex }) };
  return held && Object.keys(demographics).length > 0 ? { subjectId: studentId, held, told: demographics } : undefined;
};

const nothing: Listing<never> = { complete: false, current: [], gone: [] };
const everything: Listing<never> = { complete: true, current: [], gone: [] };
