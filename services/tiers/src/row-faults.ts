import { DomainError, type Fault } from '@strata/kernel';

/** Faults that are told; a file with the wrong column order has one for every row. */
const TOLD = 100;

/** Gathers what is wrong with many rows, to refuse them together. */
export class RowFaults {
  private readonly rows: number;
  private readonly told: Fault[] = [];
  private count = 0;

  constructor(rows: number) {
    this.rows = rows;
  }

  add(pointer: string, code: string, detail: string): void {
    this.count++;
    if (this.told.length < TOLD) this.told.push({ pointer, code, detail });
  }

  /** @throws DomainError `SCREENINGS_REFUSED` */
  throwIfAny(): void {
    if (this.count === 0) return;
    const rows = `${this.rows} ${this.rows === 1 ? 'screening' : 'screenings'}`;
    const first = this.count > TOLD ? ` The first ${TOLD} are named.` : '';
    throw new DomainError('SCREENINGS_REFUSED', 'invalid', `${this.count} ${this.count === 1 ? 'fault' : 'faults'} in ${rows}; nothing was stored.${first}`, { faults: this.told });
  }
}
