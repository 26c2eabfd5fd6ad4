import type { Message } from '../decider.ts';
import type { Catalogue, EventEnvelope } from '../envelope.ts';

/** A fact, with whatever of its envelope a test wants to choose. */
export type Fact = Message & Partial<Pick<EventEnvelope, 'occurredAt' | 'recordedAt' | 'actor' | 'source' | 'stream'>>;

/**
 * Facts as the log would hold them, in this order: positions from 1, one second apart from 1 September 2026, 08:00 UTC, ids
 * that only depend on the place. Each key of a topic is one stream, unless a fact says otherwise.
 */
export const recorded = (catalogue: Catalogue, facts: readonly Fact[]): EventEnvelope[] => {
  const versions = new Map<string, number>();
  return facts.map(({ type, data, ...chosen }, index) => {
    const spec = catalogue.spec(type);
    const key = spec.key(data);
    const stream = chosen.stream ?? `${spec.topic}/${key}`;
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const recordedAt = chosen.recordedAt ?? new Date(Date.UTC(2026, 8, 1, 8, 0, index)).toISOString();
    const effectiveDate = spec.effectiveDate?.(data);
    return {
      id: `00000000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
      type,
      schemaVersion: spec.schemaVersion,
      topic: spec.topic,
      key,
      tenant: 'test',
      actor: chosen.actor ?? 'test',
      source: chosen.source ?? 'test',
      correlationId: 'test',
      stream,
      version,
      position: index + 1,
      occurredAt: chosen.occurredAt ?? spec.occurredAt?.(data) ?? recordedAt,
      recordedAt,
      ...(effectiveDate !== undefined && { effectiveDate }),
      data,
    };
  });
};
