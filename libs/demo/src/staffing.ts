import type { Subject } from './courses.ts';
import { staffMember } from './people.ts';
import type { Staff, StaffDuty, StaffRole } from './people.ts';
import type { School } from './schools.ts';

const ROLE: Record<StaffDuty, StaffRole> = {
  teaching: 'teacher',
  reading_intervention: 'teacher',
  math_intervention: 'teacher',
  special_education: 'teacher',
  coach: 'teacher',
  counseling: 'counselor',
  aide: 'aide',
  leadership: 'principal',
  district: 'districtAdministrator',
};
const SECTIONS_PER_TEACHER = 5;
const CO_TAUGHT: readonly Subject[] = ['ela', 'math'];

/** The staff of one school: hired as the timetable needs teachers, plus those who have no section of their own. */
export class Staffing {
  readonly staff: Staff[] = [];
  readonly #school: School;
  readonly #seed: number;
  readonly #departments = new Map<string, { id: string; periods: Set<string> }[]>();
  readonly #numbers = new Map<string, number>();
  #turn = 0;

  constructor(school: School, seed: number) {
    this.#school = school;
    this.#seed = seed;
    this.hire('leadership');
    for (let left = school.students; left > 500; left -= 500) this.hire('leadership', 'siteAdministrator');
    this.#hireMany('counseling', 300);
    this.#hireMany('reading_intervention', 190);
    this.#hireMany('math_intervention', 240);
    this.#hireMany('special_education', 260);
    this.#hireMany('aide', 170);
    this.#hireMany('coach', 700);
  }

  hire(duty: StaffDuty, role: StaffRole = ROLE[duty]): string {
    const number = this.staff.length + 1;
    const sourcedId = `stf-${String(this.#school.index + 1).padStart(3, '0')}-${String(number).padStart(3, '0')}`;
    this.staff.push(staffMember({ sourcedId, schoolIndex: this.#school.index, role, duty }, this.#seed));
    this.#numbers.set(sourcedId, number);
    return sourcedId;
  }

  /** A teacher of the department who is free in the period and has no full load yet. */
  teacherFor(department: string, period: string): string {
    const members = this.#departments.get(department) ?? [];
    this.#departments.set(department, members);
    let member = members.find(({ periods }) => periods.size < SECTIONS_PER_TEACHER && !periods.has(period));
    if (!member) members.push((member = { id: this.hire('teaching'), periods: new Set() }));
    member.periods.add(period);
    return member.id;
  }

  /** Teachers in turn, for the one block in which all of them are at work: nobody twice. */
  nextTeacher(): string {
    return this.withDuty('teaching')[this.#turn++] ?? this.hire('teaching');
  }

  /** Special educators join every sixth section of reading and mathematics while they are free. */
  coTeacherFor(subject: Subject, section: number, period: string): string | null {
    if (!CO_TAUGHT.includes(subject) || section % 6 !== 1) return null;
    const educators = this.withDuty('special_education');
    const free = educators.find(id => !this.#booked(id, period));
    if (free === undefined) return null;
    this.#departments.set('co-teaching', [
      ...(this.#departments.get('co-teaching') ?? []),
      { id: free, periods: new Set([period]) },
    ]);
    return free;
  }

  withDuty(duty: StaffDuty): string[] {
    return this.staff.filter(member => member.duty === duty).map(({ sourcedId }) => sourcedId);
  }

  numberOf(sourcedId: string): number {
    return this.#numbers.get(sourcedId) ?? 0;
  }

  #booked(id: string, period: string): boolean {
    const booked = (this.#departments.get('co-teaching') ?? []).filter(entry => entry.id === id);
    return booked.length >= 3 || booked.some(({ periods }) => periods.has(period));
  }

  #hireMany(duty: StaffDuty, studentsEach: number): void {
    const count = Math.max(1, Math.round(this.#school.students / studentsEach));
    for (let i = 0; i < count; i++) this.hire(duty);
  }
}
