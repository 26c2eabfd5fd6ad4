import type { EventOf, RuleSetPublished } from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Fault, type Message } from '@strata/kernel';

type Published = EventOf<typeof RuleSetPublished>;
/** What the rule goes by in one domain, from one version to the next. */
export type RuleSet = Published['data'];
type CutScore = RuleSet['cutScores'][number];

export type PublishRuleSet = Message<'PublishRuleSet', Omit<RuleSet, 'version'>>;
export type RuleSetState = { readonly current?: RuleSet };

export const ruleSetStream = (domain: string): string => `rule-set-${domain}`;

/** Cut scores and thresholds of one domain. Every change is a new version; recommendations name the version they used. */
export const ruleSet: Decider<RuleSetState, PublishRuleSet, Published> = {
  initialState: {},

  decide({ current }, command) {
    switch (command.type) {
      case 'PublishRuleSet': {
        const faults = faultsOf(command.data);
        if (faults.length > 0) throw new DomainError('RULE_SET_INCONSISTENT', 'invalid', `${faults.length} of the cut scores cannot be used.`, { faults });
        if (current && contentOf(current) === contentOf(command.data)) return [];
        return [{ type: 'RuleSetPublished', data: { ...command.data, version: (current?.version ?? 0) + 1 } }];
      }
      default:
        return assertNever(command.type);
    }
  },

  evolve(_state, event) {
    switch (event.type) {
      case 'RuleSetPublished':
        return { current: event.data };
      default:
        return assertNever(event.type);
    }
  },
};

/** Everything but who published it, and as which version. */
const contentOf = ({ cutScores, percentileCuts, minimumScreenings, classWideBenchmarkPercent }: Omit<RuleSet, 'version'>): string =>
  JSON.stringify([
    cutScores.map(({ instrument, period, grade, benchmark, specialized, lowerIsBetter }) => [instrument, period, grade, benchmark, specialized, lowerIsBetter ?? false]),
    percentileCuts && [percentileCuts.benchmark, percentileCuts.specialized],
    minimumScreenings,
    classWideBenchmarkPercent,
  ]);

const faultsOf = ({ cutScores, percentileCuts }: Omit<RuleSet, 'version'>): Fault[] => {
  const seen = new Map<string, number>();
  const faults: Fault[] = [];
  cutScores.forEach((cut, index) => {
    if (isCrossed(cut)) faults.push(crossed(`/cutScores/${index}/specialized`, cut.lowerIsBetter ?? false));
    const key = `${cut.instrument}|${cut.period}|${cut.grade}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else faults.push({ pointer: `/cutScores/${index}`, code: 'CUT_SCORE_REPEATED', detail: `The instrument, period and grade of /cutScores/${first} again: one cut score each.` });
  });
  if (percentileCuts && percentileCuts.specialized > percentileCuts.benchmark) faults.push(crossed('/percentileCuts/specialized', false));
  return faults;
};

const isCrossed = ({ benchmark, specialized, lowerIsBetter }: CutScore) => (lowerIsBetter ? specialized < benchmark : specialized > benchmark);

const crossed = (pointer: string, lowerIsBetter: boolean): Fault => ({
  pointer,
  code: 'CUT_SCORES_CROSSED',
  detail: lowerIsBetter ? 'Where lower is better, specialized must be at or above benchmark.' : 'specialized must be at or below benchmark.',
});
