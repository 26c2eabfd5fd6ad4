import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from '@jest/globals';
import { vaultContract } from '@strata/kernel/testing';
import { SqliteVault } from './sqlite-vault.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

const openIn = (folder: string) => {
  const vault = new SqliteVault(join(folder, 'vault.db'), join(folder, 'master.key'));
  after.later(() => vault['db'].isOpen && vault.close());
  return vault;
};

/** Everything that the vault's files hold, the write-ahead log included. */
const bytesIn = (folder: string) =>
  Buffer.concat(
    ['vault.db', 'vault.db-wal']
      .map(name => join(folder, name))
      .filter(existsSync)
      .map(path => readFileSync(path)),
  );

vaultContract('SQLite', async () => openIn(after.folder()));

describe('the vault in SQLite', () => {
  const people = (count: number) =>
    Array.from({ length: count }, (_, number) => ({
      subjectId: `p-${number}`,
      data: { name: `Marguerite ${number}` },
    }));
  const requests = (list: ReturnType<typeof people>, sealed: readonly string[]) =>
    list.map(({ subjectId }, place) => ({ subjectId, sealed: sealed[place]! }));

  test('what was sealed before a restart is opened after it, for many people in one call', async () => {
    const folder = after.folder();
    const everybody = people(2500);
    const before = openIn(folder);
    const sealed = await before.seal(everybody);
    const fingerprint = before.fingerprint('Marguerite');
    before.close();
    const vault = openIn(folder);
    expect(await vault.open(requests(everybody, sealed))).toEqual(everybody.map(({ data }) => data));
    expect(vault.fingerprint('Marguerite')).toBe(fingerprint);
  });

  test('nothing on disk shows a name', async () => {
    const folder = after.folder();
    const vault = openIn(folder);
    const everybody = people(50);
    await vault.open(requests(everybody, await vault.seal(everybody)));
    expect(bytesIn(folder).includes('Marguerite')).toBe(false);
  });

  test('a destroyed key is nowhere on disk any more, and every other key is', async () => {
    const folder = after.folder();
    const vault = openIn(folder);
    await vault.seal(people(3000));
    const reading = new DatabaseSync(join(folder, 'vault.db'), { readOnly: true });
    const rows = reading.prepare('SELECT subject, wrapped FROM subject_keys').all() as {
      subject: string;
      wrapped: Uint8Array;
    }[];
    reading.close();
    const gone = rows.filter((_, index) => index % 30 === 0);
    for (const { subject } of gone) await vault.shred(subject);
    const bytes = bytesIn(folder);
    expect(gone.filter(({ wrapped }) => bytes.includes(Buffer.from(wrapped)))).toEqual([]);
    expect(rows.filter((row, index) => index % 30 !== 0 && !bytes.includes(Buffer.from(row.wrapped)))).toEqual([]);
  });

  test('a person stays forgotten over a restart', async () => {
    const folder = after.folder();
    const before = openIn(folder);
    const sealed = await before.seal(people(2));
    await before.shred('p-0');
    before.close();
    const vault = openIn(folder);
    expect(await vault.open(requests(people(2), sealed))).toEqual([undefined, { name: 'Marguerite 1' }]);
    await expect(vault.seal(people(1))).rejects.toMatchObject({ code: 'SUBJECT_SHREDDED' });
  });

  test('keys cannot be exchanged between people in the file', async () => {
    const folder = after.folder();
    const before = openIn(folder);
    const sealed = await before.seal(people(2));
    before.close();
    const meddling = new DatabaseSync(join(folder, 'vault.db'));
    meddling.exec(
      `UPDATE subject_keys SET wrapped = (SELECT wrapped FROM subject_keys WHERE subject = 'p-1') WHERE subject = 'p-0'`,
    );
    meddling.close();
    await expect(openIn(folder).open(requests(people(1), sealed))).rejects.toThrow();
  });
});

describe('the master key', () => {
  const used = async () => {
    const folder = after.folder();
    const vault = openIn(folder);
    await vault.seal([{ subjectId: 'a', data: 1 }]);
    vault.close();
    return folder;
  };

  test('is made at first start, for its owner only', async () => {
    const path = join(await used(), 'master.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url')).toHaveLength(32);
  });

  test('is not made anew when it is missing: the start is refused', async () => {
    const folder = await used();
    rmSync(join(folder, 'master.key'));
    expect(() => openIn(folder)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_MISSING' }));
    expect(existsSync(join(folder, 'master.key'))).toBe(false);
  });

  test('of another installation is refused before it does any harm', async () => {
    const [one, other] = [await used(), await used()];
    rmSync(join(one, 'vault.db'));
    const vault = new DatabaseSync(join(other, 'vault.db'));
    vault.close();
    const mixed = () => new SqliteVault(join(other, 'vault.db'), join(one, 'master.key'));
    expect(mixed).toThrow(expect.objectContaining({ code: 'MASTER_KEY_WRONG' }));
  });

  test('that others can read is refused, with what to do about it', async () => {
    const folder = await used();
    chmodSync(join(folder, 'master.key'), 0o640);
    expect(() => openIn(folder)).toThrow(/chmod 600/);
    chmodSync(join(folder, 'master.key'), 0o600);
    expect(await openIn(folder).seal([])).toEqual([]);
  });
});
