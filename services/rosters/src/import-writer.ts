import { executeAll, type CommitMetadata, type Execution, type Task } from '@strata/kernel';
import type { ImportTally } from './import-tally.ts';
import { streamOf } from './roster-id.ts';
import type { Change } from './roster-changes.ts';
import { student, type AlignStudent } from './student.decider.ts';

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
    for (let from = 0; from < changes.length; from += BATCH) {
      const batch = changes.slice(from, from + BATCH);
      await this.write(batch.map(({ decider, streamId, command }) => ({ decider: decider as never, streamId, command, metadata: this.by })));
    }
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

  private async write(tasks: readonly Task[]) {
    const results = await executeAll(this.execution, tasks);
    for (const result of results) if (result.status === 'refused') throw result.error;
    this.options.onWritten((this.done += tasks.length), this.options.total);
    await this.options.pause();
    return results;
  }
}
