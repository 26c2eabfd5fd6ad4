import { DomainError } from './errors.ts';

type Waiter = { readonly position: number; readonly pass: () => void };

/** Lets callers wait until something has come as far as a position. Positions only grow, except by `reset`. */
export class PositionGate {
  private position = 0;
  private readonly waiters = new Set<Waiter>();

  get reached(): number {
    return this.position;
  }

  /** Lets everybody through who waits for this position or an earlier one. */
  reach(position: number): void {
    if (position <= this.position) return;
    this.position = position;
    for (const waiter of this.waiters) {
      if (waiter.position <= position) waiter.pass();
    }
  }

  /** Begins again: what was reached was built on something that is gone. */
  reset(position: number): void {
    this.position = 0;
    this.reach(position);
  }

  /** @throws DomainError `VIEWS_BEHIND` (unavailable) after `timeoutMs`. */
  wait(position: number, timeoutMs: number): Promise<void> {
    if (position <= this.position) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter = { position, pass: () => leave(resolve) };
      const timer = setTimeout(() => leave(() => reject(this.behind(position))), timeoutMs);
      const leave = (then: () => void) => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        then();
      };
      this.waiters.add(waiter);
    });
  }

  private behind(position: number): DomainError {
    const message = `The views have not come as far as this change yet (${this.position} of ${position}). Try again.`;
    return new DomainError('VIEWS_BEHIND', 'unavailable', message, { position: this.position, wanted: position });
  }
}
