import type { ProviderView, StudentView, Tier, TimeByTier } from '@strata/contracts';
import { ADDED_TIERS } from '@strata/contracts/words';
import { shortDate } from '../dates.ts';
import { duration } from '../numbers.ts';
import { TIER_WORDS } from '../words.ts';
import { fillOf, softwareFillOf } from './patterns.tsx';
import type { Stack, Week } from './week-bars.tsx';

const stackOf = (tier: Tier, minutes: number, software: number): Stack => ({
  name: TIER_WORDS[tier].short,
  minutes,
  software,
  fill: fillOf(tier),
  softwareFill: softwareFillOf(tier),
});

const saysOf = (week: string, stacks: readonly Stack[], end = ''): string => {
  const parts = stacks
    .filter(({ minutes, software }) => minutes + software > 0)
    .map(
      ({ name, minutes, software }) =>
        `${duration(minutes)} ${name.toLowerCase()}${software > 0 ? ` and ${duration(software)} on software` : ''}`,
    );
  return `Week of ${shortDate(week)}: ${parts.join(', ') || 'no minutes'}${end}`;
};

const sumBy = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

type TierRow = {
  readonly week: string;
  readonly tier: Tier;
  readonly minutes: number;
  readonly softwareMinutes: number;
};

const stacksOf = (rows: readonly TierRow[]): Stack[] =>
  ADDED_TIERS.map(tier => {
    const here = rows.filter(row => row.tier === tier);
    return stackOf(
      tier,
      sumBy(here, row => row.minutes),
      sumBy(here, row => row.softwareMinutes),
    );
  });

const weeksIn = (rows: readonly { readonly week: string }[]): string[] =>
  [...new Set(rows.map(({ week }) => week))].sort();

/** Minutes of a place, per tier. */
export const timeWeeks = (rows: TimeByTier['rows']): Week[] =>
  weeksIn(rows).map(week => {
    const stacks = stacksOf(rows.filter(row => row.week === week));
    return { week, stacks, says: saysOf(week, stacks) };
  });

/** Minutes of one student, per tier, beside what was planned. */
export const studentWeeks = (rows: StudentView['weeks']): Week[] =>
  weeksIn(rows).map(week => {
    const here = rows.filter(row => row.week === week);
    const stacks = stacksOf(here);
    const plans = here.flatMap(({ plannedMinutes }) => plannedMinutes ?? []);
    const planned = plans.length === 0 ? null : plans.reduce((sum, each) => sum + each, 0);
    const sessions = `; ${sumBy(here, row => row.sessionsAttended)} of ${sumBy(here, row => row.sessionsHeld)} held sessions attended`;
    return {
      week,
      stacks,
      planned,
      says: saysOf(week, stacks, `${planned === null ? '' : `, ${duration(planned)} planned`}${sessions}`),
    };
  });

/** Minutes of a provider; what tier they serve is not its to see. */
export const providerWeeks = (rows: ProviderView['weeks']): Week[] =>
  rows.map(({ week, minutes, softwareMinutes, sessionsHeld, sessionsCancelled, sessionsNoShow }) => {
    const stacks = [
      {
        name: 'With a tutor',
        minutes,
        software: softwareMinutes,
        fill: 'var(--core)',
        softwareFill: 'url(#software-core)',
      },
    ];
    return {
      week,
      stacks,
      says: saysOf(
        week,
        stacks,
        `; ${sessionsHeld} sessions held, ${sessionsCancelled} cancelled, ${sessionsNoShow} without anybody there`,
      ),
    };
  });
