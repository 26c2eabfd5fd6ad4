import { DomainError } from '@strata/kernel';
import { folded } from './roster-facts.ts';

type NameParts = { readonly givenName: string; readonly familyName: string; readonly middleName?: string | undefined; readonly preferredName?: string | undefined };

/** Somebody as a list knows them. */
export type Person = {
  readonly id: string;
  readonly sourcedId: string;
  readonly schoolIds: readonly string[];
  /** Grades of a student, roles of staff. */
  readonly groups: readonly string[];
};

/** The same as the index keeps them. The names never leave memory. */
type IndexedPerson = Person & {
  readonly names: readonly Name[];
  readonly family: string;
  readonly given: string;
};

/** A name, folded, and the words by which it is found. */
type Name = { readonly text: string; readonly words: readonly string[] };

export type NameQuery = {
  readonly search?: string | undefined;
  readonly school?: string | undefined;
  readonly group?: string | undefined;
  readonly limit: number;
  /** The id of the last one of the page before. */
  readonly after?: string | undefined;
};

export type NamePage = { readonly people: readonly Person[]; readonly total: number; readonly next?: string };

const APOSTROPHE = /['’ʻ`]/g;
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;

/** The words of a text, without case and accents; O'Brien by "obrien" and by "brien". */
export const wordsOf = (text: string): string[] => {
  const plain = folded(text);
  const joined = plain.replace(APOSTROPHE, '');
  const forms = joined === plain ? [plain] : [joined, plain.replace(APOSTROPHE, ' ')];
  return [...new Set(forms.flatMap((form) => form.split(BETWEEN_WORDS)))].filter((word) => word !== '');
};

const PREFIX = 2;

/** What many people share is kept once: 100,000 people have some thousands of names. */
class Shared {
  private readonly texts = new Map<string, string>();
  private readonly names = new Map<string, Name>();

  text(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }

  name(text: string): Name {
    let name = this.names.get(text);
    if (!name) this.names.set(text, (name = { text: folded(text), words: wordsOf(text) }));
    return name;
  }
}

/**
 * Names of a district in memory, found by the beginnings of their parts; a search looks at those only whose names begin
 * with the same two letters. What many people share (names, schools, grades) is kept once.
 */
export class NameIndex {
  private readonly people = new Map<string, IndexedPerson>();
  private readonly byPrefix = new Map<string, Set<IndexedPerson>>();
  private readonly shared = new Shared();
  private sorted: readonly IndexedPerson[] | undefined;
  private readonly idOf: (sourcedId: string) => string;

  /** `idOf`: our id for a whole `sourcedId` that somebody types. */
  constructor(idOf: (sourcedId: string) => string) {
    this.idOf = idOf;
  }

  get size(): number {
    return this.people.size;
  }

  put({ id, sourcedId, schoolIds, groups }: Person, { givenName, familyName, middleName, preferredName }: NameParts): void {
    this.remove(id);
    const { shared } = this;
    const [family, given] = [shared.name(familyName), shared.name(preferredName ?? givenName)];
    const others = [preferredName === undefined ? undefined : givenName, middleName].flatMap((name) => (name === undefined ? [] : shared.name(name)));
    const person = {
      id, sourcedId, schoolIds: schoolIds.map((school) => shared.text(school)), groups: groups.map((group) => shared.text(group)),
      names: [family, given, ...others], family: family.text, given: given.text,
    };
    this.people.set(id, person);
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
      (search === '' || person === exact || (words.length > 0 && words.every((word) => person.names.some((name) => name.words.some((part) => part.startsWith(word))))));
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

const prefixesOf = ({ names }: IndexedPerson): string[] => names.flatMap(({ words }) => words.map((word) => word.slice(0, PREFIX)));

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
