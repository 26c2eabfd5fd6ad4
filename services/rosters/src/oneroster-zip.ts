import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { openPromise, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { packageFault, type OpenArchive, type PackageEntry } from './oneroster-archive.ts';

/** A OneRoster package has at most 22 files; the rest is room for clutter. */
export const MAX_ENTRIES = 200;
/** 100,000 students take about 180 MB; 2 GiB is a state. */
export const MAX_TOTAL_BYTES = 2 * 1024 ** 3;
/** Rosters shrink 5 to 40 times; deflate can do 1,032. Small files may do as they like. */
export const MAX_RATIO = 250;
const RATIO_FREE_BYTES = 8 * 1024 * 1024;

const DEFLATE = 8;

/**
 * Opens a ZIP for reading its entries as streams. Names that lead out of it, passwords, too many or too large entries
 * and impossible ratios are refused before a byte is unpacked; a length or checksum (CRC-32) that does not fit is refused
 * while reading.
 */
export const openZip = async (path: string, bytes: number): Promise<OpenArchive> => {
  if (bytes === 0 || !(await startsLikeZip(path))) throw packageFault('NOT_A_ZIP');
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: true }).catch(() => {
    throw packageFault('ZIP_DAMAGED');
  });
  try {
    return { entries: await readEntries(zip), close: async () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
};

const startsLikeZip = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1') === 'PK';
  } finally {
    await file.close();
  }
};

const readEntries = async (zip: ZipFile): Promise<PackageEntry[]> => {
  if (zip.entryCount > MAX_ENTRIES) throw packageFault('ZIP_BOMB', '', { message: `The ZIP has ${zip.entryCount} files; at most ${MAX_ENTRIES} are accepted.` });
  const entries: PackageEntry[] = [];
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      total += entry.uncompressedSize;
      if (total > MAX_TOTAL_BYTES || isBomb(entry)) throw packageFault('ZIP_BOMB', name);
      if (entry.isEncrypted()) throw packageFault('ZIP_ENCRYPTED', name);
      if (entry.compressionMethod !== 0 && entry.compressionMethod !== DEFLATE) throw packageFault('ZIP_UNSUPPORTED', name);
      entries.push({ name, bytes: entry.uncompressedSize, open: async () => contentOf(zip, entry, name) });
    }
  } catch (error) {
    throw asFault(error, '');
  }
  return entries;
};

const isBomb = (entry: Entry): boolean => entry.uncompressedSize > Math.max(RATIO_FREE_BYTES, entry.compressedSize * MAX_RATIO);

/** The raw name is judged, so that no decoding can hide a way out; backslashes are separators on Windows. */
const nameOf = (entry: Entry): string => {
  const name = (entry.fileName as unknown as Buffer).toString('utf8').replaceAll('\\', '/');
  if (validateFileName(name) !== null || name.includes('\0')) throw packageFault('ZIP_PATH_TRAVERSAL');
  return name;
};

async function* contentOf(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Uint8Array> {
  let checksum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk as Buffer, checksum);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw asFault(error, name);
  }
  if (checksum !== entry.crc32) throw packageFault('ZIP_DAMAGED', name);
}

/** Whatever the archive's reader stumbles over is damage; our own refusals pass. */
const asFault = (error: unknown, name: string): Error =>
  error instanceof Error && error.name === 'DomainError' ? error : packageFault('ZIP_DAMAGED', name);
