import type { ClassChanged, ClassEnded, ClassScheduled, DataOf, EventOf } from '@strata/contracts';
import { assertNever, type Decider, type Message } from '@strata/kernel';

export type ClassFacts = DataOf<typeof ClassScheduled>;
/** Brings a class in line with a roster. */
export type AlignClass = Message<'AlignClass', ClassFacts>;
export type EndClass = Message<'EndClass', { readonly classId: string }>;
export type ClassCommand = AlignClass | EndClass;
export type ClassEvent = EventOf<typeof ClassScheduled> | EventOf<typeof ClassChanged> | EventOf<typeof ClassEnded>;
export type ClassState = { readonly open: boolean; readonly facts?: ClassFacts };

/** A class: what is taught, when in the day, in which academic sessions. */
export const klass: Decider<ClassState, ClassCommand, ClassEvent> = {
  initialState: { open: false },

  decide(state, command) {
    switch (command.type) {
      case 'AlignClass':
        if (!state.open) return [{ type: 'ClassScheduled', data: command.data }];
        return sameClass(state.facts!, command.data) ? [] : [{ type: 'ClassChanged', data: command.data }];
      case 'EndClass':
        return state.open ? [{ type: 'ClassEnded', data: command.data }] : [];
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ClassScheduled':
      case 'ClassChanged':
        return { open: true, facts: event.data };
      case 'ClassEnded':
        return { ...state, open: false };
      default:
        return assertNever(event);
    }
  },
};

const sameClass = (held: ClassFacts, wanted: ClassFacts): boolean =>
  held.schoolId === wanted.schoolId &&
  held.title === wanted.title &&
  held.courseTitle === wanted.courseTitle &&
  held.subject === wanted.subject &&
  held.homeroom === wanted.homeroom &&
  held.supportUse === wanted.supportUse &&
  sameList(held.subjectCodes, wanted.subjectCodes) &&
  sameList(held.grades, wanted.grades) &&
  sameList(held.periodNames, wanted.periodNames) &&
  sameList(held.sessionIds, wanted.sessionIds);

const sameList = (held: readonly string[] = [], wanted: readonly string[] = []): boolean =>
  held.length === wanted.length && held.every((item, index) => item === wanted[index]);
