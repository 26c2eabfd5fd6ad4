import { z } from 'zod';

type Json = { readonly [key: string]: unknown };

/**
 * A body for `@ApiBody({ schema: bodySchema(...) })`, where the document cannot learn it from `@Body({ schema })` because
 * the method reads the body itself (several media types, one or many). Named parts are written out in place: a `$ref`
 * into the schema's own `$defs` would lead nowhere in an OpenAPI document. Schemas must not refer to themselves.
 */
export const bodySchema = (...schemas: readonly z.ZodType[]): object => {
  const parts = schemas.map((schema) => {
    const { $schema: _dialect, $defs = {}, ...whole } = z.toJSONSchema(schema, { io: 'input' }) as Json;
    return inlined(whole, $defs as Json) as object;
  });
  return parts.length === 1 ? parts[0]! : { oneOf: parts };
};

const inlined = (node: unknown, definitions: Json): unknown => {
  if (Array.isArray(node)) return node.map((item) => inlined(item, definitions));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, ...rest } = node as Json;
  const merged = typeof $ref === 'string' ? { ...(definitions[$ref.slice('#/$defs/'.length)] as Json), ...rest } : rest;
  return Object.fromEntries(Object.entries(merged).map(([name, value]) => [name, inlined(value, definitions)]));
};
