import { timeOfDay } from './dates.ts';
import type { Status } from './freshness.ts';

export type LiveWords = {
  readonly state: 'live' | 'behind' | 'offline' | 'connecting';
  readonly words: string;
  readonly reason: string;
};

/** Less than this counts as live, in seconds. */
const BEHIND_FROM = 2;
const MINUTE = 60;

/** The live mark in words, and why. */
export const liveWords = ({
  connection,
  lagSeconds,
  answeredAt,
}: Pick<Status, 'connection' | 'lagSeconds' | 'answeredAt'>): LiveWords => {
  if (connection === 'connecting')
    return { state: 'connecting', words: 'connecting', reason: 'The page asks the server to be told of changes.' };
  if (connection === 'offline') {
    return {
      state: 'offline',
      words: answeredAt ? `offline, last update ${timeOfDay(answeredAt)}` : 'offline',
      reason:
        'The server does not answer. What you see stays as it was; the page tries again by itself and catches up.',
    };
  }
  if (lagSeconds >= BEHIND_FROM) {
    const words =
      lagSeconds < 2 * MINUTE ? `${Math.round(lagSeconds)} s behind` : `${Math.round(lagSeconds / MINUTE)} min behind`;
    return {
      state: 'behind',
      words,
      reason: 'More was recorded than the figures include yet. They are catching up; nothing is lost.',
    };
  }
  return { state: 'live', words: 'live', reason: 'Changes show within a second of being recorded.' };
};
