import { appendFileSync, readFileSync } from 'node:fs';

/** Something that the server acknowledged. `event` is the id under which it can be looked up. */
export type Entry =
  | {
      readonly kind: 'held';
      readonly event: string;
      readonly session: string;
      readonly date: string;
      readonly minutes: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'corrected';
      readonly event: string;
      readonly session: string;
      readonly student: string;
      readonly minutes: number;
    }
  | { readonly kind: 'voided'; readonly event: string; readonly session: string }
  | {
      readonly kind: 'placed';
      readonly student: string;
      readonly domain: string;
      readonly tier: string;
      readonly from: string;
    };

/**
 * What was acknowledged, on disk before it is counted. Only the server is killed, never the auditor, so the ledger needs
 * no sync: what the operating system took, it keeps.
 */
export class Ledger {
  private readonly path: string;
  private count = 0;
  private events: string[] = [];

  constructor(path: string) {
    this.path = path;
  }

  get acknowledged(): number {
    return this.count;
  }

  write(entries: readonly Entry[]): void {
    appendFileSync(this.path, entries.map(entry => `${JSON.stringify(entry)}\n`).join(''));
    this.count += entries.length;
    for (const entry of entries) if (entry.kind !== 'placed') this.events.push(entry.event);
  }

  /** Ids of the events acknowledged since it was last asked. */
  takeEvents(): string[] {
    return this.events.splice(0);
  }

  read(): Entry[] {
    const lines = readFileSync(this.path, 'utf8').split('\n').filter(Boolean);
    return lines.map(line => JSON.parse(line) as Entry);
  }
}

export type Week = { sessions: number; attended: number; minutes: number };
export type Placed = { readonly tier: string; readonly from: string };

/** What every view must say when nothing was lost and nothing counted twice. */
export type Expected = {
  /** Monday -> what the provider delivered. */
  readonly provider: ReadonlyMap<string, Week>;
  /** Student -> Monday -> what reached the student. */
  readonly students: ReadonlyMap<string, ReadonlyMap<string, Week>>;
  /** Student -> domain -> placements by date. */
  readonly placements: ReadonlyMap<string, ReadonlyMap<string, readonly Placed[]>>;
};

type Session = { date: string; minutes: Map<string, number> };

export const expectedOf = (entries: readonly Entry[]): Expected => {
  const sessions = new Map<string, Session>();
  const placements = new Map<string, Map<string, Placed[]>>();
  for (const entry of entries) {
    if (entry.kind === 'held')
      sessions.set(entry.session, { date: entry.date, minutes: new Map(Object.entries(entry.minutes)) });
    if (entry.kind === 'corrected') sessions.get(entry.session)!.minutes.set(entry.student, entry.minutes);
    if (entry.kind === 'voided') sessions.delete(entry.session);
    if (entry.kind === 'placed') addPlacement(placements, entry);
  }
  return { ...weeksOf(sessions.values()), placements };
};

const addPlacement = (
  placements: Map<string, Map<string, Placed[]>>,
  { student, domain, tier, from }: Extract<Entry, { kind: 'placed' }>,
): void => {
  const domains = placements.get(student) ?? new Map<string, Placed[]>();
  placements.set(student, domains.set(domain, [...(domains.get(domain) ?? []), { tier, from }]));
};

const weeksOf = (sessions: Iterable<Session>): Pick<Expected, 'provider' | 'students'> => {
  const provider = new Map<string, Week>();
  const students = new Map<string, Map<string, Week>>();
  for (const { date, minutes } of sessions) {
    const week = mondayOf(date);
    const delivered = weekIn(provider, week);
    delivered.sessions++;
    for (const [student, each] of minutes) {
      const weeks = students.get(student) ?? new Map<string, Week>();
      students.set(student, weeks);
      for (const counted of [delivered, weekIn(weeks, week)])
        Object.assign(counted, { attended: counted.attended + 1, minutes: counted.minutes + each });
      weekIn(weeks, week).sessions++;
    }
  }
  return { provider, students };
};

const weekIn = (weeks: Map<string, Week>, monday: string): Week => {
  const known = weeks.get(monday) ?? { sessions: 0, attended: 0, minutes: 0 };
  weeks.set(monday, known);
  return known;
};

const mondayOf = (date: string): string => {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
};
