import type { AttendanceCategory } from '@strata/contracts';
import type { Span } from './bell-schedules.ts';
import { meetingOn } from './cohorts.ts';
import type { Cohort } from './cohorts.ts';
import { dayNumber, weekdayOf } from './days.ts';
import type { Day } from './days.ts';
import type { District } from './district.ts';
import type { Student } from './people.ts';
import { randomFor, unitFor } from './random.ts';
import type { Random } from './random.ts';

export type SessionOutcome = 'held' | 'cancelled' | 'no_show' | 'unlogged';
export type CancelledBy = 'provider' | 'school' | 'weather';

export interface Presence {
  student: Student;
  attendance: AttendanceCategory;
  minutesPresent: number;
  softwareMinutes: number;
  exitTicket: { score: number; max: number } | null;
}

/** One meeting of a group. Times are minutes since midnight at the school. */
export interface Session {
  key: string;
  cohort: Cohort;
  day: Day;
  scheduled: Span;
  actual: Span;
  outcome: SessionOutcome;
  cancelReason: string;
  cancelledBy: CancelledBy;
  leaderId: string;
  substitute: boolean;
  skills: readonly string[];
  presences: readonly Presence[];
}

const OUTCOMES: readonly (readonly [SessionOutcome, number])[] = [
  ['held', 90.5],
  ['cancelled', 5.5],
  ['no_show', 1.5],
  ['unlogged', 2.5],
];
const CANCELLATIONS: readonly (readonly [readonly [string, CancelledBy], number])[] = [
  [['tutor_unavailable', 'provider'], 5],
  [['school_assembly', 'school'], 3],
  [['assessment', 'school'], 3],
  [['field_trip', 'school'], 2],
  [['weather', 'weather'], 1],
];
const CATEGORIES: readonly (readonly [AttendanceCategory, number])[] = [
  ['present', 89],
  ['tardy', 5],
  ['partial', 3],
  ['early_departure', 2],
  ['unexcused_absence', 1],
];
const SKILLS = {
  ela: ['RF.3.3', 'RF.3.4', 'RF.4.4', 'RL.4.1', 'RI.5.2', 'L.6.4', 'RI.7.1'],
  math: ['3.NBT.A.2', '4.NF.B.3', '5.NF.A.1', '6.RP.A.3', '7.EE.B.4', '8.F.A.1', 'A-REI.3'],
  behavior: [],
};

/** The meetings of a group on the given school days: only where somebody belongs to it, on its weekdays. */
export function* sessionsOf(cohort: Cohort, days: readonly Day[], district: District): Generator<Session> {
  for (const day of days) {
    if (!cohort.prescription.days.includes(weekdayOf(day))) continue;
    const students = membersOn(cohort, day);
    if (students.length > 0) yield sessionOn(cohort, day, students, district.options.seed);
  }
}

export function membersOn({ members }: Cohort, day: Day): Student[] {
  return members
    .filter(({ begin, end }) => begin <= day && (end === null || day < end))
    .map(({ episode }) => episode.student);
}

/** Whether a student misses school on a day: about one in twenty-five, and far more often for a tenth of them. */
export function isAbsent(student: Student, day: Day, seed: number): boolean {
  const often = unitFor(seed, 'often absent', student.number) < 0.1;
  return unitFor(seed, 'absent', student.number, dayNumber(day)) < (often ? 0.14 : 0.03);
}

export function sessionKey(cohort: Cohort, day: Day): string {
  return `${cohort.key.slice(4)}-${day.replaceAll('-', '')}`;
}

function sessionOn(cohort: Cohort, day: Day, students: readonly Student[], seed: number): Session {
  const random = randomFor(seed, 'session', cohort.key, dayNumber(day));
  const scheduled = meetingOn(cohort, day);
  const absent = students.map(student => isAbsent(student, day, seed));
  const drawn = random.weighted(OUTCOMES);
  const outcome = drawn === 'held' && absent.every(Boolean) ? 'no_show' : drawn;
  const [cancelReason, cancelledBy] = random.weighted(CANCELLATIONS);
  const actual = { start: scheduled.start + (random.chance(0.25) ? random.between(1, 4) : 0), end: scheduled.end };
  const substitute = cohort.provider !== null && random.chance(0.07);
  return {
    key: sessionKey(cohort, day),
    cohort,
    day,
    scheduled,
    actual,
    outcome,
    cancelReason,
    cancelledBy,
    substitute,
    leaderId: substitute ? `${cohort.leaderId}-sub` : cohort.leaderId,
    skills:
      outcome === 'held' && SKILLS[cohort.prescription.domain].length > 0
        ? [random.pick(SKILLS[cohort.prescription.domain])]
        : [],
    presences: students.map((student, i) =>
      presenceOf(student, {
        random,
        length: actual.end - actual.start,
        away: absent[i] === true || outcome === 'no_show',
        turn: dayNumber(day) + i,
        cohort,
      }),
    ),
  };
}

function presenceOf(
  student: Student,
  at: { random: Random; length: number; away: boolean; turn: number; cohort: Cohort },
): Presence {
  const { random, length, away, turn, cohort } = at;
  const attendance = away
    ? random.chance(0.75)
      ? 'excused_absence'
      : 'unexcused_absence'
    : random.weighted(CATEGORIES);
  const lost = {
    present: 0,
    tardy: random.between(3, 9),
    partial: random.between(8, 15),
    early_departure: random.between(5, 12),
    excused_absence: length,
    unexcused_absence: length,
  }[attendance];
  const minutes = Math.max(0, length - lost);
  // Half of a tutoring group works with the tutor, the other half on software for part of the time; they swap daily.
  const software = cohort.provider === 'brightpath' && turn % 2 === 0 ? Math.floor(minutes / 2) : 0;
  const scored = minutes > 15 && random.chance(0.45);
  return {
    student,
    attendance,
    minutesPresent: minutes - software,
    softwareMinutes: software,
    exitTicket: scored ? { score: random.between(1, 5), max: 5 } : null,
  };
}
