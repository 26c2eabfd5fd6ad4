import type {
  ClassEnrollmentChanged, ClassEnrollmentEnded, ClassEnrollmentStarted, EventOf, Grade, StudentEnrolled, StudentProfileChanged, StudentRegistered, StudentWithdrawn,
} from '@strata/contracts';
import { view, type EventEnvelope } from '@strata/kernel';

type Of<Definition> = EventEnvelope<EventOf<Definition>>;
type Enrollment = { schoolId: string; begin: string | null; end: string | null };
/** Enrollment, class, begin, end. A tuple, because a district has several for each of its students: it folds and parses faster. */
export type Seat = readonly [enrollmentId: string, classId: string, begin: string | null, end: string | null];

/** As much of a student as tiers need to know: never a name. */
export type StudentDoc = {
  studentId: string;
  sourcedId: string | null;
  gradeLevel: Grade | null;
  schools: Enrollment[];
  seats: Seat[];
};

/** Who the roster knows, by our id and by the roster's. */
export const studentView = view<StudentDoc>({
  name: 'tiers_student',
  version: 1,
  key: (event: EventEnvelope<never>) => (event as Of<typeof StudentRegistered>).data.studentId,
  initial: (studentId) => ({ studentId, sourcedId: null, gradeLevel: null, schools: [], seats: [] }),
  on: {
    StudentRegistered(doc, { data }: Of<typeof StudentRegistered>) {
      doc.sourcedId = data.sourcedId;
      doc.gradeLevel = data.gradeLevel ?? doc.gradeLevel;
      return doc;
    },
    StudentProfileChanged(doc, { data }: Of<typeof StudentProfileChanged>) {
      doc.gradeLevel = data.gradeLevel ?? doc.gradeLevel;
      return doc;
    },
    StudentEnrolled(doc, { data }: Of<typeof StudentEnrolled>) {
      doc.schools = [...doc.schools.filter(({ schoolId, end }) => schoolId !== data.schoolId || end !== null), { schoolId: data.schoolId, begin: data.begin ?? null, end: null }];
      doc.gradeLevel = data.gradeLevel ?? doc.gradeLevel;
      return doc;
    },
    StudentWithdrawn(doc, { data }: Of<typeof StudentWithdrawn>) {
      doc.schools = doc.schools.map((held) => (held.schoolId === data.schoolId && held.end === null ? { ...held, end: data.date } : held));
      return doc;
    },
    ClassEnrollmentStarted: (doc, { data }: Of<typeof ClassEnrollmentStarted>) => withClass(doc, data),
    ClassEnrollmentChanged: (doc, { data }: Of<typeof ClassEnrollmentChanged>) => withClass(doc, data),
    ClassEnrollmentEnded(doc, { data }: Of<typeof ClassEnrollmentEnded>) {
      doc.seats = doc.seats.map((seat): Seat => (seat[0] === data.enrollmentId ? [seat[0], seat[1], seat[2], data.date] : seat));
      return doc;
    },
  },
  columns: { sourcedId: (doc) => doc.sourcedId },
  indexes: [['sourcedId']],
});

const withClass = (doc: StudentDoc, { enrollmentId, classId, begin, end }: EventOf<typeof ClassEnrollmentStarted>['data']): StudentDoc => {
  const seat: Seat = [enrollmentId, classId, begin ?? null, end ?? null];
  const place = doc.seats.findIndex(([held]) => held === enrollmentId);
  if (place < 0) doc.seats.push(seat);
  else doc.seats[place] = seat;
  return doc;
};

/** Held by being enrolled: somebody whose every enrolment ended is enrolled nowhere. */
export const isEnrolled = ({ schools }: StudentDoc): boolean => schools.some(({ end }) => end === null);

/** Left: was enrolled, and is no longer. */
export const hasLeft = (student: StudentDoc): boolean => student.schools.length > 0 && !isEnrolled(student);

/** The classes of a student on a date. */
export const classesOn = ({ seats }: StudentDoc, date: string): readonly string[] =>
  seats.filter(([, , begin, end]) => (begin === null || begin <= date) && (end === null || end > date)).map(([, classId]) => classId);
