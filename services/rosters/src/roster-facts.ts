import { GRADES, type Grade } from '@strata/contracts';
import type { AcademicSessionFacts } from './academic-session.decider.ts';
import type { ClassFacts } from './class.decider.ts';
import type { Enrollment } from './oneroster-groups.ts';
import type { AcademicSession, Org, Person, Profile, RosterClass } from './oneroster-roster.ts';
import { rosterId } from './roster-id.ts';
import type { SchoolFacts } from './school.decider.ts';
import type { ClassPlace } from './student.decider.ts';
import { supportUseOf } from './support-use.ts';

/** What is kept of a person under the person's key. Phone numbers, logins and the like serve nothing here and stay out. */
export type KeptProfile = {
  readonly givenName: string;
  readonly familyName: string;
  readonly middleName?: string;
  readonly preferredName?: string;
  readonly birthDate?: string;
  readonly sex?: string;
  readonly email?: string;
};

/** Always in this order of fields, so that equal profiles are equal text. */
export const keptProfile = ({ givenName = '', familyName = '', middleName, preferredGivenName, birthDate, sex, email }: Profile): KeptProfile => ({
  givenName,
  familyName,
  ...(middleName !== undefined && { middleName }),
  ...(preferredGivenName !== undefined && { preferredName: preferredGivenName }),
  ...(birthDate !== undefined && { birthDate }),
  ...(sex !== undefined && { sex }),
  ...(email !== undefined && { email }),
});

/** What only a demographics file tells. */
export type Demographics = { readonly birthDate?: string; readonly sex?: string };

/** A profile with these demographics in place of those that it had. */
export const withDemographics = (profile: KeptProfile, told: Demographics): KeptProfile => {
  const { preferredName, ...rest } = { ...profile, ...told };
  return keptProfile(preferredName === undefined ? rest : { ...rest, preferredGivenName: preferredName });
};

/** A new profile with the demographics of the one before, where the package says nothing of them. */
export const withOldDemographics = (profile: KeptProfile, { birthDate, sex }: Demographics): KeptProfile =>
  withDemographics({ ...(birthDate !== undefined && { birthDate }), ...(sex !== undefined && { sex }), ...profile }, {});

/** Whether two profiles of one id are two people: a marriage or a correction changes one name, not all that identifies. */
export const isOtherPerson = (old: KeptProfile, now: KeptProfile): boolean =>
  folded(old.givenName) !== folded(now.givenName) &&
  folded(old.familyName) !== folded(now.familyName) &&
  (old.birthDate === undefined || old.birthDate !== now.birthDate);

/** Without case and accents: how names are compared and searched. */
export const folded = (text: string): string => (PLAIN.test(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '')).toLowerCase();

const PLAIN = /^[\x20-\x7e]*$/;

const KINDS = ['school', 'district', 'department', 'local', 'state', 'national'] as const;

export const schoolFacts = (org: Org, timeZone: string): SchoolFacts => ({
  schoolId: rosterId('school', org.sourcedId),
  sourcedId: org.sourcedId,
  name: org.name,
  kind: KINDS.find((kind) => kind === org.type) ?? 'school',
  ...(org.identifier !== undefined && { identifier: org.identifier }),
  ...(org.parentSourcedId !== undefined && { parentId: rosterId('school', org.parentSourcedId) }),
  timeZone,
});

const SESSION_KINDS = ['gradingPeriod', 'semester', 'schoolYear', 'term'] as const;

export const sessionFacts = (session: AcademicSession): AcademicSessionFacts => ({
  sessionId: rosterId('session', session.sourcedId),
  sourcedId: session.sourcedId,
  title: session.title,
  kind: SESSION_KINDS.find((kind) => kind === session.type) ?? 'term',
  begin: session.begin,
  end: session.end,
  ...(session.parentSourcedId !== undefined && { parentId: rosterId('session', session.parentSourcedId) }),
  schoolYear: session.schoolYear ?? session.end.slice(0, 4),
});

/** `heldCourseTitle`: what is known of the course when the package does not bring courses. */
export const classFacts = (told: RosterClass, heldCourseTitle?: string): ClassFacts => {
  const courseTitle = told.courseTitle ?? heldCourseTitle;
  const [subject] = told.subjects;
  return {
    classId: rosterId('class', told.sourcedId),
    sourcedId: told.sourcedId,
    schoolId: rosterId('school', told.schoolSourcedId),
    title: told.title,
    ...(courseTitle !== undefined && { courseTitle }),
    ...(subject !== undefined && { subject }),
    ...(told.subjectCodes.length > 0 && { subjectCodes: [...told.subjectCodes] }),
    ...(told.grades.length > 0 && { grades: told.grades.filter(isGrade) }),
    periodNames: [...told.periods],
    sessionIds: told.termSourcedIds.map((id) => rosterId('session', id)),
    homeroom: told.homeroom,
    supportUse: supportUseOf({ ...told, courseTitle }),
  };
};

/** Of several grades the first: the standard wants one for a student. */
export const gradeOfPerson = ({ grades }: Pick<Person, 'grades'>): Grade | undefined => grades.find(isGrade);

const isGrade = (text: string): text is Grade => (GRADES as readonly string[]).includes(text);

/** Derived ids of what many rows name, so that a class of thirty is digested once. */
export class KnownIds {
  private readonly classes = new Map<string, string>();
  private readonly schools = new Map<string, string>();

  class(sourcedId: string): string {
    return remembered(this.classes, sourcedId, 'class');
  }

  school(sourcedId: string): string {
    return remembered(this.schools, sourcedId, 'school');
  }

  place({ sourcedId, classSourcedId, schoolSourcedId, begin, end }: Enrollment): ClassPlace {
    return { enrollmentId: sourcedId, classId: this.class(classSourcedId), schoolId: this.school(schoolSourcedId), begin, end };
  }
}

const remembered = (known: Map<string, string>, sourcedId: string, kind: 'class' | 'school'): string => {
  let id = known.get(sourcedId);
  if (id === undefined) known.set(sourcedId, (id = rosterId(kind, sourcedId)));
  return id;
};
