import type { Message } from './decider.ts';

/** What the catalogue says of an event type: everything of the envelope that follows from the type and its data. */
export type EventSpec<Data extends object = object> = {
  readonly type: string;
  /** Grows only with optional fields; any other change is a new type. */
  readonly schemaVersion: number;
  /** `strata.<service>.<aggregate>.v1`. */
  readonly topic: string;
  /** The partition key: the student for a fact about one student, else the session, staff member, school or provider. */
  key(data: Data): string;
  /** When it happened, RFC 3339; without it, when it was recorded. */
  occurredAt?(data: Data): string | undefined;
  /** The local school date from which it holds (`YYYY-MM-DD`). */
  effectiveDate?(data: Data): string | undefined;
};

/** Event type -> what is known of it. `contracts` holds the one catalogue of the house. */
export type Catalogue = { readonly spec: (type: string) => EventSpec };

/** An event as a decider's result becomes it, ready to be appended. */
export type NewEvent = Message & {
  /** UUIDv7: time-ordered, so that unique indexes stay cheap. */
  readonly id: string;
  readonly schemaVersion: number;
  readonly topic: string;
  readonly key: string;
  readonly occurredAt: string;
  readonly effectiveDate?: string;
};

/** Who and why, the same for every event of a commit. Ids only, never a name. */
export type CommitMetadata = {
  readonly tenant: string;
  readonly actor: string;
  readonly source: string;
  readonly recordedAt: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  /** A digest of what was sent, where "the same id with other content" must be told from a repeat. */
  readonly contentHash?: string;
};

/** An event as it was stored and as it is published: there is one shape. */
export type EventEnvelope<Event extends Message = Message> = Event &
  NewEvent &
  Omit<CommitMetadata, 'contentHash'> & {
    readonly stream: string;
    /** 1 for the first event of a stream, without gaps. */
    readonly version: number;
    /** Place in the feed, growing; gaps are possible. */
    readonly position: number;
  };
