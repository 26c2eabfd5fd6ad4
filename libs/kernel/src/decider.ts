/** A command or an event: a name and plain data. Deciders see nothing else. */
export type Message<Type extends string = string, Data extends object = object> = {
  readonly type: Type;
  readonly data: Readonly<Data>;
};

/**
 * The business rules of one aggregate, as two pure, synchronous functions over plain data.
 *
 * `decide` throws a `DomainError` to refuse, and returns `[]` when the command's outcome already holds, so that a
 * retried command never fails. Time, ids and randomness arrive in the command. `evolve` never refuses.
 */
export type Decider<State, Command extends Message, Event extends Message> = {
  readonly initialState: State;
  decide(state: State, command: Command): readonly Event[];
  evolve(state: State, event: Event): State;
};

/** The state after a history, oldest event first. */
export const replay = <State, Event extends Message>(
  decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
  history: readonly Event[],
): State => history.reduce((state, event) => decider.evolve(state, event), decider.initialState);
