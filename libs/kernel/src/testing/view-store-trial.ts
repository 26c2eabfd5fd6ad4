import type { ViewChange, ViewCommit, ViewDocuments, ViewStore } from '../view-store.ts';
import { pupils, type PupilDoc } from './pupil-views.ts';

/** A store with what reads its live slots. `reopen` closes both and opens what is there, as after a restart. */
export type OpenViewStore = {
  readonly store: ViewStore;
  readonly reader: ViewDocuments;
  /** Absent where nothing outlives the process. */
  reopen?(): Promise<OpenViewStore>;
  close(): Promise<void>;
};

export const doc = (school: string, pages: number[] = [], nickname: string | null = null): PupilDoc => ({
  school,
  pages,
  nickname,
});
export const put = (id: string, value: PupilDoc) => ({
  id,
  doc: value,
  columns: { school: value.school, pages: value.pages.length, nickname: value.nickname },
});
export const commitOf = (
  group: string,
  position: number,
  change: Partial<ViewChange> & { slot: string },
): ViewCommit => ({
  group,
  checkpoint: { 0: position },
  changes: [{ puts: [], deletes: [], increments: [], ...change }],
  park: [],
  unpark: [],
  invalidations: [],
});
export const sum = (school: string, habit: string, pages: number, docs: number) => ({
  rollup: 'reading',
  key: { school, habit },
  add: { pages },
  docs,
});

/** What the contracts of the store share: one store at a time, closed again by `end`. */
export const storeTrial = (open: () => Promise<OpenViewStore>) => {
  let opened: OpenViewStore | undefined;

  const start = async () => (opened = await open());
  /** As after a restart; the same store where nothing outlives the process. */
  const reopen = async () => (opened = (await opened!.reopen?.()) ?? opened!);
  const end = async () => {
    await opened?.close();
    opened = undefined;
  };
  /** A live slot of the pupils, with these documents. */
  const startWith = async (docs: Readonly<Record<string, PupilDoc>>) => {
    const { store, reader } = await start();
    const { id: slot } = await store.create(pupils, 'build-1');
    await store.promote('build-1', 'live');
    await store.commit(commitOf('live', 1, { slot, puts: Object.entries(docs).map(([id, value]) => put(id, value)) }));
    return { store, reader, slot };
  };
  return { start, startWith, reopen, end };
};
