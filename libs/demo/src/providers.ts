import type { AddedTier, Domain } from '@strata/contracts';
import type { Cohort } from './cohorts.ts';
import type { Day } from './days.ts';
import type { District } from './district.ts';
import type { ProviderKey } from './interventions.ts';
import { DISTRICT } from './schools.ts';

export interface Provider {
  key: ProviderKey;
  name: string;
  /** The `source` of its CloudEvents. */
  source: string;
  modality: 'in_person' | 'virtual_live';
}

/** Two made-up tutoring providers. */
export const PROVIDERS: readonly Provider[] = [
  { key: 'brightpath', name: 'BrightPath Tutoring', source: '/brightpath/sessions', modality: 'virtual_live' },
  { key: 'northstar', name: 'Northstar Reading Partners', source: '/northstar/sessions', modality: 'in_person' },
];

export interface Agreement {
  provider: Provider;
  purposes: readonly { domain: Domain; tier: AddedTier }[];
  /** The sourcedIds of everybody whom the provider has served this year, in order. */
  students: readonly { sourcedId: string; tier: AddedTier }[];
  begin: Day;
  /** The first day on which it no longer holds. */
  end: Day;
  timeZone: string;
}

/** One agreement for each provider, for this school year. */
export function agreementsOf(district: District, cohorts: readonly Cohort[]): Agreement[] {
  return PROVIDERS.map(provider => {
    const served = cohorts.filter(cohort => cohort.provider === provider.key);
    const purposes = new Map(
      served.map(({ prescription: { domain, tier } }) => [`${domain}/${tier}`, { domain, tier }]),
    );
    const students = new Map(
      served.flatMap(({ prescription, members }) =>
        members.map(({ episode }) => [episode.student.sourcedId, prescription.tier] as const),
      ),
    );
    return {
      provider,
      purposes: [...purposes.values()],
      students: [...students].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sourcedId, tier]) => ({ sourcedId, tier })),
      begin: district.year.firstDay,
      end: district.year.sessions[0]?.endsOn ?? district.year.lastDay,
      timeZone: DISTRICT.timeZone,
    };
  });
}

export function providerOf(key: ProviderKey): Provider {
  const found = PROVIDERS.find(provider => provider.key === key);
  if (!found) throw new RangeError(`no provider ${key}`);
  return found;
}
