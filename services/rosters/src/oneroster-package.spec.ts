import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ZipFile } from 'yazl';
import { checkRoster } from './oneroster-reader.ts';
import { openPackage } from './oneroster-package.ts';
import { bundle, contentOf, findings, smallSchool, type Files } from './testing/oneroster-bundle.ts';

const FILES = bundle('1.2', smallSchool('1.2'));
let folder = '';
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneroster-'));
});
afterAll(() => rm(folder, { recursive: true }));

const zipped = async (files: Files, compress = true): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content as string), name, { compress });
  zip.end();
  return buffer(zip.outputStream);
};

const saved = async (bytes: Buffer): Promise<string> => {
  const path = join(folder, `package-${(made += 1)}.zip`);
  await writeFile(path, bytes);
  return path;
};

const unzipped = async (files: Files): Promise<string> => {
  const path = join(folder, `package-${(made += 1)}`);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
};

const outcome = async (path: string) => findings(await checkRoster(path, { mode: 'lenient' }));
/** Replaces a text of equal length wherever it stands in an archive: names stand twice. */
const patched = (bytes: Buffer, from: string, to: string): Buffer => Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
const fatal = (code: string, file = '') => [`error ${code} ${file}::`];

describe('A package', () => {
  test('is the same roster as a ZIP, as an uncompressed ZIP and as a folder', async () => {
    const options = { mode: 'strict' } as const;
    const rosters = [await saved(await zipped(FILES)), await saved(await zipped(FILES, false)), await unzipped(FILES)].map(path => checkRoster(path, options));
    const [packed, stored, folders] = (await Promise.all(rosters)).map(contentOf);
    expect(packed.students).toHaveLength(3);
    expect(stored).toEqual(packed);
    expect(folders).toEqual(packed);
  });

  test('may hold what macOS adds, and a file of grades, which is not read', async () => {
    const path = await saved(await zipped({ ...FILES, '__MACOSX/._users.csv': 'x', '.DS_Store': 'x', 'results.csv': 'sourcedId\n' }));
    expect(await outcome(path)).toContain('warning FILE_NOT_READ results.csv::');
    expect((await outcome(path)).join()).not.toContain('UNKNOWN_FILE');
  });

  test('can be opened twice, and its manifest says where it is from', async () => {
    const path = await saved(await zipped(FILES));
    for (let i = 0; i < 2; i += 1) {
      const opened = await openPackage(path);
      expect(opened.manifest).toMatchObject({ version: '1.2', systemName: 'Test SIS', notes: [] });
      await opened.close();
    }
  });
});

describe('A package that is refused', () => {
  test('because there is none', async () => {
    expect(await outcome(join(folder, 'nowhere.zip'))).toEqual(fatal('PACKAGE_NOT_FOUND'));
  });

  test.each([['an empty file', ''], ['a CSV file', 'sourcedId,name\n1,x\n'], ['one byte', 'P']])('because it is %s and no ZIP', async (_what, text) => {
    expect(await outcome(await saved(Buffer.from(text)))).toEqual(fatal('NOT_A_ZIP'));
  });

  test.each([0.1, 0.5, 0.9, 0.999])('because the ZIP ends after %d of its bytes', async share => {
    const bytes = await zipped(FILES);
    expect(await outcome(await saved(bytes.subarray(0, Math.floor(bytes.length * share))))).toEqual(fatal('ZIP_DAMAGED'));
  });

  test('because one byte of a file changed on the way', async () => {
    const bytes = patched(await zipped(FILES, false), 'Okafor', 'Okafir');
    expect(await outcome(await saved(bytes))).toContain('error ZIP_DAMAGED users.csv::');
  });

  test('because compressed data is garbled', async () => {
    const bytes = await zipped(FILES);
    const at = bytes.indexOf('users.csv') + 40;
    bytes.fill(0xff, at, at + 60);
    expect(await outcome(await saved(bytes))).toContain('error ZIP_DAMAGED users.csv::');
  });

  test('because it is protected by a password', async () => {
    const bytes = await zipped(FILES);
    for (const [signature, flags] of [['PK\u0003\u0004', 6], ['PK\u0001\u0002', 8]] as const) {
      for (let at = bytes.indexOf(signature, 0, 'latin1'); at >= 0; at = bytes.indexOf(signature, at + 4, 'latin1')) bytes[at + flags] |= 1;
    }
    expect(await outcome(await saved(bytes))).toEqual(fatal('ZIP_ENCRYPTED', 'manifest.csv'));
  });

  test('because it uses an unusual compression', async () => {
    const bytes = await zipped(FILES);
    for (let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4, 'latin1')) bytes.writeUInt16LE(12, at + 10);
    expect(await outcome(await saved(bytes))).toEqual(fatal('ZIP_UNSUPPORTED', 'manifest.csv'));
  });

  test.each(['../sers.csv', '/tmp/rs.csv', 'C:/sers.csv', '..\\sers.csv', 'a/../rs.csv'])('because the name %s leads out of it', async name => {
    const placeholder = 'x'.repeat(name.length);
    const bytes = patched(await zipped({ ...FILES, [placeholder]: 'sourcedId\n' }), placeholder, name);
    expect(await outcome(await saved(bytes))).toEqual(fatal('ZIP_PATH_TRAVERSAL'));
  });

  test('because a file unpacks to a thousand times its size', async () => {
    expect(await outcome(await saved(await zipped({ ...FILES, 'users.csv': Buffer.alloc(12 * 1024 * 1024) })))).toEqual(fatal('ZIP_BOMB', 'users.csv'));
  });

  test('because it declares more than 2 GiB', async () => {
    const bytes = await zipped({ 'a.csv': 'x'.repeat(100) }, false);
    const central = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
    bytes.writeUInt32LE(0xf0000000, central + 20);
    bytes.writeUInt32LE(0xf0000000, central + 24);
    expect(await outcome(await saved(bytes))).toEqual(fatal('ZIP_BOMB', 'a.csv'));
  });

  test('because it declares less than it unpacks to', async () => {
    const bytes = await zipped({ ...FILES, 'orgs.csv': `${FILES['orgs.csv'] as string}${' '.repeat(100_000)}` });
    const central = bytes.indexOf('orgs.csv', bytes.indexOf('PK\u0001\u0002', 0, 'latin1')) - 46;
    bytes.writeUInt32LE(200, central + 24);
    expect(await outcome(await saved(bytes))).toContain('error ZIP_DAMAGED orgs.csv::');
  });

  test('because it has more than 200 files', async () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`f${i}.csv`, 'x']));
    expect(await outcome(await saved(await zipped(many)))).toEqual(fatal('ZIP_BOMB'));
  });

  test('because two files have one name', async () => {
    const bytes = patched(await zipped({ ...FILES, 'usurs.csv': 'x' }), 'usurs.csv', 'users.csv');
    expect(await outcome(await saved(bytes))).toEqual(fatal('ZIP_DUPLICATE_NAME', 'users.csv'));
  });

  test('because the files lie in a folder of the ZIP, or of the folder', async () => {
    const nested = Object.fromEntries(Object.entries(FILES).map(([name, content]) => [`export/${name}`, content]));
    expect(await outcome(await saved(await zipped(nested)))).toEqual(fatal('NESTED_FOLDER'));
    expect(await outcome(await unzipped(nested))).toEqual(fatal('NESTED_FOLDER'));
  });
});
