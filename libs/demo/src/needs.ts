import type { Domain } from '@strata/contracts';
import { quantile } from './normal.ts';
import { randomFor } from './random.ts';
import type { Cohort, School } from './schools.ts';

/** Domains in which the demo district screens. */
export type ScreenedDomain = Extract<Domain, 'ela' | 'math' | 'behavior'>;

/** Where a student stands nationally in each domain at the fall benchmark, in standard deviations from the mean. */
export type Standing = Readonly<Record<ScreenedDomain, number>>;

/** The national percentiles that the demo's cut scores stand for: at or above 25 meets the benchmark, under 10 is the lowest band. */
export const BENCHMARK_Z = quantile(0.25);
export const SPECIALIZED_Z = quantile(0.1);

// Chosen so that 14.7 % of a cohort lie under the 25th and 4.2 % under the 10th national percentile. Teams place a few
// more on other evidence, which makes about 20 and 5 %.
const MEAN = 0.2652;
const DEVIATION = 0.8954;
const SHARED = 0.8;

/**
 * The standing of every student of a cohort. It is stratified: each cohort spans the whole distribution, as a school's
 * balanced homerooms do, so that small classes do not fall under 80 % at the benchmark by chance alone.
 */
export function standingsOf(school: School, cohort: Cohort, seed: number): Standing[] {
  const random = randomFor(seed, 'standing', school.index, cohort.grade);
  const common = Array.from({ length: cohort.size }, () => random.normal());
  const draw = (shared: number) =>
    common.map(value => shared * value + Math.sqrt(1 - shared * shared) * random.normal());
  const [ela, math, behavior] = [draw(SHARED), draw(SHARED), draw(0.45)].map(values =>
    stratify(values, school.advantage),
  );
  return common.map((_, i) => ({ ela: ela?.[i] ?? 0, math: math?.[i] ?? 0, behavior: behavior?.[i] ?? 0 }));
}

/** The values in their own order, moved onto evenly spread quantiles of the district's distribution. */
function stratify(values: readonly number[], advantage: number): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const result = new Array<number>(values.length);
  order.forEach((student, rank) => {
    result[student] = MEAN + advantage + DEVIATION * quantile((rank + 0.5) / values.length);
  });
  return result;
}

/**
 * Splits a cohort into homerooms that are even in size and in students under the benchmark, in reading as in
 * mathematics. Dealing in the order of a Gray code keeps each of the two flags in one unbroken run, so it comes out even.
 */
export function dealHomerooms(standings: readonly Standing[], homerooms: number, seed: number): number[] {
  const random = randomFor(seed, 'homerooms');
  const runs: number[][] = [[], [], [], []];
  standings.forEach(({ ela, math }, i) => {
    const run = math < BENCHMARK_Z ? (ela < BENCHMARK_Z ? 1 : 0) : ela < BENCHMARK_Z ? 2 : 3;
    (runs[run] as number[]).push(i);
  });
  const result = new Array<number>(standings.length);
  runs
    .flatMap(run => random.shuffle(run))
    .forEach((student, turn) => {
      result[student] = turn % homerooms;
    });
  return result;
}
