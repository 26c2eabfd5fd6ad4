import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import type { Uploads } from '../uploads.ts';

const MOST = 1_000_000;

/** Every store of uploads passes this suite. `open` gives an empty one. */
export const uploadsContract = (name: string, open: () => Promise<Uploads>) =>
  describe(`uploads: ${name}`, () => {
    const contentOf = (uploads: Uploads, id: string) => uploads.withFile(id, path => readFile(path, 'utf8'));
    const pieces = (...texts: string[]) => Readable.from(texts.map(text => Buffer.from(text)));

    test('a file is kept as it was sent, counted and digested', async () => {
      const uploads = await open();
      const big = Buffer.alloc(300_000, 'roster ');
      const stored = await uploads.save('import-1', Readable.from([big, big]), MOST);
      const whole = Buffer.concat([big, big]);
      expect(stored).toEqual({
        id: 'import-1',
        bytes: 600_000,
        sha256: createHash('sha256').update(whole).digest('hex'),
      });
      expect(await uploads.withFile('import-1', async path => whole.equals(await readFile(path)))).toBe(true);
    });

    test('an empty file is a file', async () => {
      const uploads = await open();
      expect(await uploads.save('empty', Readable.from([]), MOST)).toMatchObject({ bytes: 0 });
      expect(await contentOf(uploads, 'empty')).toBe('');
    });

    test('a file that was removed, or never sent, is not there', async () => {
      const uploads = await open();
      await uploads.save('a', pieces('text'), MOST);
      await uploads.remove('a');
      await uploads.remove('a');
      expect(await contentOf(uploads, 'a')).toBeUndefined();
      expect(await contentOf(uploads, 'never')).toBeUndefined();
    });

    test('a file that is too large leaves nothing behind', async () => {
      const uploads = await open();
      await expect(uploads.save('a', pieces('12345', '6'), 5)).rejects.toMatchObject({ code: 'UPLOAD_TOO_LARGE' });
      expect(await contentOf(uploads, 'a')).toBeUndefined();
      expect(await uploads.save('a', pieces('12345'), 5)).toMatchObject({ bytes: 5 });
    });

    test('a connection that breaks off leaves what was there before', async () => {
      const uploads = await open();
      await uploads.save('a', pieces('before'), MOST);
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from('half');
          throw new Error('connection lost');
        })(),
      );
      await expect(uploads.save('a', broken, MOST)).rejects.toThrow('connection lost');
      expect(await contentOf(uploads, 'a')).toBe('before');
      await uploads.save('a', pieces('after'), MOST);
      expect(await contentOf(uploads, 'a')).toBe('after');
    });

    test('what goes wrong in the work on a file reaches the caller', async () => {
      const uploads = await open();
      await uploads.save('a', pieces('text'), MOST);
      const work = async () => {
        throw new Error('unreadable');
      };
      await expect(uploads.withFile('a', work)).rejects.toThrow('unreadable');
    });

    test('an id that could be a path is refused', async () => {
      const uploads = await open();
      for (const id of ['', '..', '../a', 'a/b', 'a\\b', 'a.zip', 'a\u0000', 'x'.repeat(101)]) {
        await expect(uploads.save(id, pieces('text'), MOST)).rejects.toMatchObject({ code: 'UPLOAD_ID_INVALID' });
      }
    });
  });
