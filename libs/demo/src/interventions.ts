import type { AddedTier, LocationKind } from '@strata/contracts';
import type { Weekday } from './days.ts';
import type { ScreenedDomain } from './needs.ts';
import type { StaffDuty } from './people.ts';
import type { Level } from './schools.ts';

export type ProviderKey = 'brightpath' | 'northstar';

export interface Dosage {
  minutesPerSession: number;
  sessionsPerWeek: number;
  weeks: number;
  maxGroupSize: number;
  mayDisplaceCore: boolean;
}

/** An entry of the district's catalogue of interventions, and who delivers it here. */
export interface Prescription {
  code: string;
  name: string;
  domain: ScreenedDomain;
  tier: AddedTier;
  levels: readonly Level[];
  deliveryMethod: 'small_group' | 'individual' | 'check_in' | 'tutoring';
  dosage: Dosage;
  days: readonly Weekday[];
  /** A tutoring provider, or the duties of the school's own staff who run it, in order of preference. */
  by: ProviderKey | readonly StaffDuty[];
}

const FOUR_DAYS: readonly Weekday[] = ['mon', 'tue', 'thu', 'fri'];
const THREE_DAYS: readonly Weekday[] = ['mon', 'tue', 'thu'];
const EVERY_DAY: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

const dosage = (minutesPerSession: number, sessionsPerWeek: number, weeks: number, maxGroupSize: number): Dosage => ({
  minutesPerSession,
  sessionsPerWeek,
  weeks,
  maxGroupSize,
  mayDisplaceCore: false,
});

export const PRESCRIPTIONS: readonly Prescription[] = [
  {
    code: 'READ-M1',
    name: 'Foundational Reading Groups',
    domain: 'ela',
    tier: 'more',
    levels: ['elementary'],
    deliveryMethod: 'tutoring',
    dosage: dosage(30, 4, 10, 4),
    days: FOUR_DAYS,
    by: 'northstar',
  },
  {
    code: 'READ-M2',
    name: 'Fluency and Comprehension Groups',
    domain: 'ela',
    tier: 'more',
    levels: ['middle'],
    deliveryMethod: 'tutoring',
    dosage: dosage(30, 4, 10, 4),
    days: FOUR_DAYS,
    by: 'northstar',
  },
  {
    code: 'READ-M3',
    name: 'Academic Literacy Seminar',
    domain: 'ela',
    tier: 'more',
    levels: ['high'],
    deliveryMethod: 'small_group',
    dosage: dosage(30, 4, 12, 5),
    days: FOUR_DAYS,
    by: ['reading_intervention', 'coach', 'aide', 'teaching'],
  },
  {
    code: 'READ-S1',
    name: 'Structured Literacy Intensive',
    domain: 'ela',
    tier: 'specialized',
    levels: ['elementary', 'middle', 'high'],
    deliveryMethod: 'small_group',
    dosage: dosage(45, 5, 18, 3),
    days: EVERY_DAY,
    by: ['reading_intervention', 'special_education', 'aide', 'teaching'],
  },
  {
    code: 'MATH-M1',
    name: 'Number Sense Groups',
    domain: 'math',
    tier: 'more',
    levels: ['elementary'],
    deliveryMethod: 'small_group',
    dosage: dosage(30, 3, 12, 4),
    days: THREE_DAYS,
    by: ['aide', 'math_intervention', 'coach', 'teaching'],
  },
  {
    code: 'MATH-M2',
    name: 'High-Impact Math Tutoring',
    domain: 'math',
    tier: 'more',
    levels: ['middle', 'high'],
    deliveryMethod: 'tutoring',
    dosage: dosage(30, 4, 10, 4),
    days: FOUR_DAYS,
    by: 'brightpath',
  },
  {
    code: 'MATH-S1',
    name: 'Intensive Mathematics',
    domain: 'math',
    tier: 'specialized',
    levels: ['elementary', 'middle', 'high'],
    deliveryMethod: 'small_group',
    dosage: dosage(40, 5, 18, 3),
    days: EVERY_DAY,
    by: ['math_intervention', 'special_education', 'aide', 'teaching'],
  },
  {
    code: 'BEH-M1',
    name: 'Check-In, Check-Out',
    domain: 'behavior',
    tier: 'more',
    levels: ['elementary', 'middle', 'high'],
    deliveryMethod: 'check_in',
    dosage: dosage(15, 4, 8, 5),
    days: FOUR_DAYS,
    by: ['counseling', 'aide', 'teaching'],
  },
  {
    code: 'BEH-S1',
    name: 'Individual Behavior Support',
    domain: 'behavior',
    tier: 'specialized',
    levels: ['elementary', 'middle', 'high'],
    deliveryMethod: 'individual',
    dosage: dosage(30, 3, 18, 2),
    days: THREE_DAYS,
    by: ['counseling', 'special_education', 'aide', 'teaching'],
  },
];

/** The one prescription that the district uses for a domain, a tier and a level of school. */
export function prescriptionFor(domain: ScreenedDomain, tier: AddedTier, level: Level): Prescription {
  const found = PRESCRIPTIONS.find(
    entry => entry.domain === domain && entry.tier === tier && entry.levels.includes(level),
  );
  if (!found) throw new RangeError(`no prescription for ${domain}, ${tier}, ${level}`);
  return found;
}

/** Where in the school day a group meets. `from` counts from the start of the period, or from the bell it follows or precedes. */
export interface Slot {
  locationKind: LocationKind;
  /** A period of the bell schedule, or the time around the school day. */
  period: string | 'before school' | 'after school';
  from: 'start' | 'end';
}
