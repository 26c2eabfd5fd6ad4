import { against, median, spread, type Figure } from '../figures.ts';
import { startServer } from '../server.ts';
import type { LargeDistrict } from './large-district.ts';

const GOAL_SECONDS = 3;

/** From the command to the first tier board served, on a data folder that holds over a million events. */
export const benchStart = async (large: LargeDistrict): Promise<Figure> => {
  await large.filled();
  await large.stop();
  const seconds: number[] = [];
  for (let repeat = 0; repeat < (large.run.quick ? 2 : 5); repeat++) {
    const started = performance.now();
    const server = await startServer(large.dataFolder);
    await server.owner.get('/v1/views/tier-board');
    seconds.push((performance.now() - started) / 1000);
    await server.owner.close();
    await server.stop();
  }
  large.run.say(`start: s ${spread(seconds)} (lowest / median / highest)`);
  return against(GOAL_SECONDS, median(seconds), 's');
};
