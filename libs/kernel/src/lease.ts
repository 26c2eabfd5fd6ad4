export type HeldLease = {
  readonly name: string;
  /** Grows with every new holder: whoever writes under a lease writes its epoch, and a lower one is refused (fencing). */
  readonly epoch: number;
  /** Holds the lease for its original time from now on; false when the time had run out, whoever holds it by now. */
  renew(): Promise<boolean>;
  /** Ends it; harmless when it was lost already. */
  release(): Promise<void>;
};

/** One holder at a time, for a limited time. Losing the time loses the lease, whatever the holder believes. */
export interface Leases {
  /** The lease, or undefined while another holds it. `ttlMs` in milliseconds, > 0. */
  acquire(name: string, ttlMs: number): Promise<HeldLease | undefined>;
}
