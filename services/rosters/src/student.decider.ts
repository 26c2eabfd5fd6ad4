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
  /** From when a place without a date of its own holds; without it, the first day of a class there, if any. */
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

/** '' where a date is open. Tuples, because a district holds a million of them: half the bytes, a third of the time to parse. */
export type ClassSeat = readonly [enrollmentId: string, classId: string, begin: string, end: string];
export type SchoolSeat = readonly [schoolId: string, begin: string];

export type StudentState = {
  /** '' while the student is unknown. */
  readonly sourcedId: string;
  readonly studentUniqueId: string;
  readonly gradeLevel: string;
  readonly fingerprint: string;
  readonly schools: readonly SchoolSeat[];
  readonly classes: readonly ClassSeat[];
  readonly guardians: readonly string[];
};

/** Who is where: one student's profile, schools and classes, as the rosters told it. */
export const student: Decider<StudentState, StudentCommand, StudentEvent> = {
  initialState: { sourcedId: '', studentUniqueId: '', gradeLevel: '', fingerprint: '', schools: [], classes: [], guardians: [] },

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
        return { ...state, schools: [...state.schools.filter(([id]) => id !== event.data.schoolId), [event.data.schoolId, event.data.begin ?? '']] };
      case 'StudentWithdrawn':
        return { ...state, schools: state.schools.filter(([id]) => id !== event.data.schoolId) };
      case 'ClassEnrollmentStarted':
        return { ...state, classes: [...state.classes, seatOf(event.data)] };
      case 'ClassEnrollmentChanged':
        return { ...state, classes: state.classes.map((seat) => (seat[0] === event.data.enrollmentId ? seatOf(event.data) : seat)) };
      case 'ClassEnrollmentEnded':
        return { ...state, classes: state.classes.filter(([id]) => id !== event.data.enrollmentId) };
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
export const isOpen = ([, , , end]: ClassSeat, date: string): boolean => end === '' || end > date;

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

/** The first day of any class at a school: the best that is known when a first roster gives a place no date. */
const firstClassDay = ({ current }: AlignStudent['data']['classes'], schoolId: string): string | undefined =>
  current.flatMap((seat) => (seat.schoolId === schoolId && seat.begin !== undefined ? [seat.begin] : [])).sort()[0];

const decideSchools = (state: StudentState, { studentId, schools, classes, date, since, profile }: AlignStudent['data'], events: StudentEvent[]): void => {
  const gradeLevel = profile?.gradeLevel ?? (state.gradeLevel as Grade | '');
  for (const [schoolId, begin] of state.schools) {
    if ((!schools.complete && !schools.gone.includes(schoolId)) || schools.current.some((place) => place.schoolId === schoolId)) continue;
    events.push({ type: 'StudentWithdrawn', data: { studentId, schoolId, date: later(date, begin) } });
  }
  for (const place of schools.current) {
    const held = state.schools.find(([id]) => id === place.schoolId);
    if (held && (place.begin === undefined || place.begin === held[1])) continue;
    const begin = place.begin ?? since ?? firstClassDay(classes, place.schoolId);
    events.push({
      type: 'StudentEnrolled',
      data: { studentId, schoolId: place.schoolId, ...(begin !== undefined && { begin }), ...(gradeLevel !== '' && { gradeLevel }) },
    });
  }
};

const decideClasses = (state: StudentState, { studentId, classes, date }: AlignStudent['data'], events: StudentEvent[]): void => {
  for (const seat of state.classes) {
    const [enrollmentId, classId, begin] = seat;
    if ((!classes.complete && !classes.gone.includes(enrollmentId)) || !isOpen(seat, date)) continue;
    if (classes.current.some((place) => place.enrollmentId === enrollmentId) || classes.unclear?.includes(enrollmentId)) continue;
    events.push({ type: 'ClassEnrollmentEnded', data: { studentId, enrollmentId, classId, date: later(date, begin) } });
  }
  for (const { enrollmentId, classId, schoolId, begin = '', end = '' } of classes.current) {
    const seat = state.classes.find(([id]) => id === enrollmentId);
    if (seat && seat[1] === classId && seat[2] === begin && seat[3] === end) continue;
    const data: { studentId: string; enrollmentId: string; classId: string; schoolId: string; begin?: string; end?: string } = { studentId, enrollmentId, classId, schoolId };
    if (begin !== '') data.begin = begin;
    if (end !== '') data.end = end;
    events.push({ type: seat ? 'ClassEnrollmentChanged' : 'ClassEnrollmentStarted', data });
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

const seatOf = ({ enrollmentId, classId, begin, end }: { enrollmentId: string; classId: string; begin?: string | undefined; end?: string | undefined }): ClassSeat =>
  [enrollmentId, classId, begin ?? '', end ?? ''];

/** A place that never began ends on the day on which it would have. */
const later = (date: string, begin: string): string => (begin > date ? begin : date);
