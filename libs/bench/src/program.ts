import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What `npm start` gives Node before its file: measured is what people run. */
const startWords = (): string[] => {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: { start: string } };
  const [node, ...words] = scripts.start.split(' ');
  if (node !== 'node' || !words.at(-1)?.endsWith('.ts'))
    throw new Error(`npm start is no plain call of Node any more: ${scripts.start}`);
  return words.slice(0, -1);
};

/** A Node process of ours, started as `npm start` starts one: TypeScript from source, nothing built. */
export type Program = {
  readonly pid: number;
  /** What it printed on standard output so far. */
  output(): string;
  /** Most megabytes (10^6 bytes) that it ever held in memory. Linux only. @throws Error elsewhere, and once it has ended. */
  peakMegabytes(): number;
  /** Asks it to end in good order and waits until it has. */
  stop(): Promise<void>;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it ends by itself. Its exit code, or null after a signal. */
  ended: Promise<number | null>;
};

export type ProgramOptions = {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly args?: readonly string[];
  /** It is ready when what it printed matches; without it, at once. */
  readonly ready?: RegExp;
  readonly nodeArgs?: readonly string[];
};

/** @throws Error with what it complained of, when it ends before it is ready. */
export const startProgram = async ({ file, args = [], ready, nodeArgs = [] }: ProgramOptions): Promise<Program> => {
  const words = [...startWords(), ...nodeArgs, file, ...args];
  const child = spawn(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { out: '', err: '' };
  child.stdout.on('data', piece => (printed.out += String(piece)));
  child.stderr.on('data', piece => (printed.err = (printed.err + String(piece)).slice(-20_000)));
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', code => resolve(code)),
  );
  if (ready)
    await untilReady(
      child,
      () => ready.test(printed.out),
      ended,
      () => `${file}: ${printed.err || printed.out}`,
    );
  const signal = async (name: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
    await ended;
  };
  return {
    pid: child.pid!,
    output: () => printed.out,
    peakMegabytes: () => peakOf(child.pid!),
    stop: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
    ended: ended.then(code => {
      if (code !== 0 && printed.err !== '') process.stderr.write(printed.err);
      return code;
    }),
  };
};

const untilReady = (
  child: ChildProcess,
  isReady: () => boolean,
  ended: Promise<number | null>,
  complaint: () => string,
): Promise<void> =>
  new Promise((resolve, reject) => {
    child.stdout!.on('data', () => isReady() && resolve());
    ended.then(code => reject(new Error(`A process ended with ${code} before it was ready. ${complaint()}`)), reject);
  });

const peakOf = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error('This system does not say how much memory a process held.');
  return (Number(kibibytes) * 1024) / 1e6;
};
