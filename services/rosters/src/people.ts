import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, type LiveFeed, type Vault, type ViewReader } from '@strata/kernel';
import type { Logger } from '@strata/runtime';
import { NameIndex, type NamePage, type NameQuery, type Person } from './name-index.ts';
import { loggable } from './loggable.ts';
import { hash53 } from './oneroster-tables.ts';
import { documentsOf } from './roster-documents.ts';
import type { KeptProfile } from './roster-facts.ts';

/** A document of people as the index reads it. */
export type ListedPerson = Omit<Person, 'id'> & {
  /** False for whoever left: lists no longer have them. */
  readonly listed: boolean;
  readonly sealed: string;
  /** When the document last changed, RFC 3339. */
  readonly seen: string;
};

export type PeopleOptions<Doc> = {
  readonly view: string;
  readonly what: string;
  readonly idOf: (sourcedId: string) => string;
  readonly read: (doc: Doc) => ListedPerson;
};

export type PeopleParts = { readonly views: ViewReader; readonly vault: Vault; readonly live: LiveFeed; readonly logger: Logger };

export type OpenedPage<Doc> = Omit<NamePage, 'people'> & { readonly people: readonly { readonly id: string; readonly doc: Doc; readonly profile: KeptProfile | undefined }[] };

const PAGE = 1000;
const RETRY_MS = 1000;
/** Rest between two looks at the view, and at least so many times the length of the last: a large import changes it without pause. */
const REST_MS = 100;
const REST_FACTOR = 10;
/** Events may reach the view a little after others that were recorded later. */
const OVERLAP_MS = 2000;

/**
 * The people of one view by name. Names are opened into memory after the start, in the background, and follow the view
 * from then on; they are written nowhere. What is shown is opened anew, so a destroyed key is destroyed here as well.
 */
export class People<Doc> {
  private readonly parts: PeopleParts;
  private readonly options: PeopleOptions<Doc>;
  private readonly index: NameIndex;
  private readonly marks = new Map<string, number>();
  private seen = '';
  private restMs = REST_MS;
  private isReady = false;
  private isStopped = false;
  private working: Promise<void> = Promise.resolve();
  private waiting: NodeJS.Timeout | undefined;
  private silence: (() => void) | undefined;

  constructor(parts: PeopleParts, options: PeopleOptions<Doc>) {
    this.parts = parts;
    this.options = options;
    this.index = new NameIndex(options.idOf);
  }

  async start(): Promise<void> {
    this.silence = await this.parts.live.subscribe(undefined, ({ invalidations }) => {
      if (invalidations.some(({ view }) => view === this.options.view)) this.lookAfter(this.restMs);
    });
    this.lookAfter(0);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.silence?.();
    clearTimeout(this.waiting);
    await this.working;
  }

  /**
   * @throws DomainError `NAMES_LOADING` (unavailable, try again at once) while names are opened after the start,
   *   `INVALID_CURSOR`.
   */
  async find(query: NameQuery): Promise<OpenedPage<Doc>> {
    if (!this.isReady) throw new DomainError('NAMES_LOADING', 'unavailable', `The names of ${this.options.what} are being opened: ${this.index.size} so far. Try again in a moment.`, { loaded: this.index.size });
    const { people, ...page } = this.index.find(query);
    const docs = await this.parts.views.load<Doc>(this.options.view, people.map(({ id }) => id));
    const known = people.flatMap(({ id }, place) => (docs[place] ? [{ id, doc: docs[place] }] : []));
    const profiles = await this.parts.vault.open(known.map(({ id, doc }) => ({ subjectId: id, sealed: this.options.read(doc).sealed })));
    return { ...page, people: known.map((person, place) => ({ ...person, profile: profiles[place] as KeptProfile | undefined })) };
  }

  private lookAfter(milliseconds: number): void {
    if (this.isStopped) return;
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined;
      this.working = this.working.then(() => this.look());
    }, milliseconds).unref();
  }

  private async look(): Promise<void> {
    const begin = performance.now();
    try {
      if (this.isReady) await this.takeAll(this.newer());
      else await this.load();
    } catch (error) {
      this.parts.logger.warn({ view: this.options.view, ...loggable(error) }, 'names could not be read; trying again'); // the view is being built, say
      this.lookAfter(RETRY_MS);
    }
    this.restMs = Math.max(REST_MS, REST_FACTOR * (performance.now() - begin));
  }

  private async load(): Promise<void> {
    const { asOf } = this.parts.views.progress();
    await this.takeAll(documentsOf<Doc>(this.parts.views, this.options.view));
    this.seen = asOf; // what changed while pages were read comes again
    this.isReady = true;
    this.lookAfter(0);
  }

  private async takeAll(pages: AsyncGenerator<readonly { readonly id: string; readonly doc: Doc }[]>): Promise<void> {
    for await (const page of pages) {
      await this.take(page);
      if (this.isStopped) return;
      await nextTurn();
    }
  }

  private async *newer(): AsyncGenerator<readonly { readonly id: string; readonly doc: Doc }[]> {
    let cursor: string | undefined;
    const where = { seen: { gte: new Date(Date.parse(this.seen) - OVERLAP_MS).toISOString() } };
    do {
      const page = await this.parts.views.find<Doc>(this.options.view, { where, order: ['seen'], limit: PAGE, ...(cursor !== undefined && { cursor }) });
      yield page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  private async take(page: readonly { readonly id: string; readonly doc: Doc }[]): Promise<void> {
    const read = page.map(({ id, doc }) => ({ id, ...this.options.read(doc) }));
    const changed = read.filter((person) => person.listed && person.sealed !== '' && this.marks.get(person.id) !== markOf(person));
    const profiles = await this.parts.vault.open(changed.map(({ id, sealed }) => ({ subjectId: id, sealed })));
    changed.forEach((person, place) => {
      this.index.put(person, (profiles[place] as KeptProfile | undefined) ?? { givenName: '', familyName: '' });
      this.marks.set(person.id, markOf(person));
    });
    for (const { id, listed, seen } of read) {
      if (!listed) this.forget(id);
      if (seen > this.seen) this.seen = seen;
    }
  }

  private forget(id: string): void {
    this.index.remove(id);
    this.marks.delete(id);
  }
}

/** Tells whether a person is in the index as the document has it; a profile sealed anew has another beginning. */
const markOf = ({ sealed, schoolIds, groups }: ListedPerson): number => hash53(`${sealed.slice(0, 40)} ${schoolIds.join()} ${groups.join()}`);
