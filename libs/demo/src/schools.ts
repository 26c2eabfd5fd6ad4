import type { Grade } from '@strata/contracts';
import { randomFor } from './random.ts';
import type { Random } from './random.ts';

export type Level = 'elementary' | 'middle' | 'high';

/** The students of one grade in one school, by running number. */
export interface Cohort {
  grade: Grade;
  firstStudent: number;
  size: number;
}

export interface School {
  index: number;
  sourcedId: string;
  name: string;
  level: Level;
  /** As the national register of schools writes it; state 99 does not exist. */
  identifier: string;
  cohorts: readonly Cohort[];
  students: number;
  /** How far the first bell is from that of the other schools, in minutes: buses come in waves. */
  bellShiftMinutes: number;
  /** How far the school lies from the district's mean, in standard deviations. */
  advantage: number;
}

export const DISTRICT = {
  sourcedId: 'dst-1',
  name: 'Cedar Prairie Unified School District (demo)',
  identifier: '9900001',
  timeZone: 'America/Chicago',
} as const;

const LEVELS: readonly { level: Level; grades: readonly Grade[]; smallSize: number; largeSize: number }[] = [
  { level: 'elementary', grades: ['KG', '01', '02', '03', '04', '05'], smallSize: 346, largeSize: 480 },
  { level: 'middle', grades: ['06', '07', '08'], smallSize: 346, largeSize: 760 },
  { level: 'high', grades: ['09', '10', '11', '12'], smallSize: 462, largeSize: 1400 },
];
const GRADES_IN_ALL = 13;

const NAMESAKES = [
  'Sojourner Truth',
  'Rosa Parks',
  'César Chávez',
  'Maria Mitchell',
  'Frederick Douglass',
  'Ida B. Wells',
  'Sequoyah',
  'Dolores Huerta',
  'George Washington Carver',
  'Rachel Carson',
  'Katherine Johnson',
  'Jane Addams',
  'Langston Hughes',
  'Zitkála-Šá',
  'Sally Ride',
  'Thurgood Marshall',
  'Grace Hopper',
  'Roberto Clemente',
  'Harriet Tubman',
  'Maria Tallchief',
];
const PLACES = [
  'Willow',
  'Cedar',
  'Prairie',
  'Heron',
  'Sycamore',
  'Cottonwood',
  'Meadow',
  'Fox',
  'Maple',
  'Stone',
  'Juniper',
  'Elk',
  'Lark',
  'Wheatland',
];
const FEATURES = [
  'Creek',
  'Ridge',
  'Grove',
  'Hills',
  'Park',
  'Lake',
  'Valley',
  'Crossing',
  'Point',
  'Field',
  'Springs',
  'Bend',
];
const DIRECTIONS = [
  'Central',
  'North',
  'South',
  'East',
  'West',
  'Northside',
  'Southside',
  'Riverside',
  'Lakeview',
  'Pioneer',
  'Union',
  'Summit',
];

/** The schools of a district of so many students: 8 for 3,000, growing in number and size. The sizes add up exactly. */
export function planSchools(students: number, seed: number): School[] {
  const random = randomFor(seed, 'schools');
  const names = schoolNames(random);
  const schools: School[] = [];
  const levelSizes = apportion(
    students,
    LEVELS.map(({ grades }) => grades.length / GRADES_IN_ALL),
  );
  let firstStudent = 1;
  LEVELS.forEach(({ level, grades, smallSize, largeSize }, i) => {
    const total = levelSizes[i] as number;
    const count = Math.max(1, Math.round(total / typicalSize(students, smallSize, largeSize)));
    const sizes = apportion(
      total,
      Array.from({ length: count }, () => 0.88 + 0.24 * random.unit()),
    );
    for (const size of sizes) {
      const school = planSchool({
        index: schools.length,
        level,
        grades,
        size,
        firstStudent,
        name: names[level](),
        random,
      });
      schools.push(school);
      firstStudent += size;
    }
  });
  return schools;
}

function planSchool(plan: {
  index: number;
  level: Level;
  grades: readonly Grade[];
  size: number;
  firstStudent: number;
  name: string;
  random: Random;
}): School {
  const { index, level, grades, size, name, random } = plan;
  let { firstStudent } = plan;
  const number = String(index + 1).padStart(3, '0');
  const sizes = apportion(
    size,
    grades.map(() => 0.95 + 0.1 * random.unit()),
  );
  const cohorts = grades.map((grade, i) => {
    const cohort = { grade, firstStudent, size: sizes[i] as number };
    firstStudent += cohort.size;
    return cohort;
  });
  return {
    index,
    level,
    name,
    cohorts,
    students: size,
    sourcedId: `sch-${number}`,
    identifier: `${DISTRICT.identifier}00${number}`,
    bellShiftMinutes: 10 * (index % 3),
    advantage: Math.min(0.12, Math.max(-0.03, 0.07 * random.normal())),
  };
}

function schoolNames(random: Random): Record<Level, () => string> {
  const people = random.shuffle(NAMESAKES);
  const places = random.shuffle(PLACES.flatMap(place => FEATURES.map(feature => `${place} ${feature}`)));
  const directions = [...DIRECTIONS];
  const place = () => places.pop() ?? `School ${places.length}`;
  let turn = 0;
  return {
    elementary: () => `${(turn++ % 2 === 0 ? people.pop() : undefined) ?? place()} Elementary School`,
    middle: () => `${place()} Middle School`,
    high: () => `${directions.shift() ?? place()} High School`,
  };
}

/** Sizes between those of a district of 3,000 and of one of 100,000 grow with the logarithm of the district's. */
function typicalSize(students: number, small: number, large: number): number {
  const share = Math.min(1, Math.max(0, Math.log(students / 3000) / Math.log(100_000 / 3000)));
  return small + share * (large - small);
}

/** Whole numbers in proportion to the weights that add up to `total` (largest remainders). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map(weight => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const missing = total - parts.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((value, i) => [value - Math.floor(value), i] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, i] of byRemainder.slice(0, missing)) parts[i] = (parts[i] as number) + 1;
  return parts;
}
