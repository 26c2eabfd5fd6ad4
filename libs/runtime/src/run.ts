import { Inject, Module } from '@nestjs/common';
import { Command, CommandHandler, CqrsModule } from '@nestjs/cqrs';
import { execute, type Execution, type Message, type Task, type TaskResult } from '@strata/kernel';
import { EXECUTION } from './engine.ts';

/** What became of a command that was not refused; a refusal is thrown as `DomainError`. */
export type Ran = Exclude<TaskResult, { status: 'refused' }>;

/** Puts a task of the kernel on the command bus: `bus.execute(new Run(task))`. */
export class Run<State, C extends Message, E extends Message> extends Command<Ran> {
  readonly task: Task;

  constructor(task: Task<State, C, E>) {
    super();
    this.task = task as unknown as Task;
  }
}

/** The one handler of every command: load, fold, decide, append, and again when another writer was first. */
@CommandHandler(Run)
export class RunHandler {
  constructor(@Inject(EXECUTION) private readonly execution: Execution) {}

  execute({ task }: Run<never, never, never>): Promise<Ran> {
    return execute(this.execution, task);
  }
}

/** `CommandBus` and `QueryBus` for a service, with the one handler behind them. */
@Module({ imports: [CqrsModule.forRoot()], providers: [RunHandler], exports: [CqrsModule] })
export class CommandsModule {}
