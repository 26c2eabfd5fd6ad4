/** Tells browsers which figures to fetch again. Ids only. */
export type Invalidation = {
  readonly view: string;
  /** What within the view: `district`, `school/<id>`, `student/<id>`, `provider/<id>`, `import/<id>`. */
  readonly scope: string;
  /** Feed position that the view now includes. */
  readonly version: number;
};

export type LiveMessage = { readonly id: string; readonly invalidations: readonly Invalidation[] };

/**
 * Invalidations in the order of publishing to whoever listens. A subscriber that comes back with the last id it saw
 * gets what it missed; when that is no longer kept (or the id is of an earlier process), its first message is
 * `{view: '*', scope: '*', version: 0}`: fetch everything. Ids are opaque. Without a last id it gets what comes from now on.
 */
export interface LiveFeed {
  publish(invalidations: readonly Invalidation[]): Promise<void>;
  /** Returns the function that ends the subscription. `listener` is called synchronously and must not throw. */
  subscribe(lastId: string | undefined, listener: (message: LiveMessage) => void): Promise<() => void>;
}
