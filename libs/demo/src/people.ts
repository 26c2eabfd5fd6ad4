import type { Grade } from '@strata/contracts';
import { addDays } from './days.ts';
import type { Day } from './days.ts';
import { BACKGROUNDS, loginOf, nameOf } from './names.ts';
import type { Background, PersonName, Sex } from './names.ts';
import type { Standing } from './needs.ts';
import { randomFor, unitFor } from './random.ts';
import type { SchoolYear } from './school-year.ts';

/** A synthetic student. Classes are positions in the school's list of classes. */
export interface Student {
  number: number;
  sourcedId: string;
  schoolIndex: number;
  grade: Grade;
  homeroom: number;
  name: PersonName;
  sex: Sex;
  background: Background;
  birthDate: Day;
  enrolledOn: Day;
  standing: Standing;
  /** A whole class that missed an earlier unit: its fall score in mathematics says more of the teaching than of the student. */
  missedUnit: boolean;
  classes: number[];
}

export type StaffRole =
  | 'teacher'
  | 'aide'
  | 'counselor'
  | 'principal'
  | 'siteAdministrator'
  | 'districtAdministrator'
  | 'systemAdministrator';

/** What a member of staff does; OneRoster knows only the role, so this never reaches a file. */
export type StaffDuty =
  | 'teaching'
  | 'reading_intervention'
  | 'math_intervention'
  | 'special_education'
  | 'counseling'
  | 'aide'
  | 'coach'
  | 'leadership'
  | 'district';

export interface Staff {
  sourcedId: string;
  /** Null for the district's office. */
  schoolIndex: number | null;
  role: StaffRole;
  duty: StaffDuty;
  name: PersonName;
}

export interface Guardian {
  sourcedId: string;
  name: PersonName;
  relation: 'parent' | 'guardian';
}

export function studentId(number: number): string {
  return `stu-${String(number).padStart(6, '0')}`;
}

/** Who a student is, apart from school matters. */
export function personOf(
  number: number,
  grade: Grade,
  context: { seed: number; year: SchoolYear },
): Pick<Student, 'name' | 'sex' | 'background' | 'birthDate'> {
  const random = randomFor(context.seed, 'student', number);
  const sex = random.chance(0.51) ? 'male' : 'female';
  const background = random.weighted(BACKGROUNDS);
  const age = grade === 'KG' ? 5 : Number(grade) + 5;
  const birthday = addDays(`${context.year.endYear - 2 - age}-09-01`, random.between(0, 364));
  return { name: nameOf(random, background, sex), sex, background, birthDate: birthday };
}

/** About three in ten students have a guardian in the roster, some have two. */
export function guardiansOf(student: Student, seed: number): Guardian[] {
  const draw = unitFor(seed, 'guardians', student.number);
  const count = draw < 0.08 ? 2 : draw < 0.3 ? 1 : 0;
  return Array.from({ length: count }, (_, i) => {
    const random = randomFor(seed, 'guardian', student.number, i);
    const name = nameOf(random, student.background, i === 0 ? 'female' : 'male');
    return {
      sourcedId: `gdn-${String(student.number).padStart(6, '0')}-${i + 1}`,
      name: random.chance(0.85) ? { ...name, family: student.name.family } : name,
      relation: random.chance(0.93) ? 'parent' : 'guardian',
    };
  });
}

export function staffMember(staff: Omit<Staff, 'name'>, seed: number): Staff {
  const random = randomFor(seed, 'staff', staff.sourcedId);
  return { ...staff, name: nameOf(random, random.weighted(BACKGROUNDS), random.chance(0.72) ? 'female' : 'male') };
}

/** The state's number of a student: nine digits, unique in the district. */
export function stateIdOf(student: Student): string {
  return String(700_000_000 + student.number * 137);
}

/** A login that no other student has. */
export function studentLogin(student: Student): string {
  return `${loginOf(student.name)}.${student.number}`;
}
