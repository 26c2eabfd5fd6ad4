import { describe, test } from '@jest/globals';
import { specify } from '@strata/kernel/testing';
import { evaluation, type EvaluationRequest } from './evaluation.decider.ts';

const { given } = specify(evaluation);
const request: EvaluationRequest = { requestId: 'r1', studentId: 's1', requestedBy: 'parent', date: '2026-10-05' };
const asked = (change: Partial<EvaluationRequest> = {}) => ({ type: 'RequestEvaluation' as const, data: { ...request, ...change } });
const requested = (change: Partial<EvaluationRequest> = {}) => ({ type: 'EvaluationRequested' as const, data: { ...request, ...change } });

describe('a request for an evaluation', () => {
  test('is accepted with nothing before it: no tier, no screening, no weeks', () => given().when(asked()).then(requested()));

  test('sent again is one request', () => given(requested()).when(asked({ requestId: 'r2' })).then());

  test('on another day is a new one', () =>
    given(requested()).when(asked({ requestId: 'r2', date: '2026-11-05' })).then(requested({ requestId: 'r2', date: '2026-11-05' })));

  test('for other areas is a new one', () =>
    given(requested()).when(asked({ requestId: 'r2', areas: ['speech'] })).then(requested({ requestId: 'r2', areas: ['speech'] })));

  test('cannot take the id of another', () => given(requested()).when(asked({ date: '2026-11-05' })).thenRejected('EVALUATION_REQUEST_ID_TAKEN'));
});
