import { randomBytes } from 'node:crypto';
import { KEY_BYTES, keyedFingerprint, openSealed, sealData, unreadable } from './sealing.ts';
import { subjectShredded, type Vault } from './vault.ts';

/** The reference vault: real encryption under keys that are gone with the process. */
export const inMemoryVault = (): Vault => {
  const fingerprintKey = randomBytes(KEY_BYTES);
  const keys = new Map<string, Buffer | 'shredded'>();

  const keyFor = (subjectId: string): Buffer => {
    const known = keys.get(subjectId);
    if (known === 'shredded') throw subjectShredded(subjectId);
    const key = known ?? randomBytes(KEY_BYTES);
    keys.set(subjectId, key);
    return key;
  };

  return {
    seal: async requests => requests.map(({ subjectId, data }) => sealData(keyFor(subjectId), subjectId, data)),
    async open(requests) {
      return requests.map(({ subjectId, sealed }) => {
        const key = keys.get(subjectId);
        if (!key) throw unreadable();
        return key === 'shredded' ? undefined : openSealed(key, subjectId, sealed);
      });
    },
    fingerprint: text => keyedFingerprint(fingerprintKey, text),
    async shred(subjectId) {
      keys.set(subjectId, 'shredded');
    },
  };
};
