import { describe, expect, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { academicSession } from './academic-session.decider.ts';
import { attendance } from './attendance.decider.ts';
import { klass, type AlignClass, type ClassFacts } from './class.decider.ts';
import { rosterId, streamOf } from './roster-id.ts';
import { staff, type AlignStaff, type StaffFacts } from './staff.decider.ts';

describe('A class in line with a roster', () => {
  const { given } = specify(klass);
  const facts: ClassFacts = {
    classId: 'c1',
    sourcedId: 'cls-1',
    schoolId: 's1',
    title: 'Algebra I',
    courseTitle: 'Algebra',
    subject: 'Math',
    subjectCodes: ['02052'],
    grades: ['09'],
    periodNames: ['1', '2'],
    sessionIds: ['t1'],
    homeroom: false,
    supportUse: 'core',
  };
  const align = (more: Partial<ClassFacts> = {}): AlignClass => ({ type: 'AlignClass', data: { ...facts, ...more } });
  const scheduled = { type: 'ClassScheduled', data: facts } as const;

  test('is scheduled when it is new', () => given().when(align()).then(scheduled));
  test('is left alone when nothing changed', () => given(scheduled).when(align()).then());
  test.each<Partial<ClassFacts>>([
    { title: 'Algebra II' },
    { schoolId: 's2' },
    { courseTitle: undefined },
    { subject: 'Mathematics' },
    { subjectCodes: [] },
    { grades: ['09', '10'] },
    { periodNames: ['2', '1'] },
    { sessionIds: ['t2'] },
    { homeroom: true },
    { supportUse: 'more' },
  ])('is changed by %j', more =>
    given(scheduled)
      .when(align(more))
      .then({ type: 'ClassChanged', data: { ...facts, ...more } }),
  );
  test('ends when a roster no longer has it', () =>
    given(scheduled)
      .when({ type: 'EndClass', data: { classId: 'c1' } })
      .then({ type: 'ClassEnded', data: { classId: 'c1' } }));
  test('ends once', () =>
    given(scheduled, { type: 'ClassEnded', data: { classId: 'c1' } })
      .when({ type: 'EndClass', data: { classId: 'c1' } })
      .then());
  test('is scheduled again when it comes back', () =>
    given(scheduled, { type: 'ClassEnded', data: { classId: 'c1' } })
      .when(align())
      .then(scheduled));
});

describe('A staff member in line with a roster', () => {
  const { given } = specify(staff);
  const facts: StaffFacts = {
    staffId: 'p1', sourcedId: 'usr-1', roles: ['counselor', 'teacher'], schoolIds: ['s1'], classIds: ['c1', 'c2'],
    enrollments: { e1: 'c1', e2: 'c2', e3: 'c2' }, profile: 'v1.a', profileFingerprint: 'fp-a',
  };
  const profile = { roles: ['teacher', 'counselor'], schoolIds: ['s1'], sealed: 'v1.a', fingerprint: 'fp-a' };
  const places = [{ enrollmentId: 'e3', classId: 'c2' }, { enrollmentId: 'e1', classId: 'c1' }, { enrollmentId: 'e2', classId: 'c2' }];
  const align = (more: Partial<AlignStaff['data']> = {}): AlignStaff => ({
    type: 'AlignStaff', data: { staffId: 'p1', sourcedId: 'usr-1', profile, classes: { complete: true, current: places, gone: [] }, ...more },
  });
  const registered = { type: 'StaffRegistered', data: facts } as const;
  const changed = (more: Partial<StaffFacts>) => ({ type: 'StaffChanged', data: { ...facts, ...more } } as const);

  test('is registered with roles, schools and classes, a class of two semesters once', () => given().when(align()).then(registered));
  test('is registered without a class as well: support staff often teach none', () =>
    given().when(align({ classes: { complete: true, current: [], gone: [] } })).then({ type: 'StaffRegistered', data: { ...facts, classIds: [], enrollments: {} } }));
  test('is left alone when nothing but the order of rows changed', () =>
    given(registered).when(align({ profile: { ...profile, roles: ['counselor', 'teacher'] }, classes: { complete: true, current: [...places].reverse(), gone: [] } })).then());
  test('is changed by another name', () =>
    given(registered).when(align({ profile: { ...profile, sealed: 'v1.b', fingerprint: 'fp-b' } })).then(changed({ profile: 'v1.b', profileFingerprint: 'fp-b' })));
  test('is changed by another role and another school', () =>
    given(registered).when(align({ profile: { ...profile, roles: ['aide'], schoolIds: ['s2'] } })).then(changed({ roles: ['aide'], schoolIds: ['s2'] })));
  test('gains and loses classes by a delta, the profile unchanged', () =>
    given(registered).when(align({ profile: undefined, classes: { complete: false, current: [{ enrollmentId: 'e4', classId: 'c3' }], gone: ['e1'] } }))
      .then(changed({ classIds: ['c2', 'c3'], enrollments: { e2: 'c2', e3: 'c2', e4: 'c3' } })));
  test('keeps a class of which one enrolment of two ends', () =>
    given(registered).when(align({ profile: undefined, classes: { complete: false, current: [], gone: ['e2'] } })).then(changed({ enrollments: { e1: 'c1', e3: 'c2' } })));
  test('loses the classes that a complete roster no longer lists', () =>
    given(registered).when(align({ profile: undefined, classes: { complete: true, current: [places[1]!], gone: [] } })).then(changed({ classIds: ['c1'], enrollments: { e1: 'c1' } })));
  test('keeps the class of a row that could not be read', () =>
    given(registered).when(align({ profile: undefined, classes: { complete: true, current: [places[1]!], gone: [], unclear: ['e2'] } }))
      .then(changed({ classIds: ['c1', 'c2'], enrollments: { e1: 'c1', e2: 'c2' } })));
  test('leaves', () => given(registered).when({ type: 'EndStaff', data: { staffId: 'p1' } }).then({ type: 'StaffLeft', data: { staffId: 'p1' } }));
  test('leaves once', () => given(registered, { type: 'StaffLeft', data: { staffId: 'p1' } }).when({ type: 'EndStaff', data: { staffId: 'p1' } }).then());
  test('is registered again when coming back', () => given(registered, { type: 'StaffLeft', data: { staffId: 'p1' } }).when(align()).then(registered));
  test('that nobody brought cannot be changed', () => given().when(align({ profile: undefined })).thenRejected('STAFF_NOT_FOUND'));
});

describe('An academic session in line with a roster', () => {
  const { given } = specify(academicSession);
  const fall = {
    sessionId: 't1',
    sourcedId: 'fall',
    title: 'Fall',
    kind: 'semester',
    begin: '2026-08-17',
    end: '2026-12-19',
    schoolYear: '2027',
  } as const;

  test('is defined', () =>
    given().when({ type: 'AlignAcademicSession', data: fall }).then({ type: 'AcademicSessionDefined', data: fall }));
  test('is left alone when nothing changed', () =>
    given({ type: 'AcademicSessionDefined', data: fall }).when({ type: 'AlignAcademicSession', data: fall }).then());
  test('is defined anew when its end moves', () => {
    const longer = { ...fall, end: '2026-12-23' };
    given({ type: 'AcademicSessionDefined', data: fall })
      .when({ type: 'AlignAcademicSession', data: longer })
      .then({ type: 'AcademicSessionDefined', data: longer });
  });
});

describe('Attendance', () => {
  const { given } = specify(attendance);
  const absent = { studentId: 'st1', schoolId: 's1', date: '2026-10-05', category: 'unexcused_absence' } as const;
  const inClass = { ...absent, classId: 'c1', category: 'tardy', minutesPresent: 32 } as const;

  test('of a day is recorded', () =>
    given().when({ type: 'RecordAttendance', data: absent }).then({ type: 'ClassAttendanceRecorded', data: absent }));
  test('that is sent again records nothing', () =>
    given({ type: 'ClassAttendanceRecorded', data: absent }).when({ type: 'RecordAttendance', data: absent }).then());
  test('of a class stands beside that of the day', () =>
    given({ type: 'ClassAttendanceRecorded', data: absent })
      .when({ type: 'RecordAttendance', data: inClass })
      .then({ type: 'ClassAttendanceRecorded', data: inClass }));
  test('is put right by recording it again', () => {
    const excused = { ...absent, category: 'excused_absence' } as const;
    given({ type: 'ClassAttendanceRecorded', data: absent })
      .when({ type: 'RecordAttendance', data: excused })
      .then({ type: 'ClassAttendanceRecorded', data: excused });
  });
  test('of somebody absent has no minutes', () =>
    given().when({ type: 'RecordAttendance', data: { ...absent, minutesPresent: 5 } }).thenRejected('ABSENT_WITH_MINUTES'));
  test('with other minutes is put right too', () => {
    const more = { ...inClass, minutesPresent: 40 };
    given({ type: 'ClassAttendanceRecorded', data: inClass })
      .when({ type: 'RecordAttendance', data: more })
      .then({ type: 'ClassAttendanceRecorded', data: more });
  });
});

describe('Our ids', () => {
  test('are derived from kind and sourcedId, the same for ever', () => {
    expect(rosterId('student', '604863')).toBe(rosterId('student', '604863'));
    expect(rosterId('student', '604863')).toMatch(/^[a-z2-7]{20}$/);
  });
  test('differ by kind: a student who teaches is two records', () =>
    expect(rosterId('student', '1')).not.toBe(rosterId('staff', '1')));
  test('have not changed since the first roster was imported', () => {
    expect(['school', 'session', 'class', 'student', 'staff'].map(kind => rosterId(kind as 'school', 'a-1')))
      .toMatchInlineSnapshot(`
     [
       "kuggnnizufiw4g33csaq",
       "pzxw45jowc2ulg72zmme",
       "hr5dkp2ysftoy6lyfr4u",
       "s2f7oo5n7tqi6hkhf5ra",
       "s4ep2epuet6rcwoaj7g5",
     ]
    `);
  });
  test('do not collide in a large district', () => {
    const ids = new Set(Array.from({ length: 50_000 }, (_, n) => rosterId('student', `s-${n}`)));
    expect(ids.size).toBe(50_000);
  });
  test('name streams; attendance has one a month', () => {
    expect(streamOf.student('x')).toBe('student-x');
    expect(streamOf.attendance('x', '2026-10-05')).toBe('attendance-x-2026-10');
  });
});
