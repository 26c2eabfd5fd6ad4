import type { AddedTier, Domain, LocationKind } from '@strata/contracts';
import type { Agreement, Provider } from './provider.decider.ts';
import { fromLocal } from './school-time.ts';

/** What an agreement lets a provider do for one student, ready for comparing with instants (milliseconds). */
export type Grant = {
  readonly studentId: string;
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  readonly timeZone: string;
  readonly locationKind: LocationKind;
  /** The agreement's purposes. */
  readonly purposes: ReadonlyMap<Domain, AddedTier>;
  /** The student's own, where it differs from the purpose's. */
  readonly tier: AddedTier | undefined;
};

/** What a provider's agreements say of the students it may name, by our id and by the provider's own. */
export type Scope = ReadonlyMap<string, readonly Grant[]>;

/** The latest agreement comes first, so that a new one wins where two overlap. */
export const scopeOf = ({ agreements }: Provider): Scope => {
  const scope = new Map<string, Grant[]>();
  for (const agreement of [...agreements].sort((a, b) => (a.begin < b.begin ? 1 : -1))) addGrants(scope, agreement);
  return scope;
};

const addGrants = (scope: Map<string, Grant[]>, agreement: Agreement): void => {
  const common = {
    from: fromLocal(agreement.timeZone, agreement.begin),
    until: agreement.end === undefined ? Number.POSITIVE_INFINITY : fromLocal(agreement.timeZone, agreement.end),
    timeZone: agreement.timeZone,
    locationKind: agreement.locationKind ?? ('pull_out' as const),
    purposes: new Map(agreement.purposes.map(({ domain, tier }) => [domain, tier])),
  };
  for (const { studentId, providerStudentId, tier } of agreement.students.values()) {
    const grant = { ...common, studentId, tier };
    addGrant(scope, studentId, grant);
    if (providerStudentId !== undefined && providerStudentId !== studentId) addGrant(scope, providerStudentId, grant);
  }
};

const addGrant = (scope: Map<string, Grant[]>, ref: string, grant: Grant): void => {
  const grants = scope.get(ref);
  if (grants) grants.push(grant);
  else scope.set(ref, [grant]);
};

/** The grant that covers an instant, and a domain where one is named. */
export const grantAt = (grants: readonly Grant[], at: number, domain?: Domain): Grant | undefined =>
  grants.find((grant) => at >= grant.from && at < grant.until && (domain === undefined || grant.purposes.has(domain)));

/** At which tier a session in a domain serves the student of a grant. */
export const tierOf = (grant: Grant, domain: Domain): AddedTier => grant.tier ?? grant.purposes.get(domain)!;
