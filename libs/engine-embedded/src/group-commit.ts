type Waiting<Item, Result> = {
  readonly items: readonly Item[];
  resolve(results: Result[]): void;
  reject(error: unknown): void;
};

/**
 * Gathers what callers hand in at the same time and runs it in one go: everything that arrives during one turn of the
 * event loop shares one `run`. A lone caller waits for the end of its turn, microseconds; under load the group grows with
 * the number of writers by itself.
 *
 * `run` is synchronous, takes the items in the order of arrival and returns a result for each. When it throws, every
 * caller of the group gets that error. The items of one call are never divided.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private scheduled = false;
  private readonly run: (items: readonly Item[]) => Result[];
  private readonly most: number;

  /** A group ends with the call that brings it to `most` items, so that no group keeps the process busy for long. */
  constructor(run: (items: readonly Item[]) => Result[], most: number) {
    this.run = run;
    this.most = most;
  }

  add(items: readonly Item[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ items, resolve, reject });
      this.schedule();
    });
  }

  /** Runs everything that waits, now. */
  flush(): void {
    while (this.waiting.length > 0) this.runGroup();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.waiting.length > 0) this.runGroup();
      if (this.waiting.length > 0) this.schedule();
    });
  }

  private runGroup(): void {
    const group = this.takeGroup();
    const items = group.length === 1 ? group[0]!.items : group.flatMap(waiting => waiting.items);
    let results: Result[];
    try {
      results = this.run(items);
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    let start = 0;
    for (const { items: own, resolve } of group) resolve(results.slice(start, (start += own.length)));
  }

  private takeGroup(): Waiting<Item, Result>[] {
    let [calls, items] = [0, 0];
    while (calls < this.waiting.length && items < this.most) items += this.waiting[calls++]!.items.length;
    return this.waiting.splice(0, calls);
  }
}
