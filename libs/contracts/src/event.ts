import type { z } from 'zod';

/** What the house knows of one event type; see `catalogue.ts` for all of them. */
export type EventDefinition<Type extends string = string, Data extends object = object> = {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly topic: string;
  readonly schema: z.ZodType<Data>;
  readonly key: (data: Data) => string;
  readonly occurredAt?: (data: Data) => string | undefined;
  readonly effectiveDate?: (data: Data) => string | undefined;
};

export type DataOf<Definition> = Definition extends EventDefinition<string, infer Data> ? Data : never;
/** The message type of a definition: `EventOf<typeof SessionHeld>`. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? { readonly type: Type; readonly data: Readonly<Data> } : never;

type Traits<Data> = Pick<EventDefinition<string, Data & object>, 'key' | 'occurredAt' | 'effectiveDate'>;

/** Event types of one aggregate: they share a topic. */
export const aggregate =
  (service: string, name: string) =>
  <Type extends string, Schema extends z.ZodType<object>>(type: Type, schema: Schema, traits: Traits<z.output<Schema>>): EventDefinition<Type, z.output<Schema>> => ({
    type,
    schemaVersion: 1,
    topic: `strata.${service}.${name}.v1`,
    schema: schema as unknown as z.ZodType<z.output<Schema>>,
    ...traits,
  });
