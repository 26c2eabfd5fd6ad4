import type { ViewStore } from '../view-store.ts';
import type { View } from '../view.ts';

/** Everything that the live slots hold, as text, so that two states can be compared byte for byte. */
export const dumpViews = async (store: ViewStore, views: readonly View[]): Promise<string> => {
  const parts: string[] = [];
  for (const slot of await store.slots()) {
    const view = views.find(({ name }) => name === slot.name);
    if (slot.status === 'live' && view) parts.push(await dumpSlot(store, slot.id, view));
  }
  return parts.join('\n');
};

/** The documents and rollups of one slot, sorted. */
export const dumpSlot = async (store: ViewStore, slotId: string, view: View): Promise<string> => {
  const scan = await store.scan(slotId);
  try {
    const lines: string[] = [view.name];
    for await (const page of scan.documents()) lines.push(...page.map(({ id, doc }) => `${id} ${JSON.stringify(doc)}`));
    for (const [name, { dimensions, measures }] of Object.entries(view.rollups ?? {})) {
      const rows = await scan.rows(name);
      const fields = [...dimensions, ...measures, 'docs'];
      lines.push(name, ...rows.map(row => JSON.stringify(fields.map(field => row[field]))).sort());
    }
    return lines.join('\n');
  } finally {
    await scan.close();
  }
};
