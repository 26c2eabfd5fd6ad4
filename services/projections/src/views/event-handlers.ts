import type { StrataEvent } from '@strata/contracts';
import type { EventEnvelope } from '@strata/kernel';

/** The envelope of one event type of the house. */
export type Envelope<Type extends StrataEvent['type']> = EventEnvelope<Extract<StrataEvent, { type: Type }>>;

/** Folds by event type, each typed by its event. */
export type EventHandlers<Doc> = { readonly [Type in StrataEvent['type']]?: (doc: Doc, event: Envelope<Type>) => Doc };

/** Monday of the week of a local date, as a local date. */
export const weekOf = (date: string): string => {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
};

/** Adds days to a local date. */
export const addDays = (date: string, days: number): string => {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
};

/** The record with one entry more, in the order of its keys: for entries whose order of arrival must not show. */
export const putSorted = <Value>(record: Readonly<Record<string, Value>>, key: string, value: Value): Record<string, Value> =>
  key in record ? { ...record, [key]: value } : Object.fromEntries([...Object.entries(record), [key, value] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
