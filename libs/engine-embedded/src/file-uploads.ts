import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { receiveUpload, requireUploadId, type StoredUpload, type Uploads } from '@strata/kernel';
import { storeUnavailable } from './database.ts';
import { syncFolder } from './private-file.ts';

const PART = '.part';

/**
 * Uploads as files of one folder, readable by their owner only. A file appears under its name when it is whole and on
 * disk; what a crash left half written is removed when the folder is opened.
 */
export const openFileUploads = (folder: string): Uploads => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (name.endsWith(PART)) rmSync(join(folder, name));
  let saves = 0;

  const pathOf = (id: string) => {
    requireUploadId(id);
    return join(folder, id);
  };

  return {
    async save(id, content, maxBytes) {
      const path = pathOf(id);
      const draft = `${path}.${++saves}${PART}`; // two saves of one id do not write into each other
      try {
        const received = await writeDraft(draft, write => receiveUpload(content, maxBytes, write));
        await rename(draft, path);
        syncFolder(folder);
        return { id, ...received };
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async withFile(id, work) {
      const path = pathOf(id);
      return existsSync(path) ? work(path) : undefined;
    },
    async remove(id) {
      await rm(pathOf(id), { force: true });
      syncFolder(folder);
    },
  };
};

type Received = Omit<StoredUpload, 'id'>;
type Write = (piece: Buffer) => Promise<void>;

/** On disk when it resolves. @throws DomainError `STORE_UNAVAILABLE` when the disk refuses, and what `receive` throws. */
const writeDraft = async (path: string, receive: (write: Write) => Promise<Received>): Promise<Received> => {
  const refused = (error: unknown) => {
    throw storeUnavailable(error);
  };
  const file = await open(path, 'wx', 0o600).catch(refused);
  try {
    const received = await receive(piece => file.writeFile(piece).catch(refused));
    await file.sync().catch(refused);
    return received;
  } finally {
    await file.close();
  }
};
