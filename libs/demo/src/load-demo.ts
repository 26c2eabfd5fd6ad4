import { cohorts as cohortsOf } from './cohorts.ts';
import type { Cohort } from './cohorts.ts';
import { addDays, localTimeOf, mondayOf } from './days.ts';
import type { Day } from './days.ts';
import { district as makeDistrict } from './district.ts';
import type { District } from './district.ts';
import { HttpClient } from './http-client.ts';
import type { ProviderKey } from './interventions.ts';
import { importRoster, loadAbsences, loadSchedules, readIds } from './load-roster.ts';
import { loadHistory, loadProviders, loadStaffSessions } from './load-sessions.ts';
import { loadInterventions, loadPlacements, loadRuleSets, loadScreenings } from './load-support.ts';
import { schoolDaysBetween } from './school-year.ts';
import { DISTRICT } from './schools.ts';

export interface LoadOptions {
  baseUrl: string;
  /** The owner's token. */
  token: string;
  /** 3,000 without it. */
  students?: number;
  seed?: number;
  /** The instant to which the district has lived; without it, the present. */
  now?: Date;
  onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  step: string;
  done: number;
  /** 0 while it is not known. */
  total: number;
}

/** With these a provider of the demo can post. */
export interface ProviderAccess {
  key: ProviderKey;
  providerId: string;
  apiKey: string;
}

export interface LoadedDemo {
  district: District;
  access: readonly ProviderAccess[];
  milliseconds: number;
}

/** What every step of loading needs. */
export interface Loading {
  client: HttpClient;
  baseUrl: string;
  district: District;
  tell: (step: string, done: number, total: number) => void;
}

/** Which part of the past is told: sessions of [from, to), plans up to `scheduledUntil`. What lies between is left to the live day. */
export interface DemoSpan {
  from: Day;
  to: Day;
  scheduledUntil: Day;
}

const WEEKS_OF_PROVIDERS = 8;
const WEEKS_OF_STAFF = 3;
const DEFAULT_SEED = 2026;
const PATIENCE_MILLISECONDS = 15_000;

/** The demo's district at an instant: the same for the same day. */
export function demoDistrict({
  students = 3000,
  seed = DEFAULT_SEED,
  now = new Date(),
}: Partial<LoadOptions> = {}): District {
  return makeDistrict({ students, seed, today: localTimeOf(now, DISTRICT.timeZone).day });
}

/** The last eight weeks, up to the school day before the last one before today. */
export function demoSpan({ year, options: { today } }: District): DemoSpan {
  const monday = mondayOf(today);
  const eightWeeksAgo = addDays(monday, -7 * WEEKS_OF_PROVIDERS);
  const to = year.schoolDays.findLast(day => day < today) ?? year.firstDay;
  return {
    from: eightWeeksAgo < year.firstDay ? year.firstDay : eightWeeksAgo,
    to,
    scheduledUntil: addDays(monday, 7),
  };
}

/**
 * Fills an empty Strata with the demo district, through the public HTTP doors alone. Steps that do not wait for each
 * other run side by side. @throws RefusedError when the server refuses a step.
 */
export async function loadDemo(options: LoadOptions): Promise<LoadedDemo> {
  const started = performance.now();
  const district = demoDistrict(options);
  const client = new HttpClient({ ...options, connections: 24, patienceMilliseconds: PATIENCE_MILLISECONDS });
  const tell = (step: string, done: number, total: number) => options.onProgress?.({ step, done, total });
  const loading: Loading = { client, baseUrl: options.baseUrl, district, tell };
  try {
    await importRoster(loading);
    const access = await fill(loading, [...cohortsOf(district)]);
    return { district, access, milliseconds: performance.now() - started };
  } finally {
    client.close();
  }
}

async function fill(loading: Loading, cohorts: readonly Cohort[]): Promise<readonly ProviderAccess[]> {
  const { district } = loading;
  const ids = await readIds(loading);
  const span = demoSpan(district);
  const recent = (weeks: number) => schoolDaysBetween(district.year, addDays(span.to, -7 * weeks), span.to);
  const support = async (): Promise<void> => {
    await loadRuleSets(loading);
    await loadScreenings(loading, ids);
    await loadPlacements(loading, ids);
  };
  const provided = async (): Promise<readonly ProviderAccess[]> => {
    const access = await loadProviders(loading, ids, cohorts);
    await loadHistory(loading, cohorts, { ...span, access });
    return access;
  };
  const [access] = await Promise.all([
    provided(),
    support(),
    loadSchedules(loading),
    loadAbsences(loading, ids, recent(WEEKS_OF_PROVIDERS)),
    loadInterventions(loading, ids, cohorts),
    loadStaffSessions(loading, ids, { cohorts, days: recent(WEEKS_OF_STAFF) }),
  ]);
  return access;
}
