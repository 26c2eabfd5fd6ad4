/** Token bucket: `capacity` tokens at most, refilled evenly over `windowSeconds`. */
export type LimitPolicy = { readonly name: string; readonly capacity: number; readonly windowSeconds: number };

export type LimitVerdict = {
  readonly allowed: boolean;
  /** Whole tokens left after this call. */
  readonly remaining: number;
  /** Seconds until the bucket is full again, rounded up. */
  readonly resetSeconds: number;
  /** Seconds until `cost` tokens are there, rounded up; 0 when allowed. */
  readonly retryAfterSeconds: number;
};

/**
 * Rate limits. A refused call takes nothing. `key` is an opaque id, one bucket each per policy name. A `cost` above the
 * capacity is never allowed; `retryAfterSeconds` then says when the bucket is full.
 */
export interface Limiter {
  take(key: string, cost: number, policy: LimitPolicy): Promise<LimitVerdict>;
}
