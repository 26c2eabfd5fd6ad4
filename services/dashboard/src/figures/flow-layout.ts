import type { Movement, Tier } from '@strata/contracts';
import { area, curveBumpX } from 'd3-shape';

export type Flow = Pick<Movement['flows'][number], 'fromTier' | 'toTier' | 'students'>;
export type Ribbon = Flow & { readonly path: string; readonly labelX: number; readonly labelY: number };
export type Band = {
  readonly tier: Tier;
  readonly students: number;
  readonly side: 'from' | 'to';
  readonly y: number;
  readonly height: number;
};
export type FlowLayout = {
  readonly bands: readonly Band[];
  readonly ribbons: readonly Ribbon[];
  readonly height: number;
};

/** From the top: the most intense support. */
const ORDER: readonly Tier[] = ['specialized', 'more', 'core'];
/** Every ribbon has room for its count, however thin it is; every band for its name. */
const SLOT = 17;
const BAND = 24;
const GAP = 14;
const THINNEST = 2;

type Size = {
  readonly left: number;
  readonly right: number;
  /** Pixels per student: one scale for all panels of a figure. */
  readonly unit: number;
};

/** Pixels per student, so that the largest ribbon of all panels is this high. */
export const unitFor = (flows: readonly Flow[], highest: number): number =>
  highest / Math.max(1, ...flows.map(({ students }) => students));

/** Three bands to three bands; ribbons lie in their bands in the order of the other side, so that few cross. */
export const flowLayout = (flows: readonly Flow[], { left, right, unit }: Size): FlowLayout => {
  const slotOf = ({ students }: Flow) => Math.max(SLOT, students * unit);
  const from = sideOf(flows, 'from', slotOf);
  const to = sideOf(flows, 'to', slotOf);
  const ribbon = area<{ x: number; y0: number; y1: number }>()
    .x(({ x }) => x)
    .y0(({ y0 }) => y0)
    .y1(({ y1 }) => y1)
    .curve(curveBumpX);
  const ribbons = flows.map(flow => {
    const half = Math.max(THINNEST, flow.students * unit) / 2;
    const [a, b] = [from.middle.get(flow)!, to.middle.get(flow)!];
    const path =
      ribbon([
        { x: left, y0: a - half, y1: a + half },
        { x: right, y0: b - half, y1: b + half },
      ]) ?? '';
    return { ...flow, path, labelX: left + 8, labelY: a };
  });
  return { bands: [...from.bands, ...to.bands], ribbons, height: Math.max(from.height, to.height) };
};

const sideOf = (flows: readonly Flow[], side: Band['side'], slotOf: (flow: Flow) => number) => {
  const [own, other] = side === 'from' ? (['fromTier', 'toTier'] as const) : (['toTier', 'fromTier'] as const);
  const middle = new Map<Flow, number>();
  let y = 0;
  const bands = ORDER.map((tier): Band => {
    const here = flows
      .filter(flow => flow[own] === tier)
      .toSorted((a, b) => ORDER.indexOf(a[other]) - ORDER.indexOf(b[other]));
    const start = y;
    for (const flow of here) {
      middle.set(flow, y + slotOf(flow) / 2);
      y += slotOf(flow);
    }
    const height = Math.max(BAND, y - start);
    y = start + height + GAP;
    return { tier, side, y: start, height, students: here.reduce((sum, { students }) => sum + students, 0) };
  });
  return { bands, middle, height: y - GAP };
};
