/** One line of the report. `ratio` above 1 is better than the baseline, whatever the unit. */
export type Figure = {
  readonly ours: number;
  /** What the program beside it reaches, or the goal where there is nothing to compare with. */
  readonly baseline: number;
  readonly ratio: number;
  readonly unit: string;
};

/** @throws RangeError for no values. */
export const median = (values: readonly number[]): number => percentile(values, 50);

/** The smallest value that at least `percent` of the values do not pass (nearest rank). @throws RangeError for no values. */
export const percentile = (values: readonly number[], percent: number): number => {
  if (values.length === 0) throw new RangeError('There are no values to take a percentile of.');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
};

const rounded = (value: number): number => Number(value.toPrecision(4));

/** Both in something per second: more is better. Medians of repeats that took turns. */
export const rates = (ours: readonly number[], baseline: readonly number[], unit: string): Figure => {
  const [we, they] = [median(ours), median(baseline)];
  return { ours: rounded(we), baseline: rounded(they), ratio: rounded(we / they), unit };
};

/** Something of which less is better, against its goal. */
export const against = (goal: number, ours: number, unit: string): Figure => ({
  ours: rounded(ours),
  baseline: goal,
  ratio: rounded(goal / ours),
  unit,
});

/** Lowest, middle and highest of the repeats, for a reader who wonders how far to trust a median. */
export const spread = (values: readonly number[]): string =>
  [Math.min(...values), median(values), Math.max(...values)].map(value => Number(value.toPrecision(3))).join(' / ');

export const tableOf = (figures: Readonly<Record<string, Figure>>): string => {
  const rows = Object.entries(figures).map(([name, { ours, baseline, ratio, unit }]) => [
    name,
    String(ours),
    String(baseline),
    ratio.toFixed(2),
    unit,
  ]);
  const all = [['', 'ours', 'baseline or goal', 'ratio', 'unit'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map(row => row[column]!.length)));
  return all.map(row => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')).join('\n');
};
