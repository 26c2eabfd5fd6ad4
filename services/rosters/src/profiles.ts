import type { Vault } from '@strata/kernel';
import { isOtherPerson, withDemographics, withOldDemographics, type Demographics, type KeptProfile } from './roster-facts.ts';

export type HeldProfile = { readonly sealed: string; readonly fingerprint: string };
export type ToldProfile = {
  readonly subjectId: string;
  readonly held?: HeldProfile | undefined;
  /** The whole profile, or, of somebody whom the package does not repeat, what it tells of it. */
  readonly told: KeptProfile | Demographics;
};

export type ComparedProfile = {
  readonly subjectId: string;
  readonly fingerprint: string;
  /** What is held, or '' while nothing is sealed. */
  readonly sealed: string;
  /** To be sealed, because it is new or differs. */
  readonly toSeal?: KeptProfile | undefined;
  /** The id names somebody else than before. */
  readonly otherPerson: boolean;
  /** The person's key was destroyed: what is held stays unreadable, and nothing new is added. */
  readonly destroyed: boolean;
};

/** Tells profiles that changed from those that did not, by fingerprint; only those that differ are opened. */
export class Profiles {
  private readonly vault: Vault;
  private readonly demographicsTold: boolean;

  /** `demographicsTold`: the package says who has no birth date. Otherwise what is known of it stays. */
  constructor(vault: Vault, demographicsTold: boolean) {
    this.vault = vault;
    this.demographicsTold = demographicsTold;
  }

  async compare(all: readonly ToldProfile[]): Promise<ComparedProfile[]> {
    const compared = all.map(({ subjectId, told, held }): ComparedProfile => {
      const fingerprint = isWhole(told) ? this.fingerprint(told) : '';
      const same = held !== undefined && held.fingerprint === fingerprint;
      return { subjectId, fingerprint, sealed: held?.sealed ?? '', ...(!same && { toSeal: told as KeptProfile }), otherPerson: false, destroyed: false };
    });
    const differing = all.flatMap((one, index) => (one.held && compared[index]!.toSeal ? [{ index, held: one.held }] : []));
    if (differing.length === 0) return compared;
    const opened = await this.vault.open(differing.map(({ index, held }) => ({ subjectId: all[index]!.subjectId, sealed: held.sealed })));
    differing.forEach(({ index, held }, place) => {
      compared[index] = this.again(compared[index]!, held, opened[place] as KeptProfile | undefined);
    });
    return compared;
  }

  /** Seals what is to be sealed, in one call; undefined for a person whose key was destroyed meanwhile. */
  async seal(compared: readonly ComparedProfile[]): Promise<(string | undefined)[]> {
    const requests = compared.flatMap(({ subjectId, toSeal }) => (toSeal ? [{ subjectId, data: toSeal }] : []));
    const sealed = requests.length === 0 ? [] : await this.vault.seal(requests);
    let next = 0;
    return compared.map(({ toSeal, sealed: held }) => (toSeal ? sealed[next++] : held));
  }

  private again(compared: ComparedProfile, held: HeldProfile, old: KeptProfile | undefined): ComparedProfile {
    if (old === undefined) return { ...compared, fingerprint: held.fingerprint, toSeal: undefined, destroyed: true };
    const profile = this.merged(compared.toSeal!, old);
    const fingerprint = this.fingerprint(profile);
    if (fingerprint === held.fingerprint) return { ...compared, fingerprint, toSeal: undefined };
    return { ...compared, fingerprint, toSeal: profile, otherPerson: isOtherPerson(old, profile) };
  }

  private merged(told: KeptProfile | Demographics, old: KeptProfile): KeptProfile {
    if (!isWhole(told)) return withDemographics(old, told);
    return this.demographicsTold ? told : withOldDemographics(told, old);
  }

  private fingerprint(profile: KeptProfile): string {
    return this.vault.fingerprint(JSON.stringify(profile));
  }
}

const isWhole = (told: KeptProfile | Demographics): told is KeptProfile => 'familyName' in told;
