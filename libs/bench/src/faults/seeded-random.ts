/** The same seed gives the same numbers. */
export type SeededRandom = {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  chance(share: number): boolean;
};

/** Mulberry32: 32 bits of state are enough to choose when to kill a server. */
export const seededRandom = (seed: number): SeededRandom => {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (least, most) => least + Math.floor(unit() * (most - least + 1)),
    chance: share => unit() < share,
  };
};
