import type { KeyObject } from 'node:crypto';
import { keyedFingerprint, newKey, openSealed, sealData, unreadable } from './sealing.ts';
import { subjectShredded, type Vault } from './vault.ts';

/** The reference vault: real encryption under keys that are gone with the process. */
export const inMemoryVault = (): Vault => {
  const fingerprintKey = newKey();
  const keys = new Map<string, KeyObject | 'shredded'>();

  const keyFor = (subjectId: string): KeyObject => {
    const known = keys.get(subjectId);
    if (known === 'shredded') throw subjectShredded(subjectId);
    const key = known ?? newKey();
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
