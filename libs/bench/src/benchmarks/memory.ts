import { against, type Figure } from '../figures.ts';
import { caughtUp } from '../server.ts';
import type { LargeDistrict } from './large-district.ts';

const GOAL_MEGABYTES = 600;

/**
 * The most that the whole process ever held, native memory included: while it took in the roster twice, folded it into
 * the views, was asked for boards and pages and searched by name, and whatever other benchmarks asked of it in this run.
 */
export const benchMemory = async (large: LargeDistrict): Promise<Figure> => {
  const pupils = await large.filled();
  const { owner } = await large.running();
  await caughtUp(owner);
  for (const { studentId, schoolId } of pupils.slice(0, 300)) {
    await owner.get(`/v1/views/students/${studentId}`);
    await owner.get(`/v1/views/tier-board?school=${schoolId}`);
  }
  await owner.get('/v1/students?search=an&limit=50');
  return against(GOAL_MEGABYTES, large.peakMegabytes(), 'MB peak');
};
