import type { ColumnValue, Condition, FindPlan, SumPlan } from '@strata/kernel';
import { columnName, dimensionName, measureName, quoted, rollupTable } from './views-file.ts';

export type Query = { readonly sql: string; readonly values: readonly ColumnValue[] };
type Part = { readonly sql: string; readonly values: readonly ColumnValue[] };

const conditionOn = (name: string, condition: Condition): Part => {
  if (!('oneOf' in condition)) {
    const bounds: Part[] = [];
    if (condition.gte !== undefined) bounds.push({ sql: `${name} >= ?`, values: [condition.gte] });
    if (condition.lt !== undefined) bounds.push({ sql: `${name} < ?`, values: [condition.lt] });
    return all([...bounds, ...(bounds.length === 0 ? [{ sql: `${name} IS NOT NULL`, values: [] }] : [])]);
  }
  const values = condition.oneOf.filter(value => value !== null);
  const choices: Part[] = [];
  if (values.length === 1) choices.push({ sql: `${name} = ?`, values });
  if (values.length > 1)
    choices.push({ sql: `${name} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] });
  if (values.length < condition.oneOf.length) choices.push({ sql: `${name} IS NULL`, values: [] });
  if (choices.length === 0) return { sql: '0', values: [] };
  return { sql: `(${choices.map(({ sql }) => sql).join(' OR ')})`, values: choices.flatMap(choice => choice.values) };
};

const all = (parts: readonly Part[]): Part => ({
  sql: parts.map(({ sql }) => sql).join(' AND '),
  values: parts.flatMap(({ values }) => values),
});

/**
 * The queries that together make one page, to be run in turn until it is full. The first page is one query; the page after
 * a row is one range per column it was sorted by, deepest first, because a comparison of whole rows stops at nulls and an
 * `OR` of ranges loses the index. Each returns id, body and the columns of the order; the limit is bound last.
 */
export const pageQueries = (slotId: string, { where, order, descending, after }: FindPlan): Query[] => {
  const keys = [...order.map(columnName), 'id'];
  const filter = where.map(condition => conditionOn(columnName(condition.column), condition));
  const direction = descending ? ' DESC' : '';
  const query = (range: readonly Part[], fixed: number): Query => {
    const condition = all([...filter, ...range]);
    const sorted = keys.slice(fixed).map(key => key + direction);
    const fields = ['id', 'body', ...keys.slice(0, -1)].join(', ');
    const sql = `SELECT ${fields} FROM ${quoted(slotId)} ${condition.sql && `WHERE ${condition.sql}`} ORDER BY ${sorted.join(', ')} LIMIT ?`;
    return { sql, values: condition.values };
  };
  if (!after) return [query([], 0)];
  const queries: Query[] = [];
  for (let depth = keys.length - 1; depth >= 0; depth--) {
    const same = keys.slice(0, depth).map((key, place) => sameAs(key, after[place]!));
    for (const beyond of beyondValue(keys[depth]!, after[depth]!, descending))
      queries.push(query([...same, beyond], depth));
  }
  return queries;
};

const sameAs = (key: string, value: ColumnValue): Part =>
  value === null ? { sql: `${key} IS NULL`, values: [] } : { sql: `${key} = ?`, values: [value] };

const beyondValue = (key: string, value: ColumnValue, descending: boolean): Part[] => {
  if (!descending)
    return [value === null ? { sql: `${key} IS NOT NULL`, values: [] } : { sql: `${key} > ?`, values: [value] }];
  if (value === null) return [];
  const nulls = key === 'id' ? [] : [{ sql: `${key} IS NULL`, values: [] }];
  return [{ sql: `${key} < ?`, values: [value] }, ...nulls];
};

export const sumQuery = (slotId: string, name: string, { where, by, rollup }: SumPlan): Query => {
  const kept = by.map(dimensionName);
  const fields = [
    ...by.map((dimension, index) => `${kept[index]} AS ${quoted(dimension)}`),
    ...rollup.measures.map(measure => `coalesce(sum(${measureName(measure)}), 0) AS ${quoted(measure)}`),
    'coalesce(sum(docs), 0) AS docs',
  ];
  const condition = all(where.map(part => conditionOn(dimensionName(part.column), part)));
  const grouped = kept.length > 0 ? `GROUP BY ${kept.join(', ')} ORDER BY ${kept.join(', ')}` : '';
  const filter = condition.sql && `WHERE ${condition.sql}`;
  return {
    sql: `SELECT ${fields.join(', ')} FROM ${rollupTable(slotId, name)} ${filter} ${grouped}`,
    values: condition.values,
  };
};
