import type { Grade, ScreeningPeriod } from '@strata/contracts';
import type { Day } from './days.ts';
import type { District } from './district.ts';
import { BENCHMARK_Z, SPECIALIZED_Z } from './needs.ts';
import type { ScreenedDomain } from './needs.ts';
import { percentileOf } from './normal.ts';
import type { Student } from './people.ts';
import { randomFor } from './random.ts';
import type { SchoolYear } from './school-year.ts';

export const SCREENED_DOMAINS: readonly ScreenedDomain[] = ['ela', 'math', 'behavior'];
export const GRADES_TAUGHT: readonly Grade[] = [
  'KG',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '07',
  '08',
  '09',
  '10',
  '11',
  '12',
];

/** Made-up instruments: no publisher's scale is copied. Higher is better in all of them. */
export const INSTRUMENTS: Record<
  ScreenedDomain,
  { name: string; grades: readonly Grade[]; base: number; perGrade: number; spread: number }
> = {
  ela: { name: 'Harbor Reading Screener', grades: GRADES_TAUGHT, base: 360, perGrade: 16, spread: 34 },
  math: { name: 'Harbor Math Screener', grades: GRADES_TAUGHT, base: 350, perGrade: 15, spread: 30 },
  behavior: { name: 'Compass Behavior Rating', grades: GRADES_TAUGHT.slice(0, 9), base: 50, perGrade: 0, spread: 10 },
};

const WINDOWS: readonly { period: ScreeningPeriod; begins: number; schoolDays: number; growth: number }[] = [
  { period: 'fall', begins: 8, schoolDays: 10, growth: 0 },
  { period: 'winter', begins: 92, schoolDays: 10, growth: 0.5 },
  { period: 'spring', begins: 158, schoolDays: 10, growth: 1 },
];

export interface Screening {
  key: string;
  studentSourcedId: string;
  domain: ScreenedDomain;
  instrument: string;
  period: ScreeningPeriod;
  schoolYear: string;
  date: Day;
  score: number;
  percentile: number;
}

export interface CutScore {
  instrument: string;
  period: ScreeningPeriod;
  grade: Grade;
  benchmark: number;
  specialized: number;
}

export interface RuleSet {
  domain: ScreenedDomain;
  cutScores: readonly CutScore[];
}

/** The cut scores of each domain: a score at or above `benchmark` meets it, one below `specialized` is in the lowest band. */
export function ruleSets(): RuleSet[] {
  return SCREENED_DOMAINS.map(domain => ({
    domain,
    cutScores: WINDOWS.flatMap(({ period, growth }) =>
      INSTRUMENTS[domain].grades.map(grade => ({
        instrument: INSTRUMENTS[domain].name,
        period,
        grade,
        benchmark: scoreOf(domain, grade, BENCHMARK_Z, growth),
        specialized: scoreOf(domain, grade, SPECIALIZED_Z, growth),
      })),
    ),
  }));
}

/** All screenings whose window lies before today, school by school. Behaviour is screened up to grade 8. */
export function* screenings(district: District): Generator<Screening> {
  for (const { students } of district.rosters()) {
    for (const student of students) yield* screeningsOf(student, district);
  }
}

export function* screeningsOf(student: Student, { year, options: { seed, today } }: District): Generator<Screening> {
  for (const window of WINDOWS) {
    const date = screeningDay(student, window.begins, window.schoolDays, year);
    if (date === undefined || date > today || date < student.enrolledOn) continue;
    for (const domain of SCREENED_DOMAINS) {
      const { name, grades } = INSTRUMENTS[domain];
      if (!grades.includes(student.grade)) continue;
      const z = shownStanding(student, domain, { seed, period: window.period });
      yield {
        key: screeningKey(student, domain, window.period),
        studentSourcedId: student.sourcedId,
        domain,
        instrument: name,
        period: window.period,
        schoolYear: year.title,
        date,
        score: scoreOf(domain, student.grade, z, window.growth),
        percentile: percentileOf(z),
      };
    }
  }
}

export function screeningKey(student: Student, domain: ScreenedDomain, period: ScreeningPeriod): string {
  return `scr-${student.sourcedId.slice(4)}-${domain}-${period}`;
}

/** The last day of the fall window. */
export function fallWindowEnd(year: SchoolYear): Day {
  return year.schoolDays[18] ?? year.lastDay;
}

/** What a screening shows in a period: the standing in fall; later a little more or less. A missed unit lowers mathematics in fall. */
function shownStanding(
  student: Student,
  domain: ScreenedDomain,
  { seed, period }: { seed: number; period: ScreeningPeriod },
): number {
  const standing = student.standing[domain];
  if (period === 'fall') return domain === 'math' && student.missedUnit ? standing - 0.9 : standing;
  const random = randomFor(seed, 'growth', domain, period, student.number);
  return standing + 0.05 + 0.2 * random.normal();
}

function scoreOf(domain: ScreenedDomain, grade: Grade, z: number, growth: number): number {
  const { base, perGrade, spread } = INSTRUMENTS[domain];
  return Math.round(base + perGrade * (GRADES_TAUGHT.indexOf(grade) + growth) + spread * z);
}

/** A homeroom is screened on one day of the window. */
function screeningDay(student: Student, begins: number, length: number, { schoolDays }: SchoolYear): Day | undefined {
  return schoolDays[begins + ((student.homeroom * 3 + GRADES_TAUGHT.indexOf(student.grade)) % length)];
}
