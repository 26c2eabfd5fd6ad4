import { rates, spread, type Figure } from '../figures.ts';
import { startProgram } from '../program.ts';
import type { LargeDistrict } from './large-district.ts';

/** A whole roster through the door, until its report says completed. Beside it: csv-parse over the same files, unpacked. */
export const benchImport = async (large: LargeDistrict): Promise<Figure> => {
  const { first, csvFolder, rows } = await large.imported();
  await large.stop();
  const seconds: number[] = [];
  for (let repeat = 0; repeat < (large.run.quick ? 1 : 3); repeat++) seconds.push(await parseOnly(csvFolder));
  large.run.say(`import: ${rows} rows; csv-parse took ${spread(seconds)} s (lowest / median / highest)`);
  return rates(
    [rows / first.seconds],
    seconds.map(each => rows / each),
    'rows/s',
  );
};

const parseOnly = async (folder: string): Promise<number> => {
  const program = await startProgram({ file: 'libs/bench/src/baselines/import.ts', args: [folder] });
  if ((await program.ended) !== 0) throw new Error('The csv baseline failed.');
  return (JSON.parse(program.output()) as { seconds: number }).seconds;
};
