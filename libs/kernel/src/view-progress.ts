import { instant, type Clock } from './clock.ts';
import type { LogReader } from './log-reader.ts';
import type { ViewProgress } from './view-store.ts';

/**
 * How far views at `position` are behind the log. The lag is the age of the oldest event that they lack, so it grows while
 * the views stand still, and an idle log has none. Costs one look into the log.
 */
export const progressAt = (position: number, log: LogReader, clock: Clock): ViewProgress => {
  const [next] = log.readAll(position, 1);
  if (!next) return { position, asOf: instant(clock), lagSeconds: 0 };
  const lagMs = Math.max(0, clock.now() - Date.parse(next.recordedAt));
  return { position, asOf: next.recordedAt, lagSeconds: lagMs / 1000 };
};
