import { heldEvent, lastSchoolDay, SOURCE } from '../held-sessions.ts';
import type { Entry } from './ledger.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

/** One request whose outcome is either known or must be asked for again, with the same ids. */
export type Action =
  | { readonly kind: 'batch'; readonly entries: readonly Entry[]; readonly events: readonly object[] }
  | { readonly kind: 'placement'; readonly entry: Extract<Entry, { kind: 'placed' }> };

export type WorkloadOptions = {
  /** Begins every id: lanes must differ. */
  readonly lane: string;
  readonly students: readonly string[];
  readonly seed: number;
  /** Only new sessions: no corrections, voids and placements, which need what came before them. */
  readonly heldOnly: boolean;
  readonly now: number;
};

const DAY = 24 * 60 * 60_000;
const WEEKS = 6;
const MOST_EVENTS = 20;
/** 16:00 UTC is the same school day all over America. */
const MIDDAY = 16 * 60 * 60_000;

type Held = Extract<Entry, { kind: 'held' }> & { readonly startedAt: number };

/** What one lane of the auditor sends: mostly batches of new sessions, some corrected and some voided later, and placements. */
export class Workload {
  private readonly on: WorkloadOptions;
  private readonly random: SeededRandom;
  private readonly sessions: Held[] = [];
  private readonly placed = new Map<string, number>();
  private number = 0;

  constructor(options: WorkloadOptions) {
    this.on = options;
    this.random = seededRandom(options.seed);
  }

  next(): Action {
    if (!this.on.heldOnly && this.random.chance(0.15)) return this.placement();
    const size = this.random.between(1, MOST_EVENTS);
    const made = Array.from({ length: size }, () => this.event());
    return { kind: 'batch', entries: made.map(({ entry }) => entry), events: made.map(({ body }) => body) };
  }

  /** Sessions of earlier batches alone are corrected or voided: an order within a batch is not what is tried here. */
  private event(): { entry: Entry; body: object } {
    const known = this.sessions[0];
    if (!this.on.heldOnly && known && this.sessions.length > MOST_EVENTS) {
      if (this.random.chance(0.1)) return this.correction(this.sessions.shift()!);
      if (this.random.chance(0.04)) return this.void(this.sessions.shift()!);
    }
    return this.held();
  }

  private held(): { entry: Entry; body: object } {
    const { lane, students, now } = this.on;
    const session = `${lane}-${++this.number}`;
    const startedAt = lastSchoolDay(now) - this.random.between(0, 7 * WEEKS) * DAY + MIDDAY;
    const first = this.random.between(0, students.length - 1);
    const members = [0, 1, 2].map(place => students[(first + place * 7) % students.length]!);
    const minutes = this.random.between(5, 30);
    const entry: Held = {
      kind: 'held',
      event: session,
      session,
      date: new Date(startedAt).toISOString().slice(0, 10),
      minutes: Object.fromEntries(members.map(student => [student, minutes])),
      startedAt,
    };
    this.sessions.push(entry);
    return { entry, body: heldEvent({ id: session, students: members, startedAt, minutes }) };
  }

  private correction({ session, minutes }: Held): { entry: Entry; body: object } {
    const [student = ''] = Object.keys(minutes);
    const right = this.random.between(31, 60);
    const event = `${session}-corrected`;
    const students = [{ studentId: student, attendance: 'tardy', minutesPresent: right, softwareMinutes: 0 }];
    const data = { providerSessionId: `ps-${session}`, reason: 'tutor_corrected_log', students };
    return {
      entry: { kind: 'corrected', event, session, student, minutes: right },
      body: envelope(event, 'attendance.corrected', data),
    };
  }

  private void({ session }: Held): { entry: Entry; body: object } {
    const event = `${session}-voided`;
    const data = { providerSessionId: `ps-${session}`, reason: 'entered_by_mistake' };
    return { entry: { kind: 'voided', event, session }, body: envelope(event, 'session.voided', data) };
  }

  /** The next tier in turn of one student in one domain, a day after the one before. */
  private placement(): Action {
    const { students, lane, now } = this.on;
    const own = students.filter((_, index) => index % 4 === Number(lane.at(-1)) % 4); // no two lanes decide on one student
    const student = own[this.random.between(0, own.length - 1)]!;
    const domain = this.random.chance(0.5) ? 'ela' : 'math';
    const times = this.placed.get(`${student}/${domain}`) ?? 0;
    this.placed.set(`${student}/${domain}`, times + 1);
    const from = new Date(now - (200 - times) * DAY).toISOString().slice(0, 10);
    const tier = ['more', 'specialized', 'core'][times % 3]!;
    return { kind: 'placement', entry: { kind: 'placed', student, domain, tier, from } };
  }
}

const envelope = (id: string, type: string, data: object): object => ({
  specversion: '1.0',
  id,
  source: SOURCE,
  type: `org.strata.${type}.v1`,
  datacontenttype: 'application/json',
  data,
});

/** The same sessions under ids of their own, as a careless provider repeats what it had no answer to. */
export const underNewIds = (action: Action, attempt: number): Action => {
  if (action.kind === 'placement') return action;
  const renamed = JSON.stringify(action.events, (key, value: unknown) =>
    key === 'id' || key === 'providerSessionId' ? `${String(value)}-again-${attempt}` : value,
  );
  const entries = action.entries.map(entry =>
    entry.kind === 'placed' ? entry : { ...entry, event: `${entry.event}-again-${attempt}` },
  );
  return { kind: 'batch', entries, events: JSON.parse(renamed) as object[] };
};
