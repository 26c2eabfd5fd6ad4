import type { WriteStream } from 'node:tty';

export type Step = { readonly step: string; readonly done: number; readonly total: number };

/** One bar on a terminal, rewritten in place; elsewhere one plain line when a step is done. */
export const progressLine = (stream: WriteStream = process.stdout) => {
  const finished = new Set<string>();
  return {
    show({ step, done, total }: Step): void {
      const isDone = total > 0 && done >= total;
      if (finished.has(step)) return;
      if (stream.isTTY) stream.write(`\r\x1b[2K  ${barOf(done, total)} ${step}${total > 0 ? ` ${done.toLocaleString('en')} of ${total.toLocaleString('en')}` : ''}`);
      if (!isDone) return;
      finished.add(step);
      if (!stream.isTTY) stream.write(`  ${step}: ${total.toLocaleString('en')}\n`);
    },
    /** Clears the line. */
    end(): void {
      if (stream.isTTY) stream.write('\r\x1b[2K');
    },
  };
};

const WIDTH = 24;

const barOf = (done: number, total: number): string => {
  const filled = total > 0 ? Math.round((WIDTH * Math.min(done, total)) / total) : 0;
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
};
