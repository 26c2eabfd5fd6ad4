import type { Customer } from '../customer.ts';
import { against, percentile, type Figure } from '../figures.ts';
import type { Pupil } from '../history.ts';
import { caughtUp } from '../server.ts';
import type { LargeDistrict } from './large-district.ts';

const GOAL_MS = 20;
const BROWSERS = 2;

/** Tier boards and student pages as two browsers ask for them one after another: the worst of their 99th percentiles. */
export const benchBoard = async (large: LargeDistrict): Promise<Figure> => {
  const pupils = await large.filled();
  const { owner } = await large.running();
  await caughtUp(owner);
  const pupil = (turn: number): Pupil => pupils[(turn * 7919) % pupils.length]!;
  const pages: Readonly<Record<string, (turn: number) => string>> = {
    'board of the district': () => '/v1/views/tier-board',
    'board of a school': turn => `/v1/views/tier-board?school=${pupil(turn).schoolId}`,
    'board of a grade': turn => `/v1/views/tier-board?school=${pupil(turn).schoolId}&grade=${pupil(turn).grade}`,
    'page of a student': turn => `/v1/views/students/${pupil(turn).studentId}`,
  };
  const worst: number[] = [];
  for (const [name, path] of Object.entries(pages)) {
    await ask(owner, path, large.run.quick ? 100 : 300);
    const times = await ask(owner, path, large.run.quick ? 300 : 1500);
    worst.push(percentile(times, 99));
    large.run.say(
      `board: ${name}, ms p50 ${percentile(times, 50).toFixed(1)}, p99 ${percentile(times, 99).toFixed(1)}`,
    );
  }
  return against(GOAL_MS, Math.max(...worst), 'ms p99');
};

const ask = async (owner: Customer, path: (turn: number) => string, count: number): Promise<number[]> => {
  const times: number[] = [];
  let turn = 0;
  const browser = async () => {
    while (turn < count) {
      const started = performance.now();
      await owner.get(path(turn++));
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: BROWSERS }, browser));
  return times;
};
