import { Customer } from '../customer.ts';
import { SOURCE } from '../held-sessions.ts';
import type { Ledger } from './ledger.ts';
import { reconcile, type Reconciled } from './reconcile.ts';
import { underNewIds, Workload, type Action } from './workload.ts';

export type AuditorOptions = {
  readonly token: string;
  readonly providerId: string;
  readonly key: string;
  readonly students: readonly string[];
  readonly seed: number;
  /** Repeats under new ids: switches off what keeps a repeat from being counted. */
  readonly newIds: boolean;
  readonly heldOnly: boolean;
};

export type Checked = { readonly checked: number; readonly lost: number };

const LANES = 4;
const LOOK_UPS = 8;

type Lane = { readonly workload: Workload; pending: Action | undefined; attempts: number };

/** Posts, writes down what was acknowledged, and asks for it again later. */
export class Auditor {
  /** Requests whose outcome nobody told, and that were repeated. */
  repeated = 0;
  private readonly on: AuditorOptions;
  private readonly ledger: Ledger;
  private readonly lanes: Lane[];
  private provider: Customer | undefined;
  private owner: Customer | undefined;
  private stopped = true;

  constructor(options: AuditorOptions, ledger: Ledger) {
    this.on = options;
    this.ledger = ledger;
    this.lanes = Array.from({ length: LANES }, (_, lane) => ({
      workload: this.workload(lane),
      pending: undefined,
      attempts: 0,
    }));
  }

  get acknowledged(): number {
    return this.ledger.acknowledged;
  }

  async connect(url: string): Promise<void> {
    await Promise.all([this.provider?.close(), this.owner?.close()]);
    this.provider = new Customer({ url, token: this.on.key, connections: LOOK_UPS });
    this.owner = new Customer({ url, token: this.on.token, connections: LOOK_UPS });
  }

  /** Posts until the server does not answer any more, or until `pause`. */
  async post(): Promise<void> {
    this.stopped = false;
    await Promise.all(this.lanes.map(lane => this.run(lane)));
  }

  pause(): void {
    this.stopped = true;
  }

  /** Repeats what has no outcome yet until it has one. Call it on a server that runs. */
  async settle(): Promise<void> {
    this.stopped = false;
    for (const lane of this.lanes) if (lane.pending) await this.step(lane);
    if (this.lanes.some(({ pending }) => pending)) throw new Error('A running server did not answer.');
  }

  /** Looks up what was acknowledged since the last check; of all that was ever acknowledged with `everything`. */
  async check(everything: boolean): Promise<Checked> {
    const recent = this.ledger.takeEvents();
    const events = everything
      ? this.ledger.read().flatMap(entry => (entry.kind === 'placed' ? [] : [entry.event]))
      : recent;
    let next = 0;
    let lost = 0;
    const lookUp = async () => {
      for (let index = next++; index < events.length; index = next++) if (!(await this.isKnown(events[index]!))) lost++;
    };
    await Promise.all(Array.from({ length: LOOK_UPS }, lookUp));
    return { checked: events.length, lost };
  }

  reconcile(): Promise<Reconciled> {
    return reconcile(this.owner!, this.on.providerId, this.ledger.read());
  }

  private workload(lane: number): Workload {
    const { students, seed, heldOnly } = this.on;
    return new Workload({ lane: `audit-${lane}`, students, seed: seed * LANES + lane, heldOnly, now: Date.now() });
  }

  private async run(lane: Lane): Promise<void> {
    while (!this.stopped) await this.step(lane);
  }

  private async step(lane: Lane): Promise<void> {
    if (lane.pending) {
      this.repeated++;
      lane.attempts++;
      if (this.on.newIds) lane.pending = underNewIds(lane.pending, lane.attempts);
    } else lane.pending = lane.workload.next();
    if (!(await this.perform(lane.pending))) return this.pause();
    this.ledger.write(lane.pending.kind === 'batch' ? lane.pending.entries : [lane.pending.entry]);
    lane.pending = undefined;
    lane.attempts = 0;
  }

  /** False when nobody knows what became of it. @throws Error when the server refuses what it should take. */
  private async perform(action: Action): Promise<boolean> {
    let answer: { status: number; body: unknown };
    try {
      answer = await (action.kind === 'batch' ? this.postBatch(action) : this.place(action));
    } catch {
      return false;
    }
    if (answer.status === 503) return false;
    const { rejected = [] } = answer.body as { rejected?: unknown[] };
    if (answer.status >= 300 || rejected.length > 0)
      throw new Error(`The server refused: ${answer.status} ${JSON.stringify(answer.body).slice(0, 800)}`);
    return true;
  }

  private postBatch({ events }: Extract<Action, { kind: 'batch' }>) {
    return this.provider!.send('POST', '/v1/events', JSON.stringify(events), 'application/cloudevents-batch+json');
  }

  private place({ entry: { student, domain, tier, from } }: Extract<Action, { kind: 'placement' }>) {
    const body = { tier, effectiveDate: from, reasonCode: 'team_review', decidedBy: 'auditor' };
    return this.owner!.send('PUT', `/v1/students/${student}/placements/${domain}`, JSON.stringify(body));
  }

  private async isKnown(event: string): Promise<boolean> {
    const { status, body } = await this.provider!.send<{ status?: string }>(
      'GET',
      `/v1/events/${encodeURIComponent(SOURCE)}/${encodeURIComponent(event)}`,
    );
    return status === 200 && body.status === 'accepted';
  }
}
