import { executeAll, type CommitMetadata, type Execution, type Task, type TaskResult } from '@strata/kernel';
import type { ImportTally } from './import-tally.ts';
import { streamOf } from './roster-id.ts';
import type { Change } from './roster-changes.ts';
import { student, type AlignStudent } from './student.decider.ts';

/** Commands in one durable write: other requests wait for it, so it stays below some ten milliseconds. */
const BATCH = 250;

export type WriterOptions = {
  readonly total: number;
  readonly onWritten: (done: number, total: number) => void;
  readonly pause: () => Promise<void>;
};

/**
 * Writes records in durable batches. A record that is in line already appends nothing, so commands may be repeated after
 * a crash without remembering which were written.
 */
export class ImportWriter {
  private readonly execution: Execution;
  private readonly by: Task['metadata'];
  private readonly options: WriterOptions;
  private done = 0;

  constructor(execution: Execution, by: Omit<CommitMetadata, 'recordedAt' | 'tenant'>, options: WriterOptions) {
    this.execution = execution;
    this.by = by;
    this.options = options;
  }

  async changes(changes: readonly Change[]): Promise<void> {
    await this.write(changes.map(({ decider, streamId, command }) => ({ decider: decider as never, streamId, command, metadata: this.by })));
  }

  /** `tally` counts students who were never compared: all that a new student needs, whether this run wrote it or an earlier one. */
  async students(commands: readonly AlignStudent[], tally: ImportTally | undefined): Promise<void> {
    const results = await this.write(commands.map((command) => ({ decider: student as never, streamId: streamOf.student(command.data.studentId), command, metadata: this.by })));
    if (!tally) return;
    commands.forEach((command, index) => {
      const result = results[index]!;
      tally.add(result.status === 'appended' ? result.events : student.decide(student.initialState, command), true);
    });
  }

  private async write(tasks: readonly Task[]): Promise<TaskResult[]> {
    const results: TaskResult[] = [];
    for (let from = 0; from < tasks.length; from += BATCH) {
      const batch = tasks.slice(from, from + BATCH);
      for (const result of await executeAll(this.execution, batch)) {
        if (result.status === 'refused') throw result.error;
        results.push(result);
      }
      this.options.onWritten((this.done += batch.length), this.options.total);
      await this.options.pause();
    }
    return results;
  }
}
