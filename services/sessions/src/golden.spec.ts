import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { catalogue, type SessionEvent } from '@strata/contracts';
import { replay, type Catalogue, type Decider } from '@strata/kernel';
import { foldBatches, recorded } from '@strata/kernel/testing';
import { provider } from './provider.decider.ts';
import { session } from './session.decider.ts';
import { sessionsViews } from './views.ts';

const golden = JSON.parse(readFileSync(new URL('../../../libs/contracts/golden/sessions.json', import.meta.url), 'utf8')) as SessionEvent[];
const about = (field: string, id: string) => golden.filter(({ data }) => (data as Record<string, unknown>)[field] === id);
const folded = <State>(decider: Decider<State, never, never>, history: readonly SessionEvent[]) => replay(decider as never, history as never) as State;

test('every event that was ever published still folds into what the rules know', () => {
  const ofProvider = about('providerId', 'abcdefghijkl').filter(({ type }) => /^(Provider|Agreement)/.test(type));
  expect(folded(provider as never, ofProvider)).toMatchObject({
    name: 'Ready Tutors Inc.', requestsPerMinute: 1200, keys: [{ revoked: true }, { kind: 'test', revoked: false }],
    agreements: [{ ended: true, end: '2027-01-04', students: { size: 2 } }, { locationKind: 'after_school' }],
  });
  expect(folded(session as never, about('sessionId', 'sxq2mz5w7k4ncdbyt3ga').filter(({ type }) => !type.startsWith('Submission')))).toMatchObject({
    status: 'voided', held: { start: '2026-10-05T08:32:00-05:00' }, plan: { start: '2026-10-05T09:30:00-05:00', studentIds: ['stu-2'] }, attendance: {}, told: { 'stu-1': {}, 'stu-2': {} },
  });
  expect(folded(session as never, about('sessionId', 'sb3m5qk2x7zw4ncdyt6g'))).toMatchObject({ status: 'cancelled', cancelled: { reason: 'assembly', cancelledBy: 'school' } });
});

test.each(sessionsViews.filter(({ on }) => golden.some(({ type }) => type in on)).map((view) => [view.name, view] as const))('every event that was ever published still folds into %s', async (name, view) => {
  const { documents } = await foldBatches(view, [recorded(catalogue as unknown as Catalogue, golden)]);
  if (name !== 'sessions_student_month') expect(documents).toBeGreaterThan(0);
  else expect(documents).toBe(0); // the last of them void everything
});
