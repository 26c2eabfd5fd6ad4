import { describe, expect, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { isOpen, student, type AlignStudent, type ClassPlace, type Listing, type StudentEvent } from './student.decider.ts';

const { given } = specify(student);

const all = <Row>(...current: Row[]): Listing<Row> => ({ complete: true, current, gone: [] });
const seats = (...current: ClassPlace[]): Listing<ClassPlace> => all(...current);
const only = <Row>(current: Row[], ...gone: string[]): Listing<Row> => ({ complete: false, current, gone });
const profile = { gradeLevel: '04', sealed: 'v1.a', fingerprint: 'fp-a' } as const;
const algebra = { enrollmentId: 'e1', classId: 'c1', schoolId: 's1', begin: '2026-08-17', end: '2027-06-05' };
const reading = { enrollmentId: 'e2', classId: 'c2', schoolId: 's1' };

const align = (more: Partial<AlignStudent['data']> = {}): AlignStudent => ({
  type: 'AlignStudent',
  data: {
    studentId: 'st1', sourcedId: 'sis-1', date: '2026-10-05', profile,
    schools: all({ schoolId: 's1' }), classes: seats(algebra, reading), guardians: all('g1'), ...more,
  },
});

const registered: StudentEvent = { type: 'StudentRegistered', data: { studentId: 'st1', sourcedId: 'sis-1', gradeLevel: '04', profile: 'v1.a', profileFingerprint: 'fp-a' } };
const enrolled: StudentEvent = { type: 'StudentEnrolled', data: { studentId: 'st1', schoolId: 's1', begin: '2026-08-17', gradeLevel: '04' } };
const inAlgebra: StudentEvent = { type: 'ClassEnrollmentStarted', data: { studentId: 'st1', ...algebra } };
const inReading: StudentEvent = { type: 'ClassEnrollmentStarted', data: { studentId: 'st1', enrollmentId: 'e2', classId: 'c2', schoolId: 's1' } };
const guardian: StudentEvent = { type: 'GuardianLinked', data: { studentId: 'st1', guardianSourcedId: 'g1' } };
const here = [registered, enrolled, inAlgebra, inReading, guardian];

describe('A student in line with a roster', () => {
  test('a new student is registered, enrolled in school and classes, and linked to guardians', () =>
    given().when(align()).then(...here));

  test('the same roster again records nothing', () => given(...here).when(align()).then());

  test('a changed name or grade is a changed profile and nothing else', () => {
    const sealedAgain = { gradeLevel: '05', sealed: 'v1.b', fingerprint: 'fp-b' } as const;
    given(...here).when(align({ profile: sealedAgain })).then({
      type: 'StudentProfileChanged', data: { studentId: 'st1', gradeLevel: '05', profile: 'v1.b', profileFingerprint: 'fp-b' },
    });
  });

  test('a profile sealed anew with the same content is no change', () =>
    given(...here).when(align({ profile: { ...profile, sealed: 'v1.other-nonce' } })).then());

  test('a student unique id that a state adds later is a change', () =>
    given(...here).when(align({ profile: { ...profile, studentUniqueId: '604863' } })).then({
      type: 'StudentProfileChanged',
      data: { studentId: 'st1', studentUniqueId: '604863', gradeLevel: '04', profile: 'v1.a', profileFingerprint: 'fp-a' },
    }));

  test('a transfer withdraws from the old school and enrols in the new one, from the day of the roster', () =>
    given(...here).when(align({ schools: all({ schoolId: 's2' }), since: '2026-10-05' })).then(
      { type: 'StudentWithdrawn', data: { studentId: 'st1', schoolId: 's1', date: '2026-10-05' } },
      { type: 'StudentEnrolled', data: { studentId: 'st1', schoolId: 's2', begin: '2026-10-05', gradeLevel: '04' } },
    ));

  test('a school enrolment keeps the begin that is known when a roster names none', () =>
    given(registered, { type: 'StudentEnrolled', data: { studentId: 'st1', schoolId: 's1', begin: '2026-08-17' } })
      .when(align({ classes: seats(), guardians: all() })).then());

  test('a begin that a roster corrects is told again', () =>
    given(registered, enrolled).when(align({ schools: all({ schoolId: 's1', begin: '2026-08-20' }), classes: seats(), guardians: all() })).then({
      type: 'StudentEnrolled', data: { studentId: 'st1', schoolId: 's1', begin: '2026-08-20', gradeLevel: '04' },
    }));

  test('whoever is missing from a complete roster is withdrawn and leaves every class', () =>
    given(...here).when(align({ profile: undefined, schools: all(), classes: seats(), guardians: all('g1') })).then(
      { type: 'StudentWithdrawn', data: { studentId: 'st1', schoolId: 's1', date: '2026-10-05' } },
      { type: 'ClassEnrollmentEnded', data: { studentId: 'st1', enrollmentId: 'e1', classId: 'c1', date: '2026-10-05' } },
      { type: 'ClassEnrollmentEnded', data: { studentId: 'st1', enrollmentId: 'e2', classId: 'c2', date: '2026-10-05' } },
    ));

  test('an enrolment that is over by its own date is not ended again', () =>
    given(...here).when(align({ date: '2027-06-05', classes: seats(reading) })).then());

  test('an enrolment that never began ends on the day on which it would have', () => {
    const spring = { studentId: 'st1', enrollmentId: 'e3', classId: 'c3', schoolId: 's1', begin: '2027-01-11' };
    given(registered, { type: 'ClassEnrollmentStarted', data: spring })
      .when(align({ schools: only([]), classes: seats(), guardians: only([]) }))
      .then({ type: 'ClassEnrollmentEnded', data: { studentId: 'st1', enrollmentId: 'e3', classId: 'c3', date: '2027-01-11' } });
  });

  test('changed dates of an enrolment are a change of that enrolment', () =>
    given(...here).when(align({ classes: seats({ ...algebra, end: '2026-12-18' }, reading) })).then({
      type: 'ClassEnrollmentChanged', data: { studentId: 'st1', ...algebra, end: '2026-12-18' },
    }));

  test('the same student may hold two enrolments in one class, a row a semester', () => {
    const fall = { ...algebra, end: '2026-12-18' };
    const spring = { ...algebra, enrollmentId: 'e9', begin: '2027-01-11' };
    given(registered, enrolled, guardian).when(align({ classes: seats(fall, spring) })).then(
      { type: 'ClassEnrollmentStarted', data: { studentId: 'st1', ...fall } },
      { type: 'ClassEnrollmentStarted', data: { studentId: 'st1', ...spring } },
    );
  });

  test('a delta changes what it names and ends what it marks; the rest stays', () =>
    given(...here).when(align({ profile: undefined, schools: only([]), classes: only([{ ...reading, begin: '2026-09-01' }], 'e1'), guardians: only(['g2'], 'g1') })).then(
      { type: 'ClassEnrollmentEnded', data: { studentId: 'st1', enrollmentId: 'e1', classId: 'c1', date: '2026-10-05' } },
      { type: 'ClassEnrollmentChanged', data: { studentId: 'st1', enrollmentId: 'e2', classId: 'c2', schoolId: 's1', begin: '2026-09-01' } },
      { type: 'GuardianUnlinked', data: { studentId: 'st1', guardianSourcedId: 'g1' } },
      { type: 'GuardianLinked', data: { studentId: 'st1', guardianSourcedId: 'g2' } },
    ));

  test('a delta that ends what is not held records nothing', () =>
    given(...here).when(align({ profile: undefined, schools: only([], 's9'), classes: only([], 'e7'), guardians: only([], 'g7') })).then());

  test('an enrolment whose row could not be read is neither changed nor ended', () =>
    given(...here).when(align({ classes: { complete: true, current: [algebra], gone: [], unclear: ['e2'] } })).then());

  test('whoever left and comes back is enrolled again', () =>
    given(...here, { type: 'StudentWithdrawn', data: { studentId: 'st1', schoolId: 's1', date: '2026-10-01' } })
      .when(align({ since: '2026-10-05' })).then({ type: 'StudentEnrolled', data: { studentId: 'st1', schoolId: 's1', begin: '2026-10-05', gradeLevel: '04' } }));

  test('an ended enrolment that is listed again starts again', () =>
    given(...here, { type: 'ClassEnrollmentEnded', data: { studentId: 'st1', enrollmentId: 'e2', classId: 'c2', date: '2026-10-01' } }).when(align()).then(inReading));

  test('a delta about a student that nobody brought is refused', () =>
    given().when(align({ profile: undefined })).thenRejected('STUDENT_NOT_FOUND'));

  test('an enrolment holds until its end, which is no longer part of it', () => {
    expect(isOpen(['e1', 'c1', '', '2026-10-05'], '2026-10-04')).toBe(true);
    expect(isOpen(['e1', 'c1', '', '2026-10-05'], '2026-10-05')).toBe(false);
    expect(isOpen(['e1', 'c1', '', ''], '2099-01-01')).toBe(true);
  });
});
