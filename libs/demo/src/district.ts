import { randomFor } from './random.ts';
import { dealHomerooms, standingsOf } from './needs.ts';
import { personOf, staffMember, studentId } from './people.ts';
import type { Staff, Student } from './people.ts';
import { schoolDaysBetween, schoolYearOf } from './school-year.ts';
import type { SchoolYear } from './school-year.ts';
import { planSchools } from './schools.ts';
import type { Cohort, School } from './schools.ts';
import { scheduleClasses } from './sections.ts';
import type { Klass } from './sections.ts';
import { Staffing } from './staffing.ts';
import type { Day } from './days.ts';

export interface DistrictOptions {
  /** 200 to 200,000. */
  students: number;
  /** The same seed, size and day give the same district, byte for byte. */
  seed: number;
  /** The local day on which the district is looked at: the school year holds it, and nothing lies after it. */
  today: Day;
}

/** Everybody in one school, and where they sit. */
export interface SchoolRoster {
  school: School;
  students: readonly Student[];
  classes: readonly Klass[];
  staff: readonly Staff[];
}

/** A synthetic district. Schools are filled when they are first asked for and kept; nobody in it is real. */
export interface District {
  options: DistrictOptions;
  year: SchoolYear;
  schools: readonly School[];
  office: readonly Staff[];
  roster(schoolIndex: number): SchoolRoster;
  rosters(): Generator<SchoolRoster>;
}

const LARGEST_HOMEROOM = { elementary: 25, middle: 28, high: 28 };

/** @throws RangeError when `students` is out of range. */
export function district(options: DistrictOptions): District {
  if (!Number.isInteger(options.students) || options.students < 200 || options.students > 200_000)
    throw new RangeError('students: a whole number from 200 to 200,000');
  const year = schoolYearOf(options.today);
  const schools = planSchools(options.students, options.seed);
  const filled: (SchoolRoster | undefined)[] = [];
  const roster = (index: number): SchoolRoster =>
    (filled[index] ??= fillSchool(schools[index] as School, { ...options, year }));
  return {
    options,
    year,
    schools,
    roster,
    office: (['districtAdministrator', 'districtAdministrator', 'systemAdministrator'] as const).map((role, i) =>
      staffMember({ sourcedId: `stf-000-00${i + 1}`, schoolIndex: null, role, duty: 'district' }, options.seed),
    ),
    *rosters() {
      for (const { index } of schools) yield roster(index);
    },
  };
}

type Context = DistrictOptions & { year: SchoolYear };

function fillSchool(school: School, context: Context): SchoolRoster {
  const staffing = new Staffing(school, context.seed);
  const students = school.cohorts.flatMap(cohort => enrolCohort(school, cohort, context));
  const classes = scheduleClasses(school, students, { seed: context.seed, staffing });
  return { school, students, classes, staff: staffing.staff };
}

function enrolCohort(school: School, cohort: Cohort, context: Context): Student[] {
  const standings = standingsOf(school, cohort, context.seed);
  const homerooms = dealHomerooms(
    standings,
    Math.ceil(cohort.size / LARGEST_HOMEROOM[school.level]),
    context.seed + cohort.firstStudent,
  );
  const elapsed = schoolDaysBetween(context.year, context.year.firstDay, context.today);
  const students = standings.map((standing, i): Student => {
    const number = cohort.firstStudent + i;
    const homeroom = homerooms[i] as number;
    return {
      number,
      sourcedId: studentId(number),
      schoolIndex: school.index,
      grade: cohort.grade,
      homeroom,
      standing,
      ...personOf(number, cohort.grade, context),
      enrolledOn: enrolledOn(number, elapsed, context),
      missedUnit: school.index === 0 && cohort.grade === '03' && homeroom === 0,
      classes: [],
    };
  });
  return students.sort((a, b) => a.homeroom - b.homeroom || a.number - b.number);
}

/** Nearly all are there on the first day; about one in forty joins later. */
function enrolledOn(number: number, elapsed: readonly Day[], { seed, year }: Context): Day {
  const random = randomFor(seed, 'joined', number);
  return elapsed.length > 10 && random.chance(0.025) ? random.pick(elapsed.slice(5)) : year.firstDay;
}
