import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In memory where the machine has such a place: what tests sync a thousand times need not reach a disk. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Things to close and folders to remove when a test is over, newest first. */
export const cleanUp = () => {
  const open: (() => unknown)[] = [];
  return {
    later: (close: () => unknown) => void open.push(close),
    /** An empty folder that is removed with all it holds. */
    folder: (): string => {
      const path = mkdtempSync(join(PLACE, 'strata-test-'));
      open.push(() => rmSync(path, { recursive: true, force: true }));
      return path;
    },
    now: async () => {
      for (const close of open.splice(0).reverse()) await close();
    },
  };
};
