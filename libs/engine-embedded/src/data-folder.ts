import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DomainError } from '@strata/kernel';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** Raised when an older version could no longer read what a newer one writes here. */
const FORMAT = 1;

/** Where everything of one installation lies. Copy it as a whole, with the process stopped. */
export type DataFolder = {
  readonly path: string;
  readonly logPath: string;
  readonly viewsPath: string;
  readonly checkpointsPath: string;
  readonly vaultPath: string;
  readonly masterKeyPath: string;
  readonly uploadsPath: string;
  /** 43 letters, made at first start: whoever has them may do everything. @throws DomainError `SECRET_EXPOSED` */
  ownerToken(): string;
  /** Lets another process have the folder. */
  close(): void;
};

/**
 * Opens a data folder, making it where there is none, and keeps other processes out until `close` or the end of the
 * process, however that comes. The folder is closed to other users (mode 0700).
 * @throws DomainError `DATA_FOLDER_IN_USE`, `DATA_FOLDER_TOO_NEW`, or `DATA_FOLDER_FOREIGN` for a folder with other files.
 */
export const openDataFolder = (folder: string): DataFolder => {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const formatPath = join(path, 'format');
  const entries = readdirSync(path);
  if (!existsSync(formatPath) && entries.some(name => !OWN_BEFORE_FORMAT.has(name))) throw foreign(path);
  chmodSync(path, 0o700);
  const unlock = lock(path);
  try {
    readFormat(path, formatPath);
  } catch (error) {
    unlock();
    throw error;
  }
  return {
    path,
    logPath: join(path, 'log.db'),
    viewsPath: join(path, 'views.db'),
    checkpointsPath: join(path, 'checkpoints.db'),
    vaultPath: join(path, 'vault.db'),
    masterKeyPath: join(path, 'master.key'),
    uploadsPath: join(path, 'uploads'),
    ownerToken: () => ownerToken(join(path, 'owner.token')),
    close: unlock,
  };
};

/** What a first start may leave behind that died before it wrote the format. */
const OWN_BEFORE_FORMAT = new Set(['lock.db', 'lock.db-journal', 'format.part']);

/**
 * A lock of the operating system through SQLite's own: it ends with the process, `kill -9` included, and leaves no stale
 * file. Nothing else may open lock.db in this process: closing any handle of it would give the lock away (POSIX).
 */
const lock = (path: string): (() => void) => {
  const db = new DatabaseSync(join(path, 'lock.db'));
  try {
    db.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw inUse(path);
    throw error;
  }
  return () => {
    if (db.isOpen) db.close();
  };
};

const SQLITE_BUSY = 5;

const readFormat = (path: string, formatPath: string): void => {
  if (!existsSync(formatPath)) writePrivateFile(formatPath, `${FORMAT}\n`);
  const format = Number(readFileSync(formatPath, 'utf8'));
  if (!Number.isInteger(format) || format < 1) throw foreign(path);
  if (format > FORMAT) throw tooNew(path, format);
};

const ownerToken = (path: string): string => {
  const known = readPrivateFile(path);
  if (known) return known;
  const token = randomBytes(32).toString('base64url');
  writePrivateFile(path, `${token}\n`);
  return token;
};

const inUse = (path: string) =>
  new DomainError(
    'DATA_FOLDER_IN_USE',
    'unavailable',
    `Another Strata process is using the data folder ${path}. Stop it first, or start with another folder (--data).`,
  );

const tooNew = (path: string, format: number) =>
  new DomainError(
    'DATA_FOLDER_TOO_NEW',
    'unavailable',
    `The data folder ${path} was written by a newer version of Strata (format ${format}; this version reads up to ${FORMAT}). Start the newer version.`,
  );

const foreign = (path: string) =>
  new DomainError(
    'DATA_FOLDER_FOREIGN',
    'unavailable',
    `${path} holds files that are not Strata's. Give a folder that is empty or does not exist yet (--data).`,
  );
