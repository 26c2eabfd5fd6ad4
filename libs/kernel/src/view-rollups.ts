import type { RollupChange, RollupRow, ViewScan } from './view-store.ts';
import type { Contribution, Rollup, View } from './view.ts';

/** What one document counts for in one row of a rollup. `row` is the row's key as one text. */
export type Counted = { readonly row: string; readonly values: readonly string[]; readonly add: readonly number[] };

const NOTHING: readonly Counted[] = [];

/** No id, code or date holds this character, so joined keys neither collide nor sort otherwise than their parts. */
const SEPARATOR = '\u0000';

/**
 * What a document counts for, one entry per row: two contributions to one row are one document there.
 * @throws Error for a contribution that would make counts wrong for ever: a dimension missing, a measure that is not an
 *   integer or not declared.
 */
export const count = (rollup: Rollup<object>, doc: object, id: string): readonly Counted[] => {
  const contributions = rollup.of(doc, id);
  if (contributions.length === 0) return NOTHING;
  if (contributions.length === 1) return [counted(rollup, contributions[0]!)];
  const rows = new Map<string, Counted>();
  for (const contribution of contributions) {
    const next = counted(rollup, contribution);
    const known = rows.get(next.row);
    rows.set(next.row, known ? { ...next, add: next.add.map((value, index) => value + known.add[index]!) } : next);
  }
  return [...rows.values()];
};

const counted = ({ dimensions, measures }: Rollup<object>, { key, add }: Contribution): Counted => {
  const values: string[] = [];
  for (const dimension of dimensions) {
    const value = key[dimension];
    if (typeof value !== 'string') throw new Error(`A contribution has no text for the dimension ${dimension}`);
    values.push(value);
  }
  const sums: number[] = [];
  for (const measure of measures) {
    const value = add[measure] ?? 0;
    if (!Number.isSafeInteger(value)) throw new Error(`A contribution to ${measure} is not an integer`);
    sums.push(value);
  }
  for (const name in add) if (!measures.includes(name)) throw new Error(`The measure ${name} is not declared`);
  return { row: values.join(SEPARATOR), values, add: sums };
};

type Row = { readonly values: readonly string[]; readonly add: number[]; docs: number };

/** Sums up what changes in one rollup; rows whose changes cancel out are not written. */
export class RollupTally {
  private readonly name: string;
  private readonly rollup: Rollup<object>;
  private rows = new Map<string, Row>();

  constructor(name: string, rollup: Rollup<object>) {
    this.name = name;
    this.rollup = rollup;
  }

  move(before: readonly Counted[], after: readonly Counted[]): void {
    for (const entry of before) this.add(entry, -1);
    for (const entry of after) this.add(entry, 1);
  }

  private add(entry: Counted, sign: 1 | -1): void {
    let row = this.rows.get(entry.row);
    if (!row) this.rows.set(entry.row, (row = { values: entry.values, add: entry.add.map(() => 0), docs: 0 }));
    for (let index = 0; index < row.add.length; index++) row.add[index]! += sign * entry.add[index]!;
    row.docs += sign;
  }

  /** The changes since the last call, sorted by key. */
  drain(): RollupChange[] {
    const changed = [...this.rows].filter(([, { add, docs }]) => docs !== 0 || add.some(value => value !== 0));
    this.rows = new Map();
    const { dimensions, measures } = this.rollup;
    return changed
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { values, add, docs }]) => ({
        rollup: this.name,
        key: Object.fromEntries(dimensions.map((dimension, index) => [dimension, values[index]!])),
        add: Object.fromEntries(measures.map((measure, index) => [measure, add[index]!])),
        docs,
      }));
  }
}

export type RollupFault = { readonly rollup: string; readonly detail: string };

/** Rows named in one fault at most, so that a rollup that is wrong all over stays readable. */
const NAMED = 5;

/** Counts every rollup of a view again from its documents, and says where the stored one differs. */
export const recount = async (view: View, scan: ViewScan): Promise<RollupFault[]> => {
  const rollups = Object.entries(view.rollups ?? {});
  const tallies = rollups.map(([name, rollup]) => new RollupTally(name, rollup));
  for await (const page of scan.documents()) {
    for (const { id, doc } of page) {
      rollups.forEach(([, rollup], index) => tallies[index]!.move(NOTHING, count(rollup, doc, id)));
    }
  }
  const faults: RollupFault[] = [];
  for (const [index, [name, rollup]] of rollups.entries()) {
    const detail = difference(rollup, tallies[index]!.drain(), await scan.rows(name));
    if (detail) faults.push({ rollup: name, detail });
  }
  return faults;
};

const difference = (rollup: Rollup<object>, counted: readonly RollupChange[], stored: readonly RollupRow[]) => {
  const nameOf = (row: RollupRow) => rollup.dimensions.map(dimension => row[dimension]).join(', ');
  const figuresOf = (row: RollupRow) => ['docs', ...rollup.measures].map(name => `${name} ${row[name]}`).join(', ');
  const left = new Map(stored.map(row => [nameOf(row), figuresOf(row)]));
  const faults: string[] = [];
  for (const { key, add, docs } of counted) {
    const row = { ...key, ...add, docs };
    const name = nameOf(row);
    if (left.get(name) !== figuresOf(row)) {
      faults.push(`[${name}] holds ${left.get(name) ?? 'nothing'}, its documents add up to ${figuresOf(row)}`);
    }
    left.delete(name);
  }
  for (const [name, figures] of left) faults.push(`[${name}] holds ${figures}, no document counts into it`);
  const more = faults.length > NAMED ? [`and ${faults.length - NAMED} more rows`] : [];
  return [...faults.slice(0, NAMED), ...more].join('; ');
};
