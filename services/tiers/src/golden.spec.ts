import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { catalogue, type TierEvent } from '@strata/contracts';
import { replay, type Catalogue, type Decider } from '@strata/kernel';
import { foldBatches, recorded } from '@strata/kernel/testing';
import { evaluation } from './evaluation.decider.ts';
import { intervention } from './intervention.decider.ts';
import { placement } from './placement.decider.ts';
import { prescription } from './prescription.decider.ts';
import { ruleSet } from './rule-set.decider.ts';
import { screening } from './screening.decider.ts';
import { tiersViews } from './views.ts';

const golden = JSON.parse(readFileSync(new URL('../../../libs/contracts/golden/tiers.json', import.meta.url), 'utf8')) as TierEvent[];
const folded = <State>(decider: Decider<State, never, never>, types: readonly string[]) => replay(decider as never, golden.filter(({ type }) => types.includes(type)) as never) as State;

test('every event that was ever published still folds into what the rules know', () => {
  expect(folded(ruleSet as never, ['RuleSetPublished'])).toMatchObject({ current: { domain: 'behavior', version: 2 } });
  expect(folded(screening as never, ['ScreeningRecorded', 'ScreeningCorrected', 'SupportConcernRaised', 'TierRecommended'])).toMatchObject({ concerns: [{}, {}], screenings: { size: 2 }, recommendations: { size: 1 } });
  expect(folded(placement as never, ['TierAssigned', 'TierChanged', 'TierCorrected', 'TierEnded'])).toMatchObject({
    placements: [{ toTier: 'more', effectiveDate: '2026-09-28' }, { toTier: 'more', purpose: 'remediate' }, { toTier: 'core' }, { toTier: 'core', agreedWithRecommendation: false }, { toTier: 'more', purpose: 'remediate' }, { toTier: 'specialized' }],
  });
  expect(folded(evaluation as never, ['EvaluationRequested'])).toMatchObject({ requests: [{ requestId: 'request-1' }, { areas: ['reading'] }] });
  expect(folded(prescription as never, ['InterventionPrescribed', 'InterventionRetired'])).toMatchObject({ prescription: { grades: ['03', '04'] }, retiredFor: 'no evidence' });
  const runs = ['InterventionOpened', 'InterventionClosed', 'CohortFormed', 'StudentAssignedToIntervention', 'DosageChanged', 'AssignmentEnded'];
  expect(folded(intervention as never, runs)).toMatchObject({ run: { prescriptionId: 'rx-2', maxMinutes: 45 }, closed: { date: '2026-12-01' }, cohorts: { size: 1 }, assignments: { size: 2 } });
});

test.each(tiersViews.filter(({ on }) => golden.some(({ type }) => type in on)).map((view) => [view.name, view] as const))('every event that was ever published still folds into %s', async (_name, view) => {
  const { documents } = await foldBatches(view, [recorded(catalogue as unknown as Catalogue, golden)]);
  expect(documents).toBeGreaterThan(0);
});
