import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { replay, type Decider, type Execution, type Message, type StreamSlice } from '@strata/kernel';
import { EXECUTION, expectedVersionOf, Run, SETTINGS, today, type By, type Ran, type Settings } from '@strata/runtime';

/** Who sends a command, and which version they saw (`If-Match`). */
export type Sender = { readonly by: By; readonly ifMatch?: string | undefined };

/** Commands of this service on their way to the bus, with the ids and the date that deciders may not make themselves. */
@Injectable()
export class TierCommands {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(EXECUTION) private readonly execution: Execution,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  run<State, C extends Message, E extends Message>(decider: Decider<State, C, E>, streamId: string, command: C, { by, ifMatch }: Sender): Promise<Ran> {
    const expectedVersion = expectedVersionOf(ifMatch);
    return this.bus.execute(new Run({ decider, streamId, command, metadata: by, ...(expectedVersion !== undefined && { expectedVersion }) }));
  }

  newId(): string {
    return this.execution.ids.next();
  }

  /** The local date of the district. */
  today(): string {
    return today(this.execution.clock, this.settings.timeZone);
  }

  read<E extends Message>(streamId: string): Promise<StreamSlice<E>> {
    return this.execution.store.read(streamId) as Promise<StreamSlice<E>>;
  }

  readMany<E extends Message>(streamIds: readonly string[]): Promise<StreamSlice<E>[]> {
    return this.execution.store.readMany(streamIds) as Promise<StreamSlice<E>[]>;
  }

  async stateOf<State, C extends Message, E extends Message>(decider: Decider<State, C, E>, streamId: string): Promise<{ state: State; version: number }> {
    const { events, version } = await this.read<E>(streamId);
    return { state: replay(decider, events as unknown as readonly E[]), version };
  }
}
