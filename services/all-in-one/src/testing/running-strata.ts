import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../../..');
const NODE_ARGUMENTS = ['--conditions=source', '--import', './tools/ts-hooks.mjs'];

/** A process as a person starts it, and what it has said so far. */
export type Running = {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves with the output when the text has been said. @throws Error when the process ended or the time is over. */
  said(text: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
};

/** Starts `main.ts` or `cli.ts` with these words. */
export const run = (file: 'main.ts' | 'cli.ts', ...words: string[]): Running => {
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, `services/all-in-one/src/${file}`, ...words], { cwd: ROOT });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((settle) => child.on('close', settle));
  return { child, output: () => output, ended, said: (text, timeoutMs = 30_000) => waitFor({ text, timeoutMs, output: () => output, listeners, ended }) };
};

type Wait = { text: string | RegExp; timeoutMs: number; output: () => string; listeners: Set<() => void>; ended: Promise<unknown> };

const waitFor = ({ text, timeoutMs, output, listeners, ended }: Wait): Promise<string> =>
  new Promise((settle, reject) => {
    const fail = (why: string) => reject(new Error(`${why} before it said ${String(text)}:\n${output()}`));
    const timer = setTimeout(() => fail(`${timeoutMs} ms went by`), timeoutMs);
    const look = () => {
      if (typeof text === 'string' ? !output().includes(text) : !text.test(output())) return;
      clearTimeout(timer);
      listeners.delete(look);
      settle(output());
    };
    listeners.add(look);
    void ended.then(() => (look(), fail('the process ended')));
    look();
  });

export type Reachable = Running & { readonly url: string; readonly token: string; ask<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> };

/** A started Strata, reached by the link that it printed. */
export const startAt = async (folder: string, ...words: string[]): Promise<Reachable> => {
  const running = run('main.ts', '--data', folder, '--port', '0', ...words);
  const output = await running.said(/\/enter\?token=\S+/);
  const [, url, token] = /(http:\/\/127\.0\.0\.1:\d+)\/enter\?token=(\S+)/.exec(output)!;
  const ask = async <Body>(method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  };
  return { ...running, url: url!, token: token!, ask };
};

/** The link that lets a browser in. */
export const linkOf = ({ url, token }: Reachable): string => `${url}/enter?token=${token}`;

/** Stops it as a person would, and waits until it is gone. */
export const stop = async ({ child, ended }: Running): Promise<void> => {
  child.kill('SIGTERM');
  await ended;
};

/** A folder for one test, removed by `clean`. */
export const dataFolder = () => {
  const parent = mkdtempSync(join(tmpdir(), 'strata-'));
  return { path: join(parent, 'data'), parent, clean: () => rmSync(parent, { recursive: true, force: true }) };
};
