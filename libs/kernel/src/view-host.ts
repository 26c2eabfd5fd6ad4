import type { Clock } from './clock.ts';
import { DomainError } from './errors.ts';
import type { Checkpoint } from './event-feed.ts';
import type { LogReader } from './log-reader.ts';
import { ViewDrafts } from './view-drafts.ts';
import { recount, type RollupFault } from './view-rollups.ts';
import { ViewRunner, type Applied, type ViewPage } from './view-runner.ts';
import { shapeOf, type ParkedEvent, type ViewSlot, type ViewStatus, type ViewStore } from './view-store.ts';
import type { View } from './view.ts';

export type ViewHostOptions = {
  readonly store: ViewStore;
  readonly log: LogReader;
  readonly views: readonly View[];
  readonly clock: Clock;
  /** After every commit of live views, and after a swap. */
  onLive?(applied: Applied): void;
  /** Something that an operator should read; the host goes on. */
  onTrouble?(message: string): void;
  /** A command waits for the next `advance`. */
  onWork?(): void;
  /** Parsed documents kept per view (default 2,500). */
  readonly cached?: number;
  /** Smaller ones let a test see what happens between two pages and two transactions. */
  readonly limits?: Partial<typeof LIMITS>;
};

/** The group of the live slots. */
const LIVE = 'live';
/** The one partition of a log read as a whole. */
const PARTITION = 0;
/** How much is done in one go. */
const LIMITS = {
  /** Events parsed at a time: larger pages only take memory. */
  page: 500,
  /** Events in one transaction, while nobody waits for other views. Ten times fewer cost a third more time. */
  bulk: 50_000,
  /** Events in one transaction of a build that runs beside live views, which wait for its commit. */
  beside: 5000,
  /** Documents in one transaction, at the end of whose page it is closed: they are all in memory until then. */
  documents: 20_000,
};
/** Up to so many types the log is quicker to filter than to parse. */
const FEW_TYPES = 8;

const positionOf = (checkpoint: Checkpoint): number => checkpoint[PARTITION] ?? 0;

/** Events after `from`, up to `to`, until there are `most` of them; with `types`, only these. */
type Span = {
  readonly from: number;
  readonly to: number;
  readonly most: number;
  readonly types?: readonly string[] | undefined;
};

type Command = { readonly run: () => Promise<void>; readonly refuse: (error: Error) => void };

type Build = {
  readonly runner: ViewRunner;
  readonly views: readonly string[];
  readonly finished: PromiseWithResolvers<void>;
  /** Set when the views handle few types: then only those are read. */
  readonly types: readonly string[] | undefined;
  readonly watchers: ((position: number, head: number) => void)[];
};

/**
 * Keeps the views of one store up to date with one log, on whatever thread drives `advance`.
 *
 * Live views move together in small batches; a view that the store does not hold in this version, or that is rebuilt, is
 * built from the first event beside them, and swapped in when it has come as far as they are. All views that are missing
 * are built in one pass. A build survives a restart. What no code reads any more is dropped at the start.
 */
export class ViewHost {
  private readonly on: ViewHostOptions;
  private readonly limits: typeof LIMITS;
  private readonly live: ViewRunner;
  private builds: Build[] = [];
  private commands: Command[] = [];
  private closed = false;

  private constructor(options: ViewHostOptions) {
    this.on = options;
    this.limits = { ...LIMITS, ...options.limits };
    this.live = new ViewRunner(options.store, LIVE, [], options.clock);
  }

  /** Sees what the store holds, drops what does not fit, and begins what is missing. */
  static async open(options: ViewHostOptions): Promise<ViewHost> {
    const host = new ViewHost(options);
    await options.store.open(options.views);
    const slots = await host.keepFitting(await options.store.slots());
    await host.live.adopt(host.draftsOf(slots.filter(({ status }) => status === 'live')));
    for (const group of new Set(slots.filter(({ status }) => status === 'building').map(slot => slot.group))) {
      host.begin(
        group,
        slots.filter(slot => slot.group === group),
      );
    }
    await host.create(options.views.filter(view => !slots.some(slot => slot.name === view.name)));
    return host;
  }

  /** Feed position that all live views include; 0 while there are none. */
  get position(): number {
    return positionOf(this.live.checkpoint);
  }

  /** Whether every view is live. */
  get complete(): boolean {
    return this.live.views.length === this.on.views.length;
  }

  /**
   * The next piece of work: waiting commands, what the log has for the live views, a piece of a build. Returns false when
   * there was nothing to do. Not to be called again before it has answered.
   * @throws whatever the store or the log threw; call it again, after a while, to go on.
   */
  async advance(): Promise<boolean> {
    const commands = this.commands;
    this.commands = [];
    for (const { run } of commands) await run();
    const moved = await this.advanceLive();
    return (await this.advanceBuild()) || moved || commands.length > 0;
  }

  /** The first batch is tried event by event: for whoever comes back from a crash that no one caught. */
  takeCare(): void {
    for (const runner of this.runners()) runner.takeCare();
  }

  /** Refuses what still waits. */
  close(): void {
    this.closed = true;
    const stopped = new DomainError('VIEWS_STOPPED', 'unavailable', 'The views are being stopped.');
    for (const { finished } of this.builds) finished.reject(stopped);
    for (const { refuse } of this.commands) refuse(stopped);
    this.builds = [];
    this.commands = [];
  }

  private async advanceLive(): Promise<boolean> {
    const from = this.position;
    const to = this.on.log.head();
    if (this.live.views.length === 0 || to <= from) return false;
    const pages = { [Symbol.iterator]: () => this.pages(this.live, { from, to, most: this.limits.bulk }) };
    const applied = await this.live.apply({ partition: PARTITION, pages });
    this.on.onLive?.(applied);
    return true;
  }

  private async advanceBuild(): Promise<boolean> {
    const [build] = this.builds;
    if (!build) return false;
    await build.runner.open();
    const beside = this.live.views.length > 0;
    const from = positionOf(build.runner.checkpoint);
    const to = beside ? this.position : this.on.log.head();
    if (from >= to) {
      await this.swap(build);
      return true;
    }
    const span = { from, to, most: beside ? this.limits.beside : this.limits.bulk, types: build.types };
    const pages = { [Symbol.asyncIterator]: () => this.pagesBesideLive(build.runner, span) };
    const { checkpoint } = await build.runner.apply({ partition: PARTITION, pages });
    for (const watch of build.watchers) watch(positionOf(checkpoint), this.on.log.head());
    return true;
  }

  /** Ends early when the batch has become large. */
  private *pages(runner: ViewRunner, { from, to, most, types }: Span): Generator<ViewPage> {
    let taken = 0;
    for (let after = from; after < to && taken < most && runner.inHand < this.limits.documents;) {
      const events = this.on.log.readAll(
        after,
        types ? this.limits.page : Math.min(this.limits.page, to - after),
        types,
      );
      const last = events.at(-1)?.position ?? to;
      taken += events.length;
      after = Math.min(last, to);
      yield { position: after, events: last > to ? events.filter(({ position }) => position <= to) : events };
    }
  }

  /** Lets the live views go first after each page, so that a build delays them by a page at most, and by its commit. */
  private async *pagesBesideLive(runner: ViewRunner, span: Span): AsyncGenerator<ViewPage> {
    for (const page of this.pages(runner, span)) {
      yield page;
      await this.advanceLive();
    }
  }

  private async swap(build: Build): Promise<void> {
    const { store } = this.on;
    await store.promote(build.runner.group, LIVE);
    this.builds = this.builds.filter(other => other !== build);
    const slots = await store.slots();
    await this.live.adopt(this.draftsOf(slots.filter(({ status }) => status === 'live')));
    const { checkpoint } = this.live;
    const invalidations = build.views.map(view => ({ view, scope: '*', version: positionOf(checkpoint) }));
    this.on.onLive?.({ checkpoint, invalidations, parked: 0 });
    build.finished.resolve();
    await store.drop(slots.filter(({ status }) => status === 'retired').map(({ id }) => id));
  }

  private draftsOf(slots: readonly ViewSlot[]): ViewDrafts[] {
    const known = new Map(this.live.views.map(drafts => [drafts.slot.id, drafts]));
    return slots.map(slot => {
      const view = this.on.views.find(({ name }) => name === slot.name)!;
      return (
        known.get(slot.id) ?? new ViewDrafts(slot, view, { cached: this.on.cached, silent: slot.status === 'building' })
      );
    });
  }

  /** Drops retired slots, those of other versions or shapes, and those that stand beyond the end of the log. */
  private async keepFitting(slots: readonly ViewSlot[]): Promise<ViewSlot[]> {
    const { store, log, views, onTrouble } = this.on;
    const head = log.head();
    const ahead = new Set<string>();
    for (const group of new Set(slots.map(slot => slot.group))) {
      const position = positionOf(await store.checkpoint(group));
      if (position <= head) continue;
      ahead.add(group);
      onTrouble?.(
        `The views stand at position ${position}, but the log ends at ${head}: they are built again from it.`,
      );
    }
    const fits = (slot: ViewSlot) =>
      slot.status !== 'retired' &&
      !ahead.has(slot.group) &&
      views.some(view => view.name === slot.name && view.version === slot.version && shapeOf(view) === slot.shape);
    await store.drop(slots.filter(slot => !fits(slot)).map(({ id }) => id));
    return slots.filter(fits);
  }

  private async create(views: readonly View[]): Promise<Build | undefined> {
    if (views.length === 0) return undefined;
    const taken = new Set((await this.on.store.slots()).map(({ group }) => group));
    let number = 1;
    while (taken.has(`build-${number}`)) number++;
    const slots: ViewSlot[] = [];
    for (const view of views) slots.push(await this.on.store.create(view, `build-${number}`));
    return this.begin(`build-${number}`, slots);
  }

  private begin(group: string, slots: readonly ViewSlot[]): Build {
    const runner = new ViewRunner(this.on.store, group, this.draftsOf(slots), this.on.clock);
    const finished = Promise.withResolvers<void>();
    finished.promise.catch(() => undefined); // nobody may be waiting for it
    const types = [...new Set(runner.views.flatMap(({ view }) => Object.keys(view.on)))];
    const build: Build = {
      runner,
      views: slots.map(({ name }) => name),
      types: types.length <= FEW_TYPES ? types : undefined,
      finished,
      watchers: [],
    };
    this.builds.push(build);
    return build;
  }

  private runners(): ViewRunner[] {
    return [this.live, ...this.builds.map(({ runner }) => runner)];
  }

  /** Runs between two batches. */
  private command<Result>(work: () => Promise<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.commands.push({ run: () => work().then(resolve, reject), refuse: reject });
    if (this.closed) this.close();
    else this.on.onWork?.();
    return promise;
  }

  /** As `ViewOperations`; all of them wait for somebody to drive `advance`. */
  async rebuild(name: string, onProgress?: (position: number, head: number) => void): Promise<void> {
    const build = await this.command(async () => {
      const view = this.viewOf(name);
      const running = this.builds.find(({ views }) => views.includes(name)) ?? (await this.create([view]))!;
      if (onProgress) running.watchers.push(onProgress);
      return { running };
    });
    await build.running.finished.promise;
  }

  retry(view: string, key: string): Promise<number> {
    return this.command(() => this.refold(view, key, false));
  }

  discard(view: string, key: string): Promise<number> {
    return this.command(() => this.refold(view, key, true));
  }

  private async refold(name: string, key: string, discard: boolean): Promise<number> {
    this.viewOf(name);
    const runner = this.runners().find(({ views }) => views.some(({ view }) => view.name === name))!;
    const slot = runner.views.find(({ view }) => view.name === name)!.slot.id;
    const { through, ...applied } = await runner.retry(slot, key, discard);
    if (runner === this.live) this.on.onLive?.(applied);
    return through;
  }

  private viewOf(name: string): View {
    const found = this.on.views.find(view => view.name === name);
    if (!found) throw new DomainError('UNKNOWN_VIEW', 'invalid', `There is no view named ${name}.`, { view: name });
    return found;
  }

  /** What waits in the slots that readers see, and in those of views that are built for the first time. */
  async parked(): Promise<ParkedEvent[]> {
    const parked = await this.on.store.parked();
    const seen = new Map(
      this.runners()
        .reverse()
        .flatMap(({ views }) => views.map(({ view, slot }) => [view.name, slot.id] as const)),
    );
    return parked.filter(({ view, slot }) => seen.get(view) === slot).map(({ slot: _slot, ...event }) => event);
  }

  async status(): Promise<ViewStatus[]> {
    const statuses = this.runners().flatMap(runner =>
      runner.views.map(async ({ slot, view: { name, version } }) => {
        const status = runner === this.live ? ('live' as const) : ('building' as const);
        const documents = await this.on.store.count(slot.id);
        return { name, version, status, position: positionOf(runner.checkpoint), documents };
      }),
    );
    return Promise.all(statuses); // asked for in one go: a slot may be gone by the time of a later look
  }

  /** Beside the batches: it reads one commit's state, however long that takes. */
  async verify(): Promise<({ readonly view: string } & RollupFault)[]> {
    const faults: ({ view: string } & RollupFault)[] = [];
    for (const { name } of this.on.views) {
      const live = this.live.views.find(({ view }) => view.name === name); // as of now: a rebuild may end meanwhile
      if (!live) continue;
      const scan = await this.on.store.scan(live.slot.id);
      try {
        faults.push(...(await recount(live.view, scan)).map(fault => ({ view: name, ...fault })));
      } finally {
        await scan.close();
      }
    }
    return faults;
  }
}
