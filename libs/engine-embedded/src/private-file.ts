import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DomainError } from '@strata/kernel';

/** Makes names in this folder durable: a file that was synced may still be lost with the entry that names it. */
export const syncFolder = (path: string): void => {
  if (process.platform === 'win32') return; // a folder cannot be opened there; NTFS journals its entries
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

/** Writes a file that only its owner may read, whole or not at all, and on disk when it returns. */
export const writePrivateFile = (path: string, text: string): void => {
  const draft = `${path}.part`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
};

/**
 * The text of a secret file, undefined when there is none.
 * @throws DomainError `SECRET_EXPOSED` when others than its owner may read or write it.
 */
export const readPrivateFile = (path: string): string | undefined => {
  if (!existsSync(path)) return undefined;
  const mode = statSync(path).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw secretExposed(path, mode);
  return readFileSync(path, 'utf8').trim();
};

const secretExposed = (path: string, mode: number) =>
  new DomainError(
    'SECRET_EXPOSED',
    'unavailable',
    `Others on this machine can read ${path} (mode ${mode.toString(8)}). Close it with: chmod 600 '${path}'`,
  );
