import { DomainError } from './errors.ts';
import type { Filter, Find, SumQuery } from './view-store.ts';
import type { ColumnValue, Rollup, View } from './view.ts';

/** A condition on one column or dimension. */
export type Condition =
  | { readonly column: string; readonly oneOf: readonly ColumnValue[] }
  | { readonly column: string; readonly gte: ColumnValue | undefined; readonly lt: ColumnValue | undefined };

export type FindPlan = {
  readonly where: readonly Condition[];
  /** Columns to sort by before the id, all in one direction. */
  readonly order: readonly string[];
  readonly descending: boolean;
  readonly limit: number;
  /** Where the page before ended: the values of `order`, then the id. */
  readonly after: readonly ColumnValue[] | undefined;
  /** The cursor behind a row with these values of `order` and this id. */
  cursorAfter(values: readonly ColumnValue[]): string;
};

export type SumPlan = {
  readonly where: readonly Condition[];
  readonly by: readonly string[];
  readonly rollup: Rollup<object>;
};

const MOST_ITEMS = 1000;

/** Checks a query against what its view declares, the same for every store. @throws DomainError, as `ViewDocuments` says. */
export const planFind = (view: View, query: Find): FindPlan => {
  const columns = Object.keys(view.columns ?? {});
  const where = conditions(query.where ?? {}, columns, name =>
    invalid('UNKNOWN_COLUMN', `The view ${view.name} has no column ${name}; it has ${columns.join(', ') || 'none'}.`),
  );
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MOST_ITEMS) {
    throw invalid('INVALID_LIMIT', `limit must be a whole number from 1 to ${MOST_ITEMS}.`);
  }
  const order = (query.order ?? []).map(name => name.replace(/^-/, ''));
  const descending = requireOneDirection(query.order ?? []);
  requireIndex(view, order, where);
  const bound = [view.name, view.version, query.where ?? {}, query.order ?? []];
  const after = query.cursor === undefined ? undefined : decode(query.cursor, bound, order.length + 1);
  const cursorAfter = (values: readonly ColumnValue[]) => encode(bound, values);
  return { where, order, descending, limit: query.limit, after, cursorAfter };
};

/** As `planFind`, for a sum over a rollup. */
export const planSum = (view: View, name: string, query: SumQuery): SumPlan => {
  const rollup = view.rollups?.[name];
  const rollups = Object.keys(view.rollups ?? {}).join(', ') || 'none';
  if (!rollup) throw invalid('UNKNOWN_ROLLUP', `The view ${view.name} has no rollup ${name}; it has ${rollups}.`);
  const unknown = (dimension: string) =>
    invalid(
      'UNKNOWN_DIMENSION',
      `${view.name}.${name} has no dimension ${dimension}; it has ${rollup.dimensions.join(', ')}.`,
    );
  const where = conditions(query.where ?? {}, rollup.dimensions, unknown);
  for (const dimension of query.by) if (!rollup.dimensions.includes(dimension)) throw unknown(dimension);
  return { where, by: query.by, rollup };
};

const conditions = (filter: Filter, known: readonly string[], unknown: (name: string) => DomainError): Condition[] =>
  Object.entries(filter)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([column, wanted]) => {
      if (!known.includes(column)) throw unknown(column);
      if (Array.isArray(wanted)) return { column, oneOf: wanted as readonly ColumnValue[] };
      if (wanted === null || typeof wanted !== 'object') return { column, oneOf: [wanted as ColumnValue] };
      const { gte, lt } = wanted as { gte?: ColumnValue; lt?: ColumnValue };
      return { column, gte, lt };
    });

const requireOneDirection = (order: readonly string[]): boolean => {
  const downwards = order.filter(name => name.startsWith('-')).length;
  if (downwards > 0 && downwards < order.length)
    throw invalid('UNKNOWN_ORDER', 'order goes one way: all columns with - or none.');
  return downwards > 0;
};

/** An order is allowed when an index holds it, after columns that the filter holds to one value: else it sorts the view. */
const requireIndex = (view: View, order: readonly string[], where: readonly Condition[]): void => {
  if (order.length === 0) return;
  const fixed = new Set(
    where.flatMap(condition => ('oneOf' in condition && condition.oneOf.length === 1 ? [condition.column] : [])),
  );
  const holds = (index: readonly string[]) => {
    const start = index.findIndex(column => column === order[0]);
    return (
      start >= 0 &&
      index.slice(0, start).every(column => fixed.has(column)) &&
      order.every((column, place) => index[start + place] === column)
    );
  };
  if ((view.indexes ?? []).some(holds)) return;
  const orders = (view.indexes ?? []).map(index => index.join('+')).join(', ') || 'none';
  throw invalid(
    'UNKNOWN_ORDER',
    `The view ${view.name} cannot be sorted by ${order.join('+')}; its indexes are ${orders}.`,
  );
};

const invalid = (code: string, message: string) => new DomainError(code, 'invalid', message);

/** Opaque to the caller: a mark of the query, and where it stopped. */
const encode = (bound: readonly unknown[], values: readonly ColumnValue[]): string =>
  Buffer.from(JSON.stringify([markOf(bound), ...values])).toString('base64url');

const decode = (cursor: string, bound: readonly unknown[], length: number): ColumnValue[] => {
  const [mark, ...values] = parse(cursor);
  if (mark !== markOf(bound) || values.length !== length || !values.every(isColumnValue)) {
    throw invalid(
      'INVALID_CURSOR',
      'cursor is not one of this query: take the one of the page before, and change nothing else.',
    );
  }
  return values;
};

const isColumnValue = (value: unknown): value is ColumnValue =>
  value === null || typeof value === 'string' || typeof value === 'number';

const parse = (cursor: string): unknown[] => {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? content : [];
  } catch {
    return [];
  }
};

/** 64 bits of FNV-1a, enough to tell queries apart: a cursor grants nothing that the query alone would not. */
const markOf = (bound: readonly unknown[]): string => {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(JSON.stringify(bound)))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(36);
};
