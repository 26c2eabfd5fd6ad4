import type { Dosage, Run } from './intervention.decider.ts';
import { refusal } from './refusal.ts';

/** Minutes of a session must fit what the prescription allows. */
export const requireMinutes = ({ minMinutes = 1, maxMinutes = 480 }: Pick<Run, 'minMinutes' | 'maxMinutes'>, { minutesPerSession }: Pick<Dosage, 'minutesPerSession'>, pointer: string): void => {
  if (minutesPerSession < minMinutes || minutesPerSession > maxMinutes)
    throw refusal('DOSAGE_OUTSIDE_PRESCRIPTION', pointer, `The prescription allows ${minMinutes} to ${maxMinutes} minutes a session.`);
};

export const isSameDosage = (one: Dosage, other: Dosage): boolean =>
  one.minutesPerSession === other.minutesPerSession &&
  one.sessionsPerWeek === other.sessionsPerWeek &&
  one.weeks === other.weeks &&
  one.maxGroupSize === other.maxGroupSize &&
  one.mayDisplaceCore === other.mayDisplaceCore;
