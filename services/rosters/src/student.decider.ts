import type {
  ClassEnrollmentChanged, ClassEnrollmentEnded, ClassEnrollmentStarted, EventOf, Grade, GuardianLinked, GuardianUnlinked, StudentEnrolled,
  StudentProfileChanged, StudentRegistered, StudentWithdrawn,
} from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';

/** What a roster says of one kind of a student's facts. */
export type Listing<Row, Key = string> = {
  /** The list is all there is: what is held and not listed has ended. Otherwise only `gone` has. */
  readonly complete: boolean;
  readonly current: readonly Row[];
  readonly gone: readonly Key[];
  /** Held, and told so badly that the row was left out: neither changed nor ended, whatever else holds. */
  readonly unclear?: readonly Key[];
};

export type SchoolPlace = { readonly schoolId: string; readonly begin?: string | undefined };
export type ClassPlace = {
  readonly enrollmentId: string;
  readonly classId: string;
  readonly schoolId: string;
  readonly begin?: string | undefined;
  /** The first day on which it no longer holds. */
  readonly end?: string | undefined;
};
export type StudentProfile = {
  readonly studentUniqueId?: string | undefined;
  readonly gradeLevel?: Grade | undefined;
  readonly sealed: string;
  readonly fingerprint: string;
};

/** Brings a student in line with a roster. */
export type AlignStudent = Message<'AlignStudent', {
  readonly studentId: string;
  readonly sourcedId: string;
  /** The school day on which the roster was taken in: from then on, what is missing has ended. */
  readonly date: string;
  /** From when a place without a date of its own holds; without it, since before anybody knows. */
  readonly since?: string | undefined;
  /** Without it, the profile stays as it is. */
  readonly profile?: StudentProfile | undefined;
  readonly schools: Listing<SchoolPlace>;
  readonly classes: Listing<ClassPlace>;
  readonly guardians: Listing<string>;
}>;
export type StudentCommand = AlignStudent;

export type StudentEvent =
  | EventOf<typeof StudentRegistered>
  | EventOf<typeof StudentProfileChanged>
  | EventOf<typeof StudentEnrolled>
  | EventOf<typeof StudentWithdrawn>
  | EventOf<typeof ClassEnrollmentStarted>
  | EventOf<typeof ClassEnrollmentChanged>
  | EventOf<typeof ClassEnrollmentEnded>
  | EventOf<typeof GuardianLinked>
  | EventOf<typeof GuardianUnlinked>;

/** Class, begin, end; '' where a date is open. Compact, because a district holds a million of them. */
export type ClassSeat = readonly [classId: string, begin: string, end: string];

export type StudentState = {
  /** '' while the student is unknown. */
  readonly sourcedId: string;
  readonly studentUniqueId: string;
  readonly gradeLevel: string;
  readonly fingerprint: string;
  /** School -> begin, '' where it is not known. */
  readonly schools: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, ClassSeat>>;
  readonly guardians: readonly string[];
};

/** Who is where: one student's profile, schools and classes, as the rosters told it. */
export const student: Decider<StudentState, StudentCommand, StudentEvent> = {
  initialState: { sourcedId: '', studentUniqueId: '', gradeLevel: '', fingerprint: '', schools: {}, classes: {}, guardians: [] },

  decide(state, { data }) {
    const events: StudentEvent[] = [];
    if (!data.profile && state.sourcedId === '') {
      throw new DomainError('STUDENT_NOT_FOUND', 'not-found', 'The roster changes a student that no roster brought yet.');
    }
    if (data.profile) decideProfile(state, data, data.profile, events);
    decideSchools(state, data, events);
    decideClasses(state, data, events);
    decideGuardians(state, data, events);
    return events;
  },

  evolve(state, event) {
    switch (event.type) {
      case 'StudentRegistered':
        return { ...state, sourcedId: event.data.sourcedId, ...profileOf(event.data) };
      case 'StudentProfileChanged':
        return { ...state, ...profileOf(event.data) };
      case 'StudentEnrolled':
        return { ...state, schools: { ...state.schools, [event.data.schoolId]: event.data.begin ?? '' } };
      case 'StudentWithdrawn':
        return { ...state, schools: without(state.schools, event.data.schoolId) };
      case 'ClassEnrollmentStarted':
      case 'ClassEnrollmentChanged':
        return { ...state, classes: { ...state.classes, [event.data.enrollmentId]: seatOf(event.data) } };
      case 'ClassEnrollmentEnded':
        return { ...state, classes: without(state.classes, event.data.enrollmentId) };
      case 'GuardianLinked':
        return { ...state, guardians: [...state.guardians, event.data.guardianSourcedId] };
      case 'GuardianUnlinked':
        return { ...state, guardians: state.guardians.filter((id) => id !== event.data.guardianSourcedId) };
      default:
        return assertNever(event);
    }
  },
};

/** Whether an enrolment holds on `date` or will: one that is over needs no end. */
export const isOpen = ([, , end]: ClassSeat, date: string): boolean => end === '' || end > date;

const decideProfile = (state: StudentState, { studentId, sourcedId }: AlignStudent['data'], profile: StudentProfile, events: StudentEvent[]): void => {
  const told = {
    studentId,
    ...(profile.studentUniqueId !== undefined && { studentUniqueId: profile.studentUniqueId }),
    ...(profile.gradeLevel !== undefined && { gradeLevel: profile.gradeLevel }),
    profile: profile.sealed,
    profileFingerprint: profile.fingerprint,
  };
  if (state.sourcedId === '') events.push({ type: 'StudentRegistered', data: { ...told, sourcedId } });
  else if (
    state.fingerprint !== profile.fingerprint ||
    state.gradeLevel !== (profile.gradeLevel ?? '') ||
    state.studentUniqueId !== (profile.studentUniqueId ?? '')
  ) events.push({ type: 'StudentProfileChanged', data: told });
};

const decideSchools = (state: StudentState, { studentId, schools, date, since, profile }: AlignStudent['data'], events: StudentEvent[]): void => {
  const gradeLevel = profile?.gradeLevel ?? (state.gradeLevel as Grade | '');
  const listed = new Set(schools.current.map(({ schoolId }) => schoolId));
  const left = schools.complete ? Object.keys(state.schools) : schools.gone;
  for (const schoolId of left) {
    const begin = state.schools[schoolId];
    if (begin === undefined || listed.has(schoolId)) continue;
    events.push({ type: 'StudentWithdrawn', data: { studentId, schoolId, date: later(date, begin) } });
  }
  for (const place of schools.current) {
    const held = state.schools[place.schoolId];
    if (held !== undefined && (place.begin === undefined || place.begin === held)) continue;
    const begin = place.begin ?? since;
    events.push({
      type: 'StudentEnrolled',
      data: { studentId, schoolId: place.schoolId, ...(begin !== undefined && { begin }), ...(gradeLevel !== '' && { gradeLevel }) },
    });
  }
};

const decideClasses = (state: StudentState, { studentId, classes, date }: AlignStudent['data'], events: StudentEvent[]): void => {
  const listed = new Set(classes.current.map(({ enrollmentId }) => enrollmentId));
  for (const enrollmentId of classes.unclear ?? []) listed.add(enrollmentId);
  for (const enrollmentId of classes.complete ? Object.keys(state.classes) : classes.gone) {
    const seat = state.classes[enrollmentId];
    if (seat === undefined || listed.has(enrollmentId) || !isOpen(seat, date)) continue;
    events.push({ type: 'ClassEnrollmentEnded', data: { studentId, enrollmentId, classId: seat[0], date: later(date, seat[1]) } });
  }
  for (const place of classes.current) {
    const seat = state.classes[place.enrollmentId];
    if (seat && seat[0] === place.classId && seat[1] === (place.begin ?? '') && seat[2] === (place.end ?? '')) continue;
    const { begin, end, ...rest } = place;
    events.push({
      type: seat ? 'ClassEnrollmentChanged' : 'ClassEnrollmentStarted',
      data: { studentId, ...rest, ...(begin !== undefined && { begin }), ...(end !== undefined && { end }) },
    });
  }
};

const decideGuardians = (state: StudentState, { studentId, guardians }: AlignStudent['data'], events: StudentEvent[]): void => {
  const unlinked = guardians.complete ? state.guardians.filter((id) => !guardians.current.includes(id)) : guardians.gone.filter((id) => state.guardians.includes(id));
  for (const guardianSourcedId of unlinked) events.push({ type: 'GuardianUnlinked', data: { studentId, guardianSourcedId } });
  for (const guardianSourcedId of guardians.current) {
    if (!state.guardians.includes(guardianSourcedId)) events.push({ type: 'GuardianLinked', data: { studentId, guardianSourcedId } });
  }
};

const profileOf = (told: { studentUniqueId?: string | undefined; gradeLevel?: Grade | undefined; profileFingerprint: string }) => ({
  studentUniqueId: told.studentUniqueId ?? '',
  gradeLevel: told.gradeLevel ?? '',
  fingerprint: told.profileFingerprint,
});

const seatOf = ({ classId, begin, end }: { classId: string; begin?: string | undefined; end?: string | undefined }): ClassSeat => [classId, begin ?? '', end ?? ''];

/** A place that never began ends on the day on which it would have. */
const later = (date: string, begin: string): string => (begin > date ? begin : date);

const without = <Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> => {
  const { [key]: _gone, ...rest } = record;
  return rest;
};
