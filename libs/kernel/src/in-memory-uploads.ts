import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { receiveUpload, requireUploadId, type Uploads } from './uploads.ts';

/** The reference uploads. A file exists on disk only while work on it runs. */
export const inMemoryUploads = (): Uploads => {
  const files = new Map<string, Buffer>();
  return {
    async save(id, content, maxBytes) {
      requireUploadId(id);
      const pieces: Buffer[] = [];
      const received = await receiveUpload(content, maxBytes, piece => pieces.push(piece));
      files.set(id, Buffer.concat(pieces));
      return { id, ...received };
    },
    async withFile(id, work) {
      const file = files.get(id);
      if (!file) return undefined;
      const folder = await mkdtemp(join(tmpdir(), 'strata-upload-'));
      try {
        const path = join(folder, id);
        await writeFile(path, file, { mode: 0o600 });
        return await work(path);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async remove(id) {
      files.delete(id);
    },
  };
};
