import type { EvaluationRequested, EventOf } from '@strata/contracts';
import { assertNever, type Decider, type Message } from '@strata/kernel';
import { refusal } from './refusal.ts';

type Requested = EventOf<typeof EvaluationRequested>;
export type EvaluationRequest = Requested['data'];
export type RequestEvaluation = Message<'RequestEvaluation', EvaluationRequest>;
export type EvaluationState = { readonly requests: readonly EvaluationRequest[] };

export const evaluationStream = (studentId: string): string => `evaluation-${studentId}`;

/**
 * Requests for a special-education evaluation. No tier, no number of weeks and no screening stands before one
 * (OSEP memo 11-07): there is nothing here to refuse on, except an id that means another request.
 */
export const evaluation: Decider<EvaluationState, RequestEvaluation, Requested> = {
  initialState: { requests: [] },

  decide({ requests }, command) {
    switch (command.type) {
      case 'RequestEvaluation': {
        if (requests.some(request => isSameRequest(request, command.data))) return [];
        if (requests.some(({ requestId }) => requestId === command.data.requestId))
          throw refusal('EVALUATION_REQUEST_ID_TAKEN', '/requestId', 'Another request has this id. Leave it out, and we make one.', 'conflict');
        return [{ type: 'EvaluationRequested', data: command.data }];
      }
      default:
        return assertNever(command.type);
    }
  },

  evolve({ requests }, event) {
    switch (event.type) {
      case 'EvaluationRequested':
        return { requests: [...requests, event.data] };
      default:
        return assertNever(event.type);
    }
  },
};

export const isSameRequest = (one: EvaluationRequest, other: EvaluationRequest): boolean => contentOf(one) === contentOf(other);

/** The same person asking for the same on the same day is one request, sent again. */
const contentOf = ({ requestedBy, date, areas = [], noteFingerprint }: EvaluationRequest): string =>
  JSON.stringify([requestedBy, date, areas, noteFingerprint ?? null]);
