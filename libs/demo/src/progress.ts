import type { Cohort, Membership } from './cohorts.ts';
import { addDays, daysBetween } from './days.ts';
import type { Day } from './days.ts';
import type { District } from './district.ts';
import { BENCHMARK_Z } from './needs.ts';
import type { ScreenedDomain } from './needs.ts';
import { randomFor } from './random.ts';
import { schoolDayAtOrAfter } from './school-year.ts';

/** A goal set at the start of an intervention and the scores since: weekly where support is specialized, else every two weeks. */
export interface Progress {
  studentSourcedId: string;
  domain: ScreenedDomain;
  measure: string;
  baseline: number;
  goal: number;
  from: Day;
  until: Day;
  scores: readonly { date: Day; score: number }[];
}

const MEASURES: Record<ScreenedDomain, string> = {
  ela: 'words read correctly in a minute',
  math: 'problems solved correctly in two minutes',
  behavior: 'points on the daily card, in percent',
};

/** The progress of every member of the groups, up to today. Most grow toward their goal, some stand still. */
export function* progress(district: District, cohorts: readonly Cohort[]): Generator<Progress> {
  for (const cohort of cohorts) {
    for (const membership of cohort.members) yield progressOf(membership, cohort, district);
  }
}

function progressOf(
  { episode: { student, domain }, begin, end }: Membership,
  { prescription }: Cohort,
  { year, options: { seed, today } }: District,
): Progress {
  const random = randomFor(seed, 'progress', domain, student.number, begin);
  const baseline = Math.max(4, Math.round(52 + 14 * student.standing[domain]));
  const goal = Math.max(baseline + 8, Math.round(60 + 14 * BENCHMARK_Z) + 8);
  const days = prescription.dosage.weeks * 7;
  const rate = ((goal - baseline) / days) * (random.chance(0.7) ? 0.8 + 0.5 * random.unit() : 0.4 * random.unit());
  const last = end !== null && end < today ? end : today;
  const every = prescription.tier === 'specialized' ? 7 : 14;
  const scores: { date: Day; score: number }[] = [];
  for (let due = addDays(begin, every); due <= last && due <= year.lastDay; due = addDays(due, every)) {
    const date = schoolDayAtOrAfter(year, due);
    const score = Math.max(0, Math.round(baseline + rate * daysBetween(begin, date) + 2.2 * random.normal()));
    if (date <= last) scores.push({ date, score });
  }
  return {
    studentSourcedId: student.sourcedId,
    domain,
    measure: MEASURES[domain],
    baseline,
    goal,
    from: begin,
    until: addDays(begin, days),
    scores,
  };
}
