import { COURSES } from './courses.ts';
import type { District, SchoolRoster } from './district.ts';
import { loginOf } from './names.ts';
import { guardiansOf, stateIdOf, studentLogin } from './people.ts';
import type { Guardian, Staff, Student } from './people.ts';
import { unitFor } from './random.ts';
import { DISTRICT } from './schools.ts';

/** The cells of one row, without `status` and `dateLastModified`: a full set leaves both blank. */
export type Cells = readonly string[];

const STUDENT_MAIL = 'students.cedarprairie.example';
const STAFF_MAIL = 'cedarprairie.example';

export function* academicSessionRows({ year }: District): Generator<Cells> {
  for (const { sourcedId, title, type, beginsOn, endsOn, parentSourcedId } of year.sessions) {
    yield [sourcedId, title, type, beginsOn, endsOn, parentSourcedId ?? '', String(year.endYear)];
  }
}

export function* orgRows({ schools }: District): Generator<Cells> {
  yield [DISTRICT.sourcedId, DISTRICT.name, 'district', DISTRICT.identifier, ''];
  for (const { sourcedId, name, identifier } of schools)
    yield [sourcedId, name, 'school', identifier, DISTRICT.sourcedId];
}

export function* courseRows({ year }: District): Generator<Cells> {
  const schoolYear = year.sessions[0]?.sourcedId ?? '';
  for (const course of COURSES) {
    yield [
      `crs-${course.code}`,
      schoolYear,
      course.title,
      course.code,
      course.grades.join(),
      DISTRICT.sourcedId,
      course.subjectTitle,
      course.subjectCode,
    ];
  }
}

export function* classRows(district: District): Generator<Cells> {
  const semesters = district.year.sessions
    .filter(({ type }) => type === 'semester')
    .map(({ sourcedId }) => sourcedId)
    .join();
  for (const { school, classes } of district.rosters()) {
    for (const { sourcedId, title, grades, course, homeroom, location, period } of classes) {
      const kind = homeroom ? 'homeroom' : 'scheduled';
      yield [
        sourcedId,
        title,
        grades.join(),
        `crs-${course.code}`,
        course.code,
        kind,
        location,
        school.sourcedId,
        semesters,
        course.subjectTitle,
        course.subjectCode,
        period,
      ];
    }
  }
}

export function* enrollmentRows(district: District): Generator<Cells> {
  const { firstDay } = district.year;
  for (const { school, classes, students } of district.rosters()) {
    for (const { sourcedId, teacherId, coTeacherId } of classes) {
      yield [`enr-${sourcedId}-t`, sourcedId, school.sourcedId, teacherId, 'teacher', 'true', firstDay, ''];
      if (coTeacherId !== null)
        yield [`enr-${sourcedId}-c`, sourcedId, school.sourcedId, coTeacherId, 'teacher', 'false', firstDay, ''];
    }
    for (const student of students) {
      let turn = 0;
      for (const index of student.classes) {
        yield [
          `enr-${student.sourcedId}-${++turn}`,
          classes[index]?.sourcedId ?? '',
          school.sourcedId,
          student.sourcedId,
          'student',
          '',
          student.enrolledOn,
          '',
        ];
      }
    }
  }
}

export function* userRows(district: District): Generator<Cells> {
  for (const member of district.office) yield staffRow(member, DISTRICT.sourcedId);
  for (const { school, staff, students } of district.rosters()) {
    for (const member of staff) yield staffRow(member, school.sourcedId);
    for (const student of students) {
      const guardians = guardiansOf(student, district.options.seed);
      yield studentRow(student, guardians, school.sourcedId);
      for (const guardian of guardians) yield guardianRow(guardian, school.sourcedId);
    }
  }
}

export function* roleRows(district: District): Generator<Cells> {
  const row = (user: string, role: string, org: string): Cells => [
    `rol-${user}`,
    user,
    'primary',
    role,
    '',
    '',
    org,
    '',
  ];
  for (const { sourcedId, role } of district.office) yield row(sourcedId, role, DISTRICT.sourcedId);
  for (const { school, staff, students } of district.rosters()) {
    for (const { sourcedId, role } of staff) yield row(sourcedId, role, school.sourcedId);
    for (const student of students) {
      yield row(student.sourcedId, 'student', school.sourcedId);
      for (const { sourcedId, relation } of guardiansOf(student, district.options.seed))
        yield row(sourcedId, relation, school.sourcedId);
    }
  }
}

export function* demographicRows(district: District): Generator<Cells> {
  for (const { students } of district.rosters() as Generator<SchoolRoster>) {
    for (const student of students) yield demographicsOf(student, district.options.seed);
  }
}

function studentRow(student: Student, guardians: readonly Guardian[], schoolId: string): Cells {
  const { sourcedId, name, grade } = student;
  const login = studentLogin(student);
  return userRow({
    sourcedId,
    login,
    mail: `${login}@${STUDENT_MAIL}`,
    name,
    identifier: stateIdOf(student),
    agents: guardians.map(guardian => guardian.sourcedId).join(),
    grade,
    schoolId,
  });
}

function staffRow({ sourcedId, name }: Staff, schoolId: string): Cells {
  const login = `${loginOf(name)}.${sourcedId.slice(4)}`;
  return userRow({
    sourcedId,
    login,
    mail: `${login}@${STAFF_MAIL}`,
    name,
    identifier: sourcedId.slice(4).replace('-', ''),
    schoolId,
  });
}

function guardianRow({ sourcedId, name }: Guardian, schoolId: string): Cells {
  const login = `family.${sourcedId.slice(4)}`;
  return userRow({ sourcedId, login, mail: `${login}@families.example`, name, schoolId });
}

function userRow(user: {
  sourcedId: string;
  login: string;
  mail: string;
  name: Student['name'];
  schoolId: string;
  identifier?: string;
  agents?: string;
  grade?: string;
}): Cells {
  const { sourcedId, login, mail, name, schoolId, identifier = '', agents = '', grade = '' } = user;
  return [
    sourcedId,
    'true',
    login,
    '',
    name.given,
    name.family,
    name.middle,
    identifier,
    mail,
    '',
    '',
    agents,
    grade,
    '',
    '',
    '',
    '',
    '',
    schoolId,
    '',
  ];
}

function demographicsOf({ sourcedId, number, birthDate, sex, background }: Student, seed: number): Cells {
  const flag = (value: boolean) => String(value);
  const several = unitFor(seed, 'several backgrounds', number) < 0.06;
  const asian = background === 'south_asian' || background === 'east_asian' || background === 'southeast_asian';
  const black = background === 'african_american' || background === 'african';
  const white =
    background === 'european' ||
    background === 'middle_eastern' ||
    (background === 'hispanic' && number % 3 !== 0) ||
    several;
  return [
    sourcedId,
    birthDate,
    sex,
    flag(background === 'native'),
    flag(asian),
    flag(black),
    flag(background === 'pacific'),
    flag(white),
    flag(several),
    flag(background === 'hispanic'),
    'US',
    '',
    '',
    '',
  ];
}
