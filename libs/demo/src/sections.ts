import type { Grade } from '@strata/contracts';
import { coursesFor } from './courses.ts';
import type { Course, Subject } from './courses.ts';
import type { Student } from './people.ts';
import { randomFor } from './random.ts';
import type { School } from './schools.ts';
import type { Staffing } from './staffing.ts';

export interface Klass {
  sourcedId: string;
  title: string;
  course: Course;
  grades: readonly Grade[];
  homeroom: boolean;
  location: string;
  /** The one period of the bell schedule in which it meets. */
  period: string;
  teacherId: string;
  coTeacherId: string | null;
}

/** Core periods of a middle or high school day, in the order of `SECONDARY_SUBJECTS` for the first homeroom. */
export const SECONDARY_PERIODS = ['1', '2', '3', '4', '5', '6'] as const;
export const BLOCKS = ['Block A', 'Block B', 'Block C'] as const;
export const WIN = 'WIN';
export const SECONDARY_SUBJECTS = ['ela', 'math', 'science', 'social_studies', 'specials', 'elective'] as const;

const SHARED_CLASS_SIZE = 30;

/** The period in which a homeroom of a middle or high school has a subject: each homeroom starts the rotation one later. */
export function periodOf(homeroom: number, subject: (typeof SECONDARY_SUBJECTS)[number]): string {
  return SECONDARY_PERIODS[(SECONDARY_SUBJECTS.indexOf(subject) + homeroom) % SECONDARY_PERIODS.length] as string;
}

/** Schedules all classes of a school and puts every student into seven of them. */
export function scheduleClasses(
  school: School,
  students: readonly Student[],
  context: { seed: number; staffing: Staffing },
): Klass[] {
  const timetable = new Timetable(school, context.staffing);
  const homerooms = Map.groupBy(students, ({ grade, homeroom }) => `${grade}/${homeroom}`);
  let rotation = 0;
  for (const members of homerooms.values()) {
    if (school.level === 'elementary') timetable.elementaryHomeroom(members, rotation++);
    else timetable.secondaryHomeroom(members);
  }
  if (school.level === 'elementary') return timetable.classes;
  timetable.sharedClasses(students, context.seed);
  for (const members of homerooms.values()) timetable.interventionBlock(members);
  return timetable.classes;
}

class Timetable {
  readonly classes: Klass[] = [];
  readonly #school: School;
  readonly #staffing: Staffing;
  readonly #sections = new Map<string, number>();

  constructor(school: School, staffing: Staffing) {
    this.#school = school;
    this.#staffing = staffing;
  }

  elementaryHomeroom(members: readonly Student[], rotation: number): void {
    const { grade, homeroom } = members[0] as Student;
    const room = `Room ${100 + rotation}`;
    const teacherId = this.#staffing.hire('teaching');
    const block = (turn: number) => BLOCKS[(turn + rotation) % BLOCKS.length] as string;
    const own = (subject: Subject, period: string) =>
      this.#open({
        course: coursesFor(subject, grade)[0] as Course,
        grade,
        period,
        teacherId,
        room,
        name: letter(homeroom),
      });
    const specials = coursesFor('specials', grade);
    const special = specials[rotation % specials.length] as Course;
    const classes = [
      own('homeroom', 'Morning Meeting'),
      own('ela', 'Literacy'),
      own('math', 'Math'),
      own('intervention', WIN),
      own('science', block(0)),
      own('social_studies', block(1)),
      this.#open({
        course: special,
        grade,
        period: block(2),
        teacherId: this.#staffing.teacherFor(special.code, block(2)),
        room: `${special.title} room`,
        name: letter(homeroom),
      }),
    ];
    for (const member of members) member.classes.push(...classes);
  }

  secondaryHomeroom(members: readonly Student[]): void {
    const { grade, homeroom } = members[0] as Student;
    for (const subject of ['ela', 'math', 'science', 'social_studies'] as const) {
      const course = coursesFor(subject, grade)[0] as Course;
      const period = periodOf(homeroom, subject);
      const index = this.#open({ course, grade, period, teacherId: this.#staffing.teacherFor(subject, period) });
      for (const member of members) member.classes.push(index);
    }
  }

  /** Every homeroom of a middle or high school spends the intervention block with one of the school's teachers. */
  interventionBlock(members: readonly Student[]): void {
    const { grade, homeroom } = members[0] as Student;
    const course = coursesFor('intervention', grade)[0] as Course;
    const index = this.#open({
      course,
      grade,
      period: WIN,
      teacherId: this.#staffing.nextTeacher(),
      name: `${Number(grade)}${letter(homeroom)}`,
    });
    for (const member of members) member.classes.push(index);
  }

  /** Physical education, health and electives mix homerooms and grades. */
  sharedClasses(students: readonly Student[], seed: number): void {
    for (const subject of ['specials', 'elective'] as const) {
      const wishes = Map.groupBy(
        students,
        student => `${periodOf(student.homeroom, subject)}/${wishOf(student, subject, seed)}`,
      );
      for (const [wish, members] of [...wishes].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const [period, code] = wish.split('/') as [string, string];
        this.#shareOut(
          members,
          period,
          coursesFor(subject, (members[0] as Student).grade).find(course => course.code === code) as Course,
        );
      }
    }
  }

  #shareOut(members: readonly Student[], period: string, course: Course): void {
    const count = Math.ceil(members.length / SHARED_CLASS_SIZE);
    const sections = Array.from({ length: count }, () =>
      this.#open({ course, grade: null, period, teacherId: this.#staffing.teacherFor(course.code, period) }),
    );
    members.forEach((member, i) => member.classes.push(sections[i % count] as number));
  }

  #open(plan: {
    course: Course;
    grade: Grade | null;
    period: string;
    teacherId: string;
    room?: string;
    name?: string;
  }): number {
    const { course, grade, period, teacherId } = plan;
    const index = this.classes.length;
    const section = (this.#sections.get(course.code) ?? 0) + 1;
    this.#sections.set(course.code, section);
    this.classes.push({
      sourcedId: `cls-${String(this.#school.index + 1).padStart(3, '0')}-${String(index + 1).padStart(4, '0')}`,
      title: `${course.title} ${plan.name ?? `(${section})`}`,
      course,
      period,
      teacherId,
      grades: grade === null ? course.grades : [grade],
      homeroom: course.subject === 'homeroom',
      location: plan.room ?? `Room ${200 + this.#staffing.numberOf(teacherId)}`,
      coTeacherId: this.#staffing.coTeacherFor(course.subject, section, period),
    });
    return index;
  }
}

function wishOf(student: Student, subject: 'specials' | 'elective', seed: number): string {
  const random = randomFor(seed, 'wish', subject, student.number);
  return random.weighted(
    coursesFor(subject, student.grade).map((course, i) => [course.code, i === 0 ? 2 : 1] as const),
  );
}

function letter(homeroom: number): string {
  return homeroom < 26 ? String.fromCharCode(65 + homeroom) : `A${homeroom - 25}`;
}
