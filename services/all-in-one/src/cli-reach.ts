import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@strata/runtime';
import { readDemoMark } from './demo.ts';
import { addressFile, startStrata } from './start-strata.ts';

export type Reached = {
  readonly url: string;
  readonly token: string;
  /** Ends what was started for this command; leaves a running Strata alone. */
  leave(): Promise<void>;
};

/** The running Strata of a data folder, or one that is started until `leave`. @throws Error when there is no such folder. */
export const reach = async (folder: string, config: Config): Promise<Reached> => {
  if (!existsSync(join(folder, 'format'))) throw new Error(`${folder} is not a data folder of Strata. Name one with --data DIR, or start Strata first.`);
  const running = await runningAt(folder);
  if (running) return running;
  const strata = await startStrata({ ...config, dataFolder: folder, port: 0, isDemo: (opened) => readDemoMark(opened) !== undefined });
  return { url: strata.url, token: strata.token, leave: () => strata.close() };
};

/** A process that was killed leaves its address behind: only one that answers counts. */
const runningAt = async (folder: string): Promise<Reached | undefined> => {
  if (!existsSync(addressFile(folder))) return undefined;
  const { url } = JSON.parse(readFileSync(addressFile(folder), 'utf8')) as { url: string };
  const answers = await fetch(`${url}/livez`).then(({ ok }) => ok, () => false);
  return answers ? { url, token: readFileSync(join(folder, 'owner.token'), 'utf8').trim(), leave: () => Promise.resolve() } : undefined;
};
