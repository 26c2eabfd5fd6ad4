import type { DataOf, EventOf, StaffChanged, StaffLeft, StaffRegistered } from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';
import type { Listing } from './student.decider.ts';

export type StaffFacts = DataOf<typeof StaffRegistered>;
export type StaffPlace = { readonly enrollmentId: string; readonly classId: string };
export type StaffProfile = { readonly roles: readonly string[]; readonly schoolIds: readonly string[]; readonly sealed: string; readonly fingerprint: string };

/** Brings a staff member in line with a roster. */
export type AlignStaff = Message<'AlignStaff', {
  readonly staffId: string;
  readonly sourcedId: string;
  /** Without it, the profile stays as it is. */
  readonly profile?: StaffProfile | undefined;
  readonly classes: Listing<StaffPlace>;
}>;
export type EndStaff = Message<'EndStaff', { readonly staffId: string }>;
export type StaffCommand = AlignStaff | EndStaff;
export type StaffEvent = EventOf<typeof StaffRegistered> | EventOf<typeof StaffChanged> | EventOf<typeof StaffLeft>;
export type StaffState = { readonly here: boolean; readonly facts?: StaffFacts };

/** A person who works for the district. Whoever teaches no class is staff all the same. */
export const staff: Decider<StaffState, StaffCommand, StaffEvent> = {
  initialState: { here: false },

  decide(state, command) {
    switch (command.type) {
      case 'AlignStaff':
        return align(state, command);
      case 'EndStaff':
        return state.here ? [{ type: 'StaffLeft', data: command.data }] : [];
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'StaffRegistered':
      case 'StaffChanged':
        return { here: true, facts: event.data };
      case 'StaffLeft':
        return { ...state, here: false };
      default:
        return assertNever(event);
    }
  },
};

const align = ({ here, facts }: StaffState, { data }: AlignStaff): StaffEvent[] => {
  const held = here ? facts! : undefined;
  const enrollments = enrollmentsAfter(held?.enrollments ?? {}, data.classes);
  const classIds = [...new Set(Object.values(enrollments))].sort();
  if (!held) {
    if (!data.profile) throw new DomainError('STAFF_NOT_FOUND', 'not-found', 'The roster changes a staff member that no roster brought yet.');
    return [{ type: 'StaffRegistered', data: { staffId: data.staffId, sourcedId: data.sourcedId, ...told(data.profile), classIds, enrollments } }];
  }
  const newProfile = data.profile && !sameProfile(held, data.profile) ? told(data.profile) : {};
  if (Object.keys(newProfile).length === 0 && sameRecord(held.enrollments ?? {}, enrollments)) return [];
  return [{ type: 'StaffChanged', data: { ...held, ...newProfile, classIds, enrollments } }];
};

const told = ({ roles, schoolIds, sealed, fingerprint }: StaffProfile) =>
  ({ roles: [...roles].sort(), schoolIds: [...schoolIds].sort(), profile: sealed, profileFingerprint: fingerprint });

/** Sorted, so that the order of a file's rows changes nothing. */
const enrollmentsAfter = (held: Readonly<Record<string, string>>, { complete, current, gone, unclear = [] }: Listing<StaffPlace>): Record<string, string> => {
  const kept = Object.entries(held).filter(([id]) => (complete ? unclear.includes(id) : !gone.includes(id)));
  const listed = current.map(({ enrollmentId, classId }) => [enrollmentId, classId] as const);
  return Object.fromEntries([...kept, ...listed].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const sameProfile = (held: StaffFacts, { fingerprint, roles, schoolIds }: StaffProfile): boolean =>
  held.profileFingerprint === fingerprint && sameSet(held.roles, roles) && sameSet(held.schoolIds, schoolIds);

const sameSet = (held: readonly string[], wanted: readonly string[]): boolean =>
  held.length === wanted.length && held.every((item) => wanted.includes(item));

const sameRecord = (held: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean => {
  const entries = Object.entries(wanted);
  return entries.length === Object.keys(held).length && entries.every(([id, value]) => held[id] === value);
};
