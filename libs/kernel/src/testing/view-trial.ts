import type { Applied } from '../view-runner.ts';
import { ViewHost, type ViewHostOptions } from '../view-host.ts';
import type { ViewStore } from '../view-store.ts';
import type { View } from '../view.ts';
import { activity, logOf, pupilEvents, pupils } from './pupil-views.ts';
import { dumpViews } from './view-dump.ts';
import type { OpenViewStore } from './view-store-trial.ts';

export const TRIAL_VIEWS: readonly View[] = [pupils, activity];

const clock = { now: () => Date.UTC(2026, 8, 1) };

/** What the contracts of the live views share: hosts over stores that are closed again by `end`. */
export const viewTrial = (open: () => Promise<OpenViewStore>) => {
  let opened: OpenViewStore[] = [];

  const openStore = async () => {
    const store = await open();
    opened.push(store);
    return store;
  };
  /** As after a restart; the same store where nothing outlives the process. */
  const reopen = async (store: OpenViewStore) => {
    const again = (await store.reopen?.()) ?? store;
    opened = opened.map(each => (each === store ? again : each));
    return again;
  };
  const end = async () => {
    for (const each of opened) await each.close();
    opened = [];
  };
  const hostOver = async (
    store: ViewStore,
    log: ViewHostOptions['log'],
    views: readonly View[] = TRIAL_VIEWS,
    limits: ViewHostOptions['limits'] = {},
  ) => {
    const applied: Applied[] = [];
    const troubles: string[] = [];
    const host = await ViewHost.open({
      store,
      log,
      views,
      clock,
      limits,
      onLive: each => void applied.push(each),
      onTrouble: message => void troubles.push(message),
    });
    return { host, applied, troubles };
  };
  const catchUp = async (host: ViewHost) => {
    while (await host.advance());
  };
  /** Runs an operation as the driver of a host does: asked first, done by the next rounds. */
  const operate = async <Result>(host: ViewHost, asked: Promise<Result>) => {
    const [result] = await Promise.all([asked, catchUp(host)]);
    return result;
  };
  /** What the views hold after these events, folded without any accident. */
  const expected = async (...events: ReturnType<typeof pupilEvents>) => {
    const { store } = await openStore();
    const { host } = await hostOver(store, logOf(...events));
    await catchUp(host);
    return dumpViews(store, TRIAL_VIEWS);
  };
  return { openStore, reopen, end, hostOver, catchUp, operate, expected };
};

export const rethrow = (): never => {
  throw new Error('torn');
};

/** Pupils who come, read and leave. */
export const history = pupilEvents(
  ['Moved', { pupil: 'ann', school: 'north' }],
  ['Read', { pupil: 'ann', pages: 60 }],
  ['Moved', { pupil: 'bob', school: 'north' }],
  ['Read', { pupil: 'bob', pages: 5 }],
  ['Named', { pupil: 'ann', nickname: 'A' }],
  ['Read', { pupil: 'ann', pages: 70 }],
  ['Moved', { pupil: 'bob', school: 'south' }],
  ['Moved', { pupil: 'cat', school: 'south' }],
  ['Left', { pupil: 'cat' }],
);
/** The same, with events that cannot be folded. */
export const poisoned = pupilEvents(
  ['Moved', { pupil: 'ann', school: 'north' }],
  ['Read', { pupil: 'ann', pages: 60 }],
  ['Spoilt', { pupil: 'ann' }],
  ['Moved', { pupil: 'bob', school: 'north' }],
  ['Read', { pupil: 'ann', pages: 70 }],
  ['Read', { pupil: 'bob', pages: 5 }],
  ['Spoilt', { pupil: 'bob' }],
);
