import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Vault } from '../vault.ts';
import { ODD_TEXTS } from './odd-texts.ts';

/** Every vault passes this suite. `open` gives an empty one. */
export const vaultContract = (name: string, open: () => Promise<Vault>) =>
  describe(`vault: ${name}`, () => {
    const sealOne = async (vault: Vault, subjectId: string, data: unknown) =>
      (await vault.seal([{ subjectId, data }]))[0]!;

    test('what was sealed is opened again, in the order asked', async () => {
      const vault = await open();
      const sealed = await vault.seal([
        { subjectId: 'a', data: { name: 'Ada' } },
        { subjectId: 'b', data: { name: 'Bo' } },
        { subjectId: 'a', data: ['a note', 1, null] },
      ]);
      const opened = await vault.open([
        { subjectId: 'a', sealed: sealed[2]! },
        { subjectId: 'b', sealed: sealed[1]! },
        { subjectId: 'a', sealed: sealed[0]! },
      ]);
      expect(opened).toEqual([['a note', 1, null], { name: 'Bo' }, { name: 'Ada' }]);
      expect(await vault.seal([])).toEqual([]);
      expect(await vault.open([])).toEqual([]);
    });

    test('any data comes back as it went in', async () => {
      const vault = await open();
      const subject = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...ODD_TEXTS));
      await fc.assert(
        fc.asyncProperty(subject, fc.jsonValue(), async (subjectId, value) => {
          const data: unknown = JSON.parse(JSON.stringify(value));
          const sealed = await sealOne(vault, subjectId, data);
          expect(await vault.open([{ subjectId, sealed }])).toEqual([data]);
        }),
        { numRuns: 50 },
      );
    });

    test('sealed text shows nothing and is never twice the same', async () => {
      const vault = await open();
      const [one, two] = await vault.seal([
        { subjectId: 'a', data: 'Marguerite' },
        { subjectId: 'a', data: 'Marguerite' },
      ]);
      expect(one).not.toBe(two);
      expect(one).toMatch(/^v1\.[\w-]+$/);
      expect(Buffer.from(one!.slice(3), 'base64url').toString('latin1')).not.toContain('Marguerite');
    });

    test('text that was changed, or put under another person, is not opened', async () => {
      const vault = await open();
      const sealed = await sealOne(vault, 'a', 'secret');
      await sealOne(vault, 'b', 'other');
      for (const subjectId of ['b', 'nobody'])
        await expect(vault.open([{ subjectId, sealed }])).rejects.toThrow('sealed text');
      for (let place = 0; place < sealed.length; place++) {
        const changed = sealed.slice(0, place) + (sealed[place] === 'A' ? 'B' : 'A') + sealed.slice(place + 1);
        if (Buffer.from(changed.slice(3), 'base64url').equals(Buffer.from(sealed.slice(3), 'base64url')) && place > 2)
          continue;
        await expect(vault.open([{ subjectId: 'a', sealed: changed }])).rejects.toThrow('sealed text');
      }
      for (const broken of ['', 'v1.', 'v1.AAAA', sealed.slice(0, -4)]) {
        await expect(vault.open([{ subjectId: 'a', sealed: broken }])).rejects.toThrow('sealed text');
      }
    });

    test('a person whose key was destroyed is forgotten for ever, and nobody else is', async () => {
      const vault = await open();
      const [ada, bo] = await vault.seal([
        { subjectId: 'a', data: 'Ada' },
        { subjectId: 'b', data: 'Bo' },
      ]);
      await vault.shred('a');
      await vault.shred('a');
      await vault.shred('never-seen');
      const requests = [
        { subjectId: 'a', sealed: ada! },
        { subjectId: 'b', sealed: bo! },
      ];
      expect(await vault.open(requests)).toEqual([undefined, 'Bo']);
      for (const subjectId of ['a', 'never-seen']) {
        await expect(vault.seal([{ subjectId, data: 'again' }])).rejects.toMatchObject({ code: 'SUBJECT_SHREDDED' });
      }
    });

    test('a fingerprint tells whether text changed and nothing else', async () => {
      const [vault, another] = [await open(), await open()];
      expect(vault.fingerprint('Ada Lovelace')).toBe(vault.fingerprint('Ada Lovelace'));
      expect(vault.fingerprint('Ada Lovelace')).not.toBe(vault.fingerprint('Ada Lovelacf'));
      expect(vault.fingerprint('Ada Lovelace')).not.toBe(another.fingerprint('Ada Lovelace'));
      expect(vault.fingerprint('')).toMatch(/^[\w-]{22}$/);
    });
  });
