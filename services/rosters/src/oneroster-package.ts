import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFault, type OpenArchive, type PackageEntry } from './oneroster-archive.ts';
import { readManifest, type Manifest } from './oneroster-manifest.ts';
import { openZip } from './oneroster-zip.ts';

export interface OneRosterPackage {
  readonly manifest: Manifest;
  readonly entries: ReadonlyMap<string, PackageEntry>;
  /** Frees the file. The package cannot be read afterwards. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a OneRoster CSV package, a ZIP or a folder, without unpacking it to disk, and reads its manifest.
 * @throws DomainError, with `details.issue`, when it is damaged, dangerous, no OneRoster 1.1 or 1.2, or has no usable
 * manifest. Nothing stays open then.
 */
export const openPackage = async (path: string): Promise<OneRosterPackage> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw packageFault('PACKAGE_NOT_FOUND');
  const archive = found.isDirectory() ? await openFolder(path) : await openZip(path, found.size);
  try {
    const entries = rootEntries(archive.entries);
    const manifest = await readManifest(entries);
    return { manifest, entries, close: archive.close };
  } catch (error) {
    await archive.close();
    throw error;
  }
};

const openFolder = async (path: string): Promise<OpenArchive> => {
  const names = await readdir(path, { recursive: false });
  const entries: PackageEntry[] = [];
  for (const name of names.sort()) {
    const found = await stat(join(path, name)).catch(() => undefined);
    if (found?.isFile()) entries.push({ name, bytes: found.size, open: async () => createReadStream(join(path, name), { highWaterMark: 128 * 1024 }) });
    else if (found?.isDirectory() && (await hasManifest(join(path, name)))) entries.push({ name: `${name}/manifest.csv`, bytes: 0, open: neverRead });
  }
  return { entries, close: async () => {} };
};

const hasManifest = async (folder: string): Promise<boolean> => (await stat(join(folder, 'manifest.csv')).catch(() => undefined))?.isFile() === true;

const neverRead = async (): Promise<never> => {
  throw packageFault('NESTED_FOLDER');
};

/** What macOS and file browsers add to archives. */
const isClutter = (name: string): boolean => /^__MACOSX\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(name) || name.endsWith('/');

const rootEntries = (entries: readonly PackageEntry[]): ReadonlyMap<string, PackageEntry> => {
  const files = entries.filter(entry => !isClutter(entry.name));
  const root = files.filter(entry => !entry.name.includes('/'));
  const nested = files.some(entry => /\/manifest\.csv$/i.test(entry.name));
  if (nested && !root.some(entry => entry.name.toLowerCase() === 'manifest.csv')) throw packageFault('NESTED_FOLDER');
  const byName = new Map<string, PackageEntry>();
  const seen = new Set<string>();
  for (const entry of files) {
    if (seen.has(entry.name.toLowerCase())) throw packageFault('ZIP_DUPLICATE_NAME', entry.name);
    seen.add(entry.name.toLowerCase());
    byName.set(entry.name, entry);
  }
  return byName;
};
