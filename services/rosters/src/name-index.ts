import { DomainError } from '@strata/kernel';
import { folded } from './roster-facts.ts';

/** Somebody as the index knows them. The words are names: they never leave memory. */
export type IndexedPerson = {
  readonly id: string;
  readonly sourcedId: string;
  readonly schoolIds: readonly string[];
  /** Grades of a student, roles of staff. */
  readonly groups: readonly string[];
  readonly words: readonly string[];
  /** What lists are sorted by, without case and accents. */
  readonly family: string;
  readonly given: string;
};

export type NameQuery = {
  readonly search?: string | undefined;
  readonly school?: string | undefined;
  readonly group?: string | undefined;
  readonly limit: number;
  /** The id of the last one of the page before. */
  readonly after?: string | undefined;
};

export type NamePage = { readonly people: readonly IndexedPerson[]; readonly total: number; readonly next?: string };

type NameParts = { readonly givenName: string; readonly familyName: string; readonly middleName?: string | undefined; readonly preferredName?: string | undefined };

const APOSTROPHES = /['’ʻ`]/g;

/** The words by which a person is found: parts of all names, without case and accents; O'Brien by "obrien" and by "brien". */
export const wordsOf = (...texts: readonly (string | undefined)[]): string[] => {
  const plain = texts.flatMap((text) => (text === undefined ? [] : folded(text)));
  const forms = plain.flatMap((text) => [text.replace(APOSTROPHES, ''), text.replace(APOSTROPHES, ' ')]);
  return [...new Set(forms.flatMap((form) => form.split(/[^\p{L}\p{N}]+/u)))].filter((word) => word !== '');
};

export const indexedNames = ({ givenName, familyName, middleName, preferredName }: NameParts): Pick<IndexedPerson, 'words' | 'family' | 'given'> => ({
  words: wordsOf(givenName, familyName, middleName, preferredName),
  family: folded(familyName),
  given: folded(preferredName ?? givenName),
});

const PREFIX = 2;

/** Texts that many have, each kept once. */
class SharedTexts {
  private readonly known = new Map<string, string>();

  one(text: string): string {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    this.known.set(text, text);
    return text;
  }

  all(texts: readonly string[]): string[] {
    return texts.map((text) => this.one(text));
  }
}

/**
 * Names of a district in memory, found by the beginnings of their parts; a search looks at those only whose names begin
 * with the same two letters. What many people share (names, schools, grades) is kept once.
 */
export class NameIndex {
  private readonly people = new Map<string, IndexedPerson>();
  private readonly byPrefix = new Map<string, Set<IndexedPerson>>();
  private readonly shared = new SharedTexts();
  private sorted: readonly IndexedPerson[] | undefined;
  private readonly idOf: (sourcedId: string) => string;

  /** `idOf`: our id for a whole `sourcedId` that somebody types. */
  constructor(idOf: (sourcedId: string) => string) {
    this.idOf = idOf;
  }

  get size(): number {
    return this.people.size;
  }

  put({ id, sourcedId, schoolIds, groups, words, family, given }: IndexedPerson): void {
    const { shared } = this;
    const person = {
      id, sourcedId, schoolIds: shared.all(schoolIds), groups: shared.all(groups), words: shared.all(words), family: shared.one(family), given: shared.one(given),
    };
    this.remove(person.id);
    this.people.set(person.id, person);
    for (const prefix of prefixesOf(person)) {
      const bucket = this.byPrefix.get(prefix);
      if (bucket) bucket.add(person);
      else this.byPrefix.set(prefix, new Set([person]));
    }
    this.sorted = undefined;
  }

  remove(id: string): void {
    const person = this.people.get(id);
    if (!person) return;
    this.people.delete(id);
    for (const prefix of prefixesOf(person)) this.byPrefix.get(prefix)?.delete(person);
    this.sorted = undefined;
  }

  /** A page by name. @throws DomainError `INVALID_CURSOR` when the last one of the page before left meanwhile, or never was. */
  find({ search = '', school, group, limit, after }: NameQuery): NamePage {
    const words = wordsOf(search);
    const exact = search === '' ? undefined : this.people.get(this.idOf(search.trim()));
    const fits = (person: IndexedPerson) =>
      (school === undefined || person.schoolIds.includes(school)) &&
      (group === undefined || person.groups.includes(group)) &&
      (search === '' || person === exact || (words.length > 0 && words.every((word) => person.words.some((part) => part.startsWith(word)))));
    const found = [...this.candidates(words, exact)].filter(fits);
    if (words.length > 0) found.sort(byName);
    const last = after === undefined ? undefined : this.people.get(after);
    if (after !== undefined && !last) throw new DomainError('INVALID_CURSOR', 'invalid', 'The list changed where this page ended; start again without a cursor.');
    const from = last ? firstAfter(found, last) : 0;
    const people = found.slice(from, from + limit);
    return { people, total: found.length, ...(from + limit < found.length && { next: people.at(-1)!.id }) };
  }

  private candidates(words: readonly string[], exact: IndexedPerson | undefined): Iterable<IndexedPerson> {
    const buckets = words.filter((word) => word.length >= PREFIX).map((word) => this.byPrefix.get(word.slice(0, PREFIX)));
    if (buckets.length === 0) return (this.sorted ??= [...this.people.values()].sort(byName));
    const smallest = buckets.reduce((best, bucket) => ((bucket?.size ?? 0) < (best?.size ?? 0) ? bucket : best)) ?? new Set<IndexedPerson>();
    return exact ? new Set([...smallest, exact]) : smallest;
  }
}

const prefixesOf = ({ words }: IndexedPerson): string[] => words.map((word) => word.slice(0, PREFIX));

const byName = (a: IndexedPerson, b: IndexedPerson): number => compared(a.family, b.family) || compared(a.given, b.given) || compared(a.id, b.id);

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const firstAfter = (sorted: readonly IndexedPerson[], last: IndexedPerson): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byName(sorted[middle]!, last) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
};
