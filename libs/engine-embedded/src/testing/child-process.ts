import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a script of this folder as a process of its own, in plain Node. */
export const startScript = (name: string, ...args: string[]): ChildProcessWithoutNullStreams => {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return spawn(process.execPath, ['--conditions=source', script, ...args]);
};

/** Resolves when the process has printed this many lines, with all of them; rejects with what it complained of. */
export const linesOf = (child: ChildProcessWithoutNullStreams, count: number): Promise<string[]> =>
  new Promise((resolve, reject) => {
    let [printed, complaints] = ['', ''];
    child.stderr.on('data', piece => (complaints += String(piece)));
    child.stdout.on('data', piece => {
      printed += String(piece);
      const lines = printed.split('\n').slice(0, -1);
      if (lines.length >= count) resolve(lines);
    });
    child.on('exit', code => reject(new Error(`The process ended with ${code} too early. ${complaints}`)));
  });

/** `kill -9`, and waits until the process is gone. */
export const killHard = (child: ChildProcessWithoutNullStreams): Promise<void> =>
  new Promise(resolve => {
    child.on('exit', () => resolve());
    child.kill('SIGKILL');
  });
