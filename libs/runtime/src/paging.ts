import type { Found, ViewProgress } from '@strata/kernel';
import { z } from 'zod';

/** `?limit=&cursor=` of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'Items on a page, 1 to 500.' }),
  cursor: z.string().max(1000).optional().meta({ description: '`next` of the page before.' }),
});

/** How fresh an answer is. */
export type Fresh = Pick<ViewProgress, 'asOf' | 'lagSeconds'>;
export type Paged<Item> = Fresh & { readonly items: readonly Item[]; readonly next?: string };

export const freshness = ({ asOf, lagSeconds }: ViewProgress): Fresh => ({ asOf, lagSeconds });

/** A page of documents as an answer. */
export const paged = <Doc>(found: Found<Doc>, progress: ViewProgress): Paged<Doc> => ({
  items: found.items.map(({ doc }) => doc),
  ...(found.next !== undefined && { next: found.next }),
  ...freshness(progress),
});
