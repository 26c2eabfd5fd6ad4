import type { Grade } from '@strata/contracts';
import type { Level } from './schools.ts';

export type Subject =
  'homeroom' | 'ela' | 'math' | 'science' | 'social_studies' | 'specials' | 'elective' | 'intervention';

export interface Course {
  code: string;
  title: string;
  subject: Subject;
  grades: readonly Grade[];
  level: Level;
  /** Subject as the roster prints it, and its code in the national catalogue (SCED); both empty for homeroom. */
  subjectTitle: string;
  subjectCode: string;
}

type Row = readonly [code: string, title: string, subjectCode: string, grade: Grade];

const TITLES: Record<Subject, string> = {
  homeroom: '',
  ela: 'English Language Arts',
  math: 'Mathematics',
  science: 'Science',
  social_studies: 'Social Studies',
  specials: 'Physical, Health and Arts Education',
  elective: 'Electives',
  intervention: 'Intervention and Enrichment',
};

const ELEMENTARY: readonly Grade[] = ['KG', '01', '02', '03', '04', '05'];
const MIDDLE: readonly Grade[] = ['06', '07', '08'];
const HIGH: readonly Grade[] = ['09', '10', '11', '12'];

const gradeName = (grade: Grade) => (grade === 'KG' ? 'Kindergarten' : `Grade ${Number(grade)}`);

const core = (subject: Subject, level: Level, rows: readonly Row[]): Course[] =>
  rows.map(([code, title, subjectCode, grade]) => ({
    code,
    title,
    subject,
    level,
    grades: [grade],
    subjectTitle: TITLES[subject],
    subjectCode,
  }));

const byGrade = (grades: readonly Grade[], prefix: string, title: string, codes: readonly string[]): Row[] =>
  grades.map((grade, i) => [`${prefix}-${grade}`, `${gradeName(grade)} ${title}`, codes[i] ?? '', grade]);

const shared = (
  subject: Subject,
  level: Level,
  rows: readonly (readonly [code: string, title: string, subjectCode: string])[],
): Course[] => {
  const grades = { elementary: ELEMENTARY, middle: MIDDLE, high: HIGH }[level];
  return rows.map(([code, title, subjectCode]) => ({
    code,
    title,
    subject,
    level,
    grades,
    subjectTitle: TITLES[subject],
    subjectCode,
  }));
};

const codes = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => String(first + i).padStart(5, '0'));

/** Everything that is taught, the same in every school of a level. */
export const COURSES: readonly Course[] = [
  ...core('homeroom', 'elementary', byGrade(ELEMENTARY, 'HR', 'Homeroom', [])),
  ...core('ela', 'elementary', byGrade(ELEMENTARY, 'ELA', 'Language Arts', codes(51030, 6))),
  ...core('math', 'elementary', byGrade(ELEMENTARY, 'MAT', 'Mathematics', codes(52030, 6))),
  ...core('science', 'elementary', byGrade(ELEMENTARY, 'SCI', 'Science', codes(53230, 6))),
  ...core('social_studies', 'elementary', byGrade(ELEMENTARY, 'SOC', 'Social Studies', codes(54430, 6))),
  ...shared('specials', 'elementary', [
    ['ART-E', 'Art', '05154'],
    ['MUS-E', 'Music', '05118'],
    ['PE-E', 'Physical Education', '08001'],
    ['LIB-E', 'Library and Media', ''],
    ['TEC-E', 'Technology', '10001'],
  ]),
  ...shared('intervention', 'elementary', [['WIN-E', 'WIN Time', '22003']]),
  ...core('ela', 'middle', byGrade(MIDDLE, 'ELA', 'Language Arts', codes(51036, 3))),
  ...core('math', 'middle', byGrade(MIDDLE, 'MAT', 'Mathematics', codes(52036, 3))),
  ...core('science', 'middle', byGrade(MIDDLE, 'SCI', 'Science', codes(53236, 3))),
  ...core('social_studies', 'middle', byGrade(MIDDLE, 'SOC', 'Social Studies', codes(54436, 3))),
  ...shared('specials', 'middle', [
    ['PE-M', 'Physical Education', '58034'],
    ['HLT-M', 'Health and Wellness', '58051'],
  ]),
  ...shared('elective', 'middle', [
    ['ART-M', 'Studio Art', '55154'],
    ['BND-M', 'Band', '55102'],
    ['CHO-M', 'Chorus', '55110'],
    ['SPA-M', 'Spanish', '56101'],
    ['CSC-M', 'Computer Science Discoveries', '60011'],
  ]),
  ...shared('intervention', 'middle', [['WIN-M', 'WIN Time', '22003']]),
  ...core('ela', 'high', [
    ['ENG-1', 'English I', '01001', '09'],
    ['ENG-2', 'English II', '01002', '10'],
    ['ENG-3', 'English III', '01003', '11'],
    ['ENG-4', 'English IV', '01004', '12'],
  ]),
  ...core('math', 'high', [
    ['ALG-1', 'Algebra I', '02052', '09'],
    ['GEO', 'Geometry', '02072', '10'],
    ['ALG-2', 'Algebra II', '02056', '11'],
    ['STA', 'Probability and Statistics', '02201', '12'],
  ]),
  ...core('science', 'high', [
    ['BIO', 'Biology', '03051', '09'],
    ['CHE', 'Chemistry', '03101', '10'],
    ['PHY', 'Physics', '03151', '11'],
    ['ENV', 'Environmental Science', '03003', '12'],
  ]),
  ...core('social_studies', 'high', [
    ['GEOG', 'World Geography', '04001', '09'],
    ['WHI', 'World History', '04051', '10'],
    ['USH', 'U.S. History', '04101', '11'],
    ['GOV', 'U.S. Government', '04151', '12'],
  ]),
  ...shared('specials', 'high', [
    ['PE-H', 'Physical Education', '08001'],
    ['HLT-H', 'Health', '08051'],
  ]),
  ...shared('elective', 'high', [
    ['ART-H', 'Visual Arts', '05151'],
    ['BND-H', 'Concert Band', '05102'],
    ['SPA-H', 'Spanish', '06101'],
    ['FRE-H', 'French', '06121'],
    ['CSP-H', 'Computer Science Principles', '10019'],
    ['THE-H', 'Theatre', '05053'],
  ]),
  ...shared('intervention', 'high', [['WIN-H', 'WIN Time', '22003']]),
];

/** The courses of a subject that a grade may take. */
export function coursesFor(subject: Subject, grade: Grade): readonly Course[] {
  return COURSES.filter(course => course.subject === subject && course.grades.includes(grade));
}

export { gradeName };
