import { expect } from '@jest/globals';
import { replay, type Decider, type Message } from '../decider.ts';

/** `given(...history).when(command).then(...events)` or `.thenRejected(code)`. */
export const specify = <State, Command extends Message, Event extends Message>(decider: Decider<State, Command, Event>) => ({
  given: (...history: Event[]) => ({
    when: (command: Command) => {
      const decide = () => decider.decide(replay(decider, history), command);
      return {
        then: (...expected: Event[]) => expect(decide()).toEqual(expected),
        thenRejected: (code: string) => expect(decide).toThrow(expect.objectContaining({ code }) as unknown as Error),
      };
    },
  }),
});
