import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { uploadsContract } from '@strata/kernel/testing';
import { openFileUploads } from './file-uploads.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

uploadsContract('files', async () => openFileUploads(join(after.folder(), 'uploads')));

test('files are there after a restart, and what a crash left half written is not', async () => {
  const folder = join(after.folder(), 'uploads');
  await openFileUploads(folder).save('roster', Readable.from([Buffer.from('text')]), 10);
  writeFileSync(join(folder, 'other.1.part'), 'ha');
  const uploads = openFileUploads(folder);
  expect(readdirSync(folder)).toEqual(['roster']);
  expect(await uploads.withFile('roster', async path => statSync(path).size)).toBe(4);
});

test('uploaded files are closed to other users of the machine', async () => {
  const folder = join(after.folder(), 'uploads');
  await openFileUploads(folder).save('roster', Readable.from([]), 10);
  expect([statSync(folder).mode & 0o777, statSync(join(folder, 'roster')).mode & 0o777]).toEqual([0o700, 0o600]);
});

test('two uploads under one id at the same time leave one of them, whole', async () => {
  const uploads = openFileUploads(join(after.folder(), 'uploads'));
  const content = (letter: string) => Readable.from(Array.from({ length: 50 }, () => Buffer.from(letter.repeat(1000))));
  await Promise.all(['a', 'b'].map(letter => uploads.save('same', content(letter), 100_000)));
  expect(await uploads.withFile('same', async path => statSync(path).size)).toBe(50_000);
});

test('an upload that cannot be written fails its caller and leaves nothing', async () => {
  const folder = join(after.folder(), 'uploads');
  const uploads = openFileUploads(folder);
  mkdirSync(join(folder, 'taken'));
  await expect(uploads.save('taken', Readable.from([Buffer.from('x')]), 10)).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});
