import { DomainError } from '@strata/kernel';
import { validationFailed } from '@strata/runtime';
import { z } from 'zod';

/**
 * One item or a list of them. A union would say only that neither fits; so it is read as what it looks like, and a
 * fault points at the field. `bare`: it came as one item.
 * @throws DomainError `BODY_MISSING` (400), `VALIDATION_FAILED`.
 */
export const readOneOrMany = <Item>(schema: z.ZodType<Item>, body: unknown, most: number): { items: Item[]; bare: boolean } => {
  if (body === undefined || body === null) throw new DomainError('BODY_MISSING', 'invalid', 'Send one item or a list of them as JSON.', { status: 400 });
  if (Array.isArray(body)) return { items: parse(z.array(schema).min(1).max(most), body), bare: false };
  return { items: [parse(schema, body)], bare: true };
};

const parse = <Value>(schema: z.ZodType<Value>, body: unknown): Value => {
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw validationFailed(error.issues);
  return data;
};
