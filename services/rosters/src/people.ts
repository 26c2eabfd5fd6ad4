import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, type LiveFeed, type Vault, type ViewReader } from '@strata/kernel';
import { indexedNames, NameIndex, type IndexedPerson, type NamePage, type NameQuery } from './name-index.ts';
import { documentsOf } from './roster-documents.ts';
import type { KeptProfile } from './roster-facts.ts';

/** A document of people as the index reads it. */
export type ListedPerson = Pick<IndexedPerson, 'sourcedId' | 'schoolIds' | 'groups'> & {
  /** False for whoever left: lists no longer have them. */
  readonly listed: boolean;
  readonly sealed: string;
  readonly seen: number;
};

export type PeopleOptions<Doc> = {
  readonly view: string;
  readonly what: string;
  readonly idOf: (sourcedId: string) => string;
  readonly read: (doc: Doc) => ListedPerson;
};

export type PeopleParts = { readonly views: ViewReader; readonly vault: Vault; readonly live: LiveFeed };

export type OpenedPage<Doc> = Omit<NamePage, 'people'> & { readonly people: readonly { readonly id: string; readonly doc: Doc; readonly profile: KeptProfile | undefined }[] };

const PAGE = 1000;
const RETRY_MS = 1000;
/** Least time between two looks at the view: a large import changes it many times a second. */
const REST_MS = 100;

/**
 * The people of one view by name. Names are opened into memory after the start, in the background, and follow the view
 * from then on; they are written nowhere. What is shown is opened anew, so a destroyed key is destroyed here as well.
 */
export class People<Doc> {
  private readonly parts: PeopleParts;
  private readonly options: PeopleOptions<Doc>;
  private readonly index: NameIndex;
  private seen = 0;
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
      if (invalidations.some(({ view }) => view === this.options.view)) this.lookAfter(REST_MS);
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
   *   `INVALID_CURSOR` for a cursor that is no id.
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
    try {
      if (this.isReady) await this.takeAll(this.newer());
      else await this.load();
    } catch {
      this.lookAfter(RETRY_MS); // the view is being built, or the disk is busy
    }
  }

  private async load(): Promise<void> {
    const { position } = this.parts.views.progress();
    await this.takeAll(documentsOf<Doc>(this.parts.views, this.options.view));
    this.seen = position; // what changed while pages were read comes again
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
    const where = { seen: { gte: this.seen + 1 } };
    do {
      const page = await this.parts.views.find<Doc>(this.options.view, { where, order: ['seen'], limit: PAGE, ...(cursor !== undefined && { cursor }) });
      yield page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  private async take(page: readonly { readonly id: string; readonly doc: Doc }[]): Promise<void> {
    const read = page.map(({ id, doc }) => ({ id, ...this.options.read(doc) }));
    const listed = read.filter((person) => person.listed);
    const profiles = await this.parts.vault.open(listed.map(({ id, sealed }) => ({ subjectId: id, sealed })));
    listed.forEach(({ id, sourcedId, schoolIds, groups }, place) => {
      const profile = (profiles[place] as KeptProfile | undefined) ?? { givenName: '', familyName: '' };
      this.index.put({ id, sourcedId, schoolIds, groups, ...indexedNames(profile) });
    });
    for (const { id, listed: isListed, seen } of read) {
      if (!isListed) this.index.remove(id);
      this.seen = Math.max(this.seen, seen);
    }
  }
}
