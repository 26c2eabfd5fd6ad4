import type { EventDefinition, EventOf } from './event.ts';
import { ROSTER_EVENTS } from './rosters.events.ts';
import { SESSION_EVENTS } from './sessions.events.ts';
import { TIER_EVENTS } from './tiers.events.ts';

const ALL = [...ROSTER_EVENTS, ...TIER_EVENTS, ...SESSION_EVENTS] as const;

/** Any event of the house. */
export type StrataEvent = EventOf<(typeof ALL)[number]>;

const byType = new Map<string, EventDefinition>(ALL.map((definition) => [definition.type, definition as unknown as EventDefinition]));

/** Every event type of the house, in one place: its topic, its key, its schema. */
export const catalogue = {
  types: [...byType.keys()] as readonly string[],
  /** @throws Error for a type that the house does not know: a bug, never input. */
  spec(type: string): EventDefinition {
    const definition = byType.get(type);
    if (!definition) throw new Error(`No event type ${type} in the catalogue`);
    return definition;
  },
};
