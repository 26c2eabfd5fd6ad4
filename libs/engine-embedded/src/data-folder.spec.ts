import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openDataFolder } from './data-folder.ts';
import { killHard, linesOf, startScript } from './testing/child-process.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

const open = (path: string) => {
  const folder = openDataFolder(path);
  after.later(folder.close);
  return folder;
};
const refused = (code: string) => expect.objectContaining({ code });

test('a folder is made where there is none, for its owner only', () => {
  const path = join(after.folder(), 'deep', 'data');
  const folder = open(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(folder).toMatchObject({ path, logPath: join(path, 'log.db'), viewsPath: join(path, 'views.db') });
});

test('an existing empty folder is taken, and closed to others', () => {
  const path = after.folder();
  chmodSync(path, 0o755);
  open(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('a folder full of other things is left alone', () => {
  const path = after.folder();
  writeFileSync(join(path, 'thesis.txt'), 'mine');
  expect(() => open(path)).toThrow(refused('DATA_FOLDER_FOREIGN'));
  expect(readdirSync(path)).toEqual(['thesis.txt']);
});

test('a folder of a newer version is refused, with what to do about it', () => {
  const path = after.folder();
  openDataFolder(path).close();
  writeFileSync(join(path, 'format'), '2\n');
  expect(() => open(path)).toThrow(refused('DATA_FOLDER_TOO_NEW'));
  expect(() => open(path)).toThrow(/newer version/);
});

test('a second opening in the same process is refused until the first is closed', () => {
  const path = after.folder();
  const first = open(path);
  expect(() => open(path)).toThrow(refused('DATA_FOLDER_IN_USE'));
  first.close();
  open(path);
});

test('a second process is refused with a clear sentence, and let in once the first was killed', async () => {
  const path = after.folder();
  const holder = startScript('hold-folder.ts', path);
  after.later(() => holder.kill('SIGKILL'));
  await linesOf(holder, 1);
  expect(() => open(path)).toThrow(refused('DATA_FOLDER_IN_USE'));
  expect(() => open(path)).toThrow(`Another Strata process is using the data folder ${path}.`);
  await killHard(holder);
  open(path);
});

test('the owner token is made at first start and stays', () => {
  const path = after.folder();
  const first = open(path);
  const token = first.ownerToken();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(statSync(join(path, 'owner.token')).mode & 0o777).toBe(0o600);
  first.close();
  expect(open(path).ownerToken()).toBe(token);
});

test('an owner token that others can read is not used', () => {
  const path = after.folder();
  const folder = open(path);
  folder.ownerToken();
  chmodSync(join(path, 'owner.token'), 0o644);
  expect(() => folder.ownerToken()).toThrow(refused('SECRET_EXPOSED'));
});

test('a first start that died early is taken up again', () => {
  const path = after.folder();
  writeFileSync(join(path, 'lock.db'), '');
  writeFileSync(join(path, 'format.part'), '');
  expect(open(path).ownerToken()).toHaveLength(43);
  mkdirSync(join(path, 'uploads'));
});
