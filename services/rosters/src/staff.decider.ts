import type { DataOf, EventOf, StaffChanged, StaffLeft, StaffRegistered } from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';
import type { Listing } from './student.decider.ts';

export type StaffFacts = DataOf<typeof StaffRegistered>;
export type StaffProfile = { readonly roles: readonly string[]; readonly schoolIds: readonly string[]; readonly sealed: string; readonly fingerprint: string };

/** Brings a staff member in line with a roster. */
export type AlignStaff = Message<'AlignStaff', {
  readonly staffId: string;
  readonly sourcedId: string;
  /** Without it, the profile stays as it is. */
  readonly profile?: StaffProfile | undefined;
  readonly classes: Listing<string>;
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
  const classIds = classesAfter(here ? facts!.classIds : [], data.classes);
  if (!here) {
    if (!data.profile) throw new DomainError('STAFF_NOT_FOUND', 'not-found', 'The roster changes a staff member that no roster brought yet.');
    return [{ type: 'StaffRegistered', data: { staffId: data.staffId, sourcedId: data.sourcedId, ...told(data.profile), classIds } }];
  }
  const held = facts!;
  const changed = data.profile !== undefined && (
    held.profileFingerprint !== data.profile.fingerprint || !sameSet(held.roles, data.profile.roles) || !sameSet(held.schoolIds, data.profile.schoolIds)
  );
  if (!changed && sameSet(held.classIds, classIds)) return [];
  return [{ type: 'StaffChanged', data: { ...held, ...(data.profile && changed && told(data.profile)), classIds } }];
};

const told = ({ roles, schoolIds, sealed, fingerprint }: StaffProfile) =>
  ({ roles: [...roles].sort(), schoolIds: [...schoolIds].sort(), profile: sealed, profileFingerprint: fingerprint });

/** Sorted, so that the order of a file's rows changes nothing. */
const classesAfter = (held: readonly string[], { complete, current, gone }: Listing<string>): string[] => {
  const kept = complete ? [] : held.filter((id) => !gone.includes(id));
  return [...new Set([...kept, ...current])].sort();
};

const sameSet = (held: readonly string[], wanted: readonly string[]): boolean => {
  if (held.length !== wanted.length) return false;
  return held.every((item) => wanted.includes(item));
};
