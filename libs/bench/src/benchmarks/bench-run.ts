/** What every benchmark is given. */
export type BenchRun = {
  /** On a real disk; empty at the start of a run. */
  readonly folder: string;
  /** Smaller data and fewer repeats: to see that all of it works. */
  readonly quick: boolean;
  /** Tells whoever waits; never part of the result. */
  say(line: string): void;
};
