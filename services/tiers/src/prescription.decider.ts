import type { EventOf, InterventionPrescribed, InterventionRetired } from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';

type Prescribed = EventOf<typeof InterventionPrescribed>;
type Retired = EventOf<typeof InterventionRetired>;
export type Prescription = Prescribed['data'];
export type PrescribeIntervention = Message<'PrescribeIntervention', Prescription>;
export type RetireIntervention = Message<'RetireIntervention', Retired['data']>;
export type PrescriptionCommand = PrescribeIntervention | RetireIntervention;
export type PrescriptionEvent = Prescribed | Retired;
export type PrescriptionState = { readonly prescription?: Prescription; readonly retiredFor?: string };

export const prescriptionStream = (prescriptionId: string): string => `prescription-${prescriptionId}`;

/** An entry of the district's catalogue of interventions. A retired one stays readable; what runs from it goes on. */
export const prescription: Decider<PrescriptionState, PrescriptionCommand, PrescriptionEvent> = {
  initialState: {},

  decide(state, command) {
    switch (command.type) {
      case 'PrescribeIntervention':
        return prescribe(state, command.data);
      case 'RetireIntervention':
        return retire(state, command.data);
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'InterventionPrescribed':
        return { prescription: event.data };
      case 'InterventionRetired':
        return { ...state, retiredFor: event.data.reason };
      default:
        return assertNever(event);
    }
  },
};

const prescribe = (state: PrescriptionState, data: Prescription): PrescriptionEvent[] => {
  if (!state.prescription) return [{ type: 'InterventionPrescribed', data }];
  if (contentOf(state.prescription) === contentOf(data)) return [];
  throw new DomainError('PRESCRIPTION_EXISTS', 'conflict', 'Another prescription has this id. Runs lean on it, so it does not change: retire it and make a new one.');
};

const retire = (state: PrescriptionState, data: Retired['data']): PrescriptionEvent[] => {
  if (!state.prescription) throw prescriptionNotFound();
  return state.retiredFor === undefined ? [{ type: 'InterventionRetired', data }] : [];
};

export const prescriptionNotFound = (): DomainError => new DomainError('PRESCRIPTION_NOT_FOUND', 'not-found', 'There is no intervention prescription of this id.');

const contentOf = ({ name, domain, tier, deliveryMethod, minMinutes, maxMinutes, grades }: Prescription): string =>
  JSON.stringify([name, domain, tier, deliveryMethod ?? null, minMinutes ?? null, maxMinutes ?? null, grades ?? []]);
