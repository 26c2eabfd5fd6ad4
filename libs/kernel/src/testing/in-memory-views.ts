import { systemClock, type Clock } from '../clock.ts';
import type { Invalidation, LiveFeed } from '../live-feed.ts';
import type { EventLog } from '../event-log.ts';
import type { LogReader } from '../log-reader.ts';
import { InMemoryViewStore } from '../in-memory-view-store.ts';
import { PositionGate } from '../position-gate.ts';
import { ViewHost } from '../view-host.ts';
import { progressAt } from '../view-progress.ts';
import type { ViewOperations, ViewReader } from '../view-store.ts';
import type { View } from '../view.ts';

export type InMemoryViewsOptions = { readonly clock?: Clock; readonly liveFeed?: LiveFeed };

/**
 * Live views over an in-memory log, folded by the same host as on disk: `await views.whenCaughtUp(position)`, then read.
 * An append wakes them by itself; they are never ahead of what was awaited, so a test that forgets to wait may see less.
 */
export const inMemoryViews = (
  views: readonly View[],
  log: LogReader & Partial<EventLog>,
  { clock = systemClock, liveFeed }: InMemoryViewsOptions = {},
): ViewReader & ViewOperations => {
  const store = new InMemoryViewStore();
  const gate = new PositionGate();
  const publish = (invalidations: readonly Invalidation[]) =>
    invalidations.length > 0 ? liveFeed?.publish(invalidations) : undefined;
  const opened = ViewHost.open({
    store,
    log,
    views,
    clock,
    onLive: ({ checkpoint, invalidations }) => {
      gate.reach(checkpoint[0] ?? 0);
      void publish(invalidations);
    },
    onWork: () => void pump(),
  });
  const ready = opened.then(drain);
  let pumping = ready;
  const pump = (): Promise<void> => (pumping = pumping.then(() => opened).then(drain));
  log.onAppended?.(() => void pump());

  return {
    load: async (view, ids) => ready.then(() => store.load(view, ids)),
    find: async (view, query) => ready.then(() => store.find(view, query)),
    sum: async (view, rollup, query) => ready.then(() => store.sum(view, rollup, query)),
    progress: () => progressAt(gate.reached, log, clock),
    async whenCaughtUp(position, timeoutMs = 10_000) {
      await pump();
      await gate.wait(position, timeoutMs);
    },
    status: async () => (await opened).status(),
    rebuild: async (view, onProgress) => (await opened).rebuild(view, onProgress),
    parked: async () => (await opened).parked(),
    retry: async (view, key) => (await opened).retry(view, key),
    discard: async (view, key) => (await opened).discard(view, key),
    verify: async () => (await opened).verify(),
  };
};

const drain = async (host: ViewHost): Promise<void> => {
  while (await host.advance());
};
