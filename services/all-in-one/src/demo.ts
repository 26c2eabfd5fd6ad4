import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '@strata/engine-embedded';
import { demoDistrict, loadDemo, simulateDay, type LoadProgress, type ProviderAccess } from '@strata/demo';
import type { Strata } from './start-strata.ts';

/** Marks a data folder whose district is made up; holds the keys of its providers once it is loaded. */
type DemoMark = { readonly loadedAt?: string; readonly access?: readonly ProviderAccess[] };

const markOf = (folder: DataFolder): string => join(folder.path, 'demo.json');

export const readDemoMark = (folder: DataFolder): DemoMark | undefined => {
  try {
    return JSON.parse(readFileSync(markOf(folder), 'utf8')) as DemoMark;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

export const writeDemoMark = (folder: DataFolder, mark: DemoMark): void => writeFileSync(markOf(folder), `${JSON.stringify(mark)}\n`, { mode: 0o600 });

/** Loads the demo district through the public doors and keeps the keys of its providers. */
export const fillWithDemo = async ({ folder, url, token }: Strata, onProgress: (progress: LoadProgress) => void): Promise<readonly ProviderAccess[]> => {
  const { access } = await loadDemo({ baseUrl: url, token, onProgress });
  writeDemoMark(folder, { loadedAt: new Date().toISOString(), access });
  return access;
};

/** Two providers that go on posting their day, until the signal. */
export const liveOn = (url: string, access: readonly ProviderAccess[], signal: AbortSignal): Promise<void> =>
  simulateDay({ baseUrl: url, district: demoDistrict({ now: new Date() }), access, signal });
