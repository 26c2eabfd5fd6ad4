import type { Commit, CommitMetadata, EventEnvelope, NewEvent, StoredCommit } from '@strata/kernel';

/*
 * How a commit lies in its row. Names of fields would be a third of the bytes and half of the time to write and read, so
 * the body is a JSON array in a fixed order, and metadata stands once for all events of the commit:
 *
 *   [1, tenant, actor, source, recordedAt, correlationId, causationId, traceparent, contentHash, ...events]
 *   event: [id, schemaVersion, topic, key, occurredAt (0 when it is recordedAt), effectiveDate, data]
 *
 * Absent values are null. Types stand in a column of their own, one per event: readers of few types skip the rest there.
 */

/** Raised when the order changes; `readBody` then learns to read both. */
const FORMAT = 1;
const EVENTS_AT = 9;

type Optional = string | null;
type EventTuple = [string, number, string, string, string | 0, Optional, object];
type BodyTuple = [1, string, string, string, string, string, Optional, Optional, Optional, ...EventTuple[]];

/** One row of the log, as its statements bind and return it. */
export type CommitRow = [
  position: number,
  id: string,
  stream: string,
  expectedVersion: number,
  version: number,
  types: string,
  body: string,
];

/** @throws Error for a name with a comma, which here divides the names. */
export const typesOf = (events: readonly NewEvent[]): string => {
  if (events.length === 1) return events[0]!.type;
  const types = events.map(event => event.type);
  if (types.some(type => type.includes(','))) throw new Error('The name of an event type holds no comma.');
  return types.join(',');
};

export const bodyOf = ({ metadata, events }: Commit): string => {
  const { tenant, actor, source, recordedAt, correlationId, causationId, traceparent, contentHash } = metadata;
  const body: unknown[] = [
    FORMAT,
    tenant,
    actor,
    source,
    recordedAt,
    correlationId,
    causationId,
    traceparent,
    contentHash,
  ];
  for (const { id, schemaVersion, topic, key, occurredAt, effectiveDate, data } of events) {
    body.push([id, schemaVersion, topic, key, occurredAt === recordedAt ? 0 : occurredAt, effectiveDate, data]);
  }
  return JSON.stringify(body);
};

const readBody = (body: string): BodyTuple => {
  const tuple = JSON.parse(body) as BodyTuple;
  if (tuple[0] !== FORMAT)
    throw new Error(`The log holds a commit of format ${tuple[0]}; this version reads ${FORMAT}.`);
  return tuple;
};

/** The commit of a row, as `append` took it. */
export const storedCommitOf = ([
  position,
  commitId,
  streamId,
  expectedVersion,
  ,
  types,
  body,
]: CommitRow): StoredCommit => {
  const tuple = readBody(body);
  const recordedAt = tuple[4];
  const names = types.split(',');
  const events = (tuple.slice(EVENTS_AT) as EventTuple[]).map(
    ([id, schemaVersion, topic, key, occurredAt, effectiveDate, data], index): NewEvent => ({
      id,
      type: names[index]!,
      schemaVersion,
      topic,
      key,
      occurredAt: occurredAt === 0 ? recordedAt : occurredAt,
      data,
      ...(effectiveDate !== null && { effectiveDate }),
    }),
  );
  return { commitId, streamId, expectedVersion, events, metadata: metadataOf(tuple), position };
};

const metadataOf = (tuple: BodyTuple): CommitMetadata => {
  const [, tenant, actor, source, recordedAt, correlationId, causationId, traceparent, contentHash] = tuple;
  return {
    tenant,
    actor,
    source,
    recordedAt,
    correlationId,
    ...(causationId !== null && { causationId }),
    ...(traceparent !== null && { traceparent }),
    ...(contentHash !== null && { contentHash }),
  };
};

/** What reading events takes of a row. */
export type EventRow = [position: number, stream: string, version: number, types: string, body: string];

/** Which events of a row are wanted. */
export type Wanted = {
  readonly afterPosition?: number;
  readonly afterVersion?: number;
  readonly types?: ReadonlySet<string>;
};

/**
 * The envelopes of a row's events that are wanted, appended to `into`. Equal to the kernel's `envelopesOf`, in one step:
 * this is where a rebuild spends its time.
 */
export const readEvents = (row: EventRow, into: EventEnvelope[], wanted: Wanted): void => {
  const [position, stream, version, types, body] = row;
  const { afterPosition = 0, afterVersion = 0, types: wantedTypes } = wanted;
  if (position <= afterPosition || version <= afterVersion) return;
  const tuple = readBody(body);
  const count = tuple.length - EVENTS_AT;
  const names = count === 1 ? undefined : types.split(',');
  for (let index = 0; index < count; index++) {
    const at = position - count + index + 1;
    const ordinal = version - count + index + 1;
    const type = names ? names[index]! : types;
    if (at <= afterPosition || ordinal <= afterVersion || wantedTypes?.has(type) === false) continue;
    into.push(
      envelope(tuple, tuple[EVENTS_AT + index] as EventTuple, { type, stream, version: ordinal, position: at }),
    );
  }
};

type Place = { type: string; stream: string; version: number; position: number };

const envelope = (body: BodyTuple, event: EventTuple, { type, stream, version, position }: Place): EventEnvelope => {
  const made: EventEnvelope & { effectiveDate?: string; causationId?: string; traceparent?: string } = {
    id: event[0],
    type,
    schemaVersion: event[1],
    topic: event[2],
    key: event[3],
    occurredAt: event[4] === 0 ? body[4] : event[4],
    data: event[6],
    tenant: body[1],
    actor: body[2],
    source: body[3],
    recordedAt: body[4],
    correlationId: body[5],
    stream,
    version,
    position,
  };
  if (event[5] !== null) made.effectiveDate = event[5];
  if (body[6] !== null) made.causationId = body[6];
  if (body[7] !== null) made.traceparent = body[7];
  return made;
};
