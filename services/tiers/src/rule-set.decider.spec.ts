import { describe, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { ruleSet, type PublishRuleSet, type RuleSet } from './rule-set.decider.ts';

const { given } = specify(ruleSet);
const cut = { instrument: 'Reader', period: 'fall', grade: '03', benchmark: 400, specialized: 370 } as const;
const rules: PublishRuleSet['data'] = { domain: 'ela', cutScores: [cut], minimumScreenings: 1, classWideBenchmarkPercent: 80, publishedBy: 'owner' };
const publish = (change: Partial<PublishRuleSet['data']> = {}): PublishRuleSet => ({ type: 'PublishRuleSet', data: { ...rules, ...change } });
const published = (version: number, change: Partial<RuleSet> = {}) => ({ type: 'RuleSetPublished' as const, data: { ...rules, ...change, version } });

describe('the rule set of a domain', () => {
  test('is published as version 1', () => given().when(publish()).then(published(1)));

  test('gets a new version with every change', () =>
    given(published(1)).when(publish({ minimumScreenings: 2 })).then(published(2, { minimumScreenings: 2 })));

  test('stays as it is when the same is published again, whoever does', () =>
    given(published(1)).when(publish({ publishedBy: 'somebody-else' })).then());

  test('may go back to what it was before, as a new version', () =>
    given(published(1), published(2, { minimumScreenings: 2 })).when(publish()).then(published(3)));

  test('is refused when specialized support would begin above the benchmark', () =>
    given().when(publish({ cutScores: [{ ...cut, specialized: 401 }] })).thenRejected('RULE_SET_INCONSISTENT'));

  test('takes the other order on an instrument that counts problems, and only there', () => {
    const problems = { ...cut, lowerIsBetter: true, benchmark: 3, specialized: 9 };
    given().when(publish({ cutScores: [problems] })).then(published(1, { cutScores: [problems] }));
    given().when(publish({ cutScores: [{ ...problems, specialized: 2 }] })).thenRejected('RULE_SET_INCONSISTENT');
  });

  test('is refused when an instrument, period and grade come twice', () =>
    given().when(publish({ cutScores: [cut, { ...cut, benchmark: 410 }] })).thenRejected('RULE_SET_INCONSISTENT'));

  test('is refused when its percentiles cross', () =>
    given().when(publish({ percentileCuts: { benchmark: 40, specialized: 41 } })).thenRejected('RULE_SET_INCONSISTENT'));
});
