import type { EventEnvelope } from './envelope.ts';
import type { ParkedRecord, ViewStore } from './view-store.ts';

/** Characters of an error's message kept as a reason. */
const REASON_LENGTH = 300;

/** A view's error as it is shown to an operator: its name and message, which hold no event data by the rules of errors. */
export const reasonOf = (error: Error): string => `${error.name}: ${error.message}`.slice(0, REASON_LENGTH);

/**
 * Which keys wait, per slot, and what the batch in hand adds to them. An event that a view cannot fold is parked with every
 * later event of its key: letting those through would fold them out of order. Other keys go on.
 */
export class Parking {
  private readonly now: () => string;
  private waiting = new Map<string, Set<string>>();
  private added: ParkedRecord[] = [];

  constructor(now: () => string) {
    this.now = now;
  }

  /** Forgets the batch in hand and takes what is stored. */
  async load(store: ViewStore, slots: readonly string[]): Promise<void> {
    this.waiting = new Map(slots.map(slot => [slot, new Set<string>()]));
    this.added = [];
    for (const { slot, key } of await store.parked()) this.waiting.get(slot)?.add(key);
  }

  waits(slot: string, key: string): boolean {
    const keys = this.waiting.get(slot);
    return keys !== undefined && keys.size > 0 && keys.has(key);
  }

  /** Parks the event, and its key from now on. Without an error, it waits behind an earlier one. */
  park(slot: string, event: EventEnvelope, error?: Error): void {
    let keys = this.waiting.get(slot);
    if (!keys) this.waiting.set(slot, (keys = new Set()));
    keys.add(event.key);
    this.added.push({
      slot,
      key: event.key,
      eventId: event.id,
      eventType: event.type,
      position: event.position,
      reason: error === undefined ? 'Waits for an earlier event of its key.' : reasonOf(error),
      parkedAt: this.now(),
      event,
    });
  }

  /** Lets a key through again. */
  free(slot: string, key: string): void {
    this.waiting.get(slot)?.delete(key);
  }

  /** What the batch in hand parked. */
  get records(): readonly ParkedRecord[] {
    return this.added;
  }

  settle(): void {
    this.added = [];
  }
}
