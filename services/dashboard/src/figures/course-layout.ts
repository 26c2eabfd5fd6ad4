import type { Domain, StudentView, Tier, TimelineEntry } from '@strata/contracts';
import { addDays, localDate, schoolYearStart } from '../dates.ts';

type Held = StudentView['held'][number];
export type Placement = Held['placements'][number];
export type Step = { readonly tier: Tier; readonly from: string; readonly to: string };
export type Range = { readonly from: string; readonly to: string };
export type Lane = {
  readonly domain: Domain;
  readonly steps: readonly Step[];
  readonly decisions: readonly (Placement & { readonly fromTier: Tier })[];
  readonly sessions: readonly TimelineEntry[];
  readonly screenings: readonly TimelineEntry[];
};

/** Days shown after today, so that the last mark is not cut. */
const AFTER = 10;
const SHORTEST = 70;

/** The school year up to now. */
export const courseRange = (asOf: string): Range => {
  const today = localDate(asOf);
  const end = addDays(today, AFTER);
  const start = schoolYearStart(today);
  return { from: start < addDays(end, -SHORTEST) ? start : addDays(end, -SHORTEST), to: end };
};

/** Which support was held when: core until the first decision, and from each decision until the next, at most until `to`. */
export const stepsOf = (placements: readonly Placement[], { from, to }: Range): Step[] => {
  const changes = [
    { tier: 'core' as Tier, from: '0000-01-01' },
    ...placements.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
  ];
  return changes.flatMap(({ tier, from: begin }, index) => {
    const end = changes[index + 1]?.from ?? to;
    const step = { tier, from: begin < from ? from : begin, to: end > to ? to : end };
    return step.from < step.to ? [step] : [];
  });
};

const within = ({ from, to }: Range, day: string) => day >= from && day < to;

/** One lane for each domain in which something is known. */
export const lanesOf = (held: readonly Held[], timeline: readonly TimelineEntry[], range: Range): Lane[] => {
  const past = { from: range.from, to: addDays(range.to, 1 - AFTER) };
  return held
    .map(({ domain, placements }): Lane => {
      const inOrder = placements.toSorted((a, b) => (a.from < b.from ? -1 : 1));
      const here = timeline.filter(entry => entry.domain === domain && within(range, entry.on));
      return {
        domain,
        steps: stepsOf(inOrder, past),
        decisions: inOrder
          .map((placement, index) => ({ ...placement, fromTier: inOrder[index - 1]?.tier ?? 'core' }))
          .filter(({ from }) => within(range, from)),
        sessions: here.filter(({ kind }) => kind === 'session'),
        screenings: here.filter(({ kind }) => kind === 'screening'),
      };
    })
    .filter(
      ({ domain, decisions, sessions, screenings, steps }) =>
        domain === 'ela' ||
        domain === 'math' ||
        decisions.length + sessions.length + screenings.length > 0 ||
        steps.some(({ tier }) => tier !== 'core'),
    );
};

export type Tick = 'attended' | 'missed' | 'cancelled' | 'planned';

/** What became of a session for this student. */
export const tickOf = ({ status, attendance }: Pick<TimelineEntry, 'status' | 'attendance'>): Tick => {
  if (status === 'cancelled' || status === 'no_show' || status === 'voided') return 'cancelled';
  if (attendance === undefined) return 'planned';
  return attendance === 'excused_absence' || attendance === 'unexcused_absence' ? 'missed' : 'attended';
};
