import { setTimeout as wait } from 'node:timers/promises';
import { cohorts as cohortsOf } from './cohorts.ts';
import type { District } from './district.ts';
import { HttpClient } from './http-client.ts';
import { liveDay } from './live-day.ts';
import type { LiveMoment } from './live-day.ts';
import type { ProviderAccess } from './load-demo.ts';

export interface SimulationOptions {
  baseUrl: string;
  district: District;
  access: readonly ProviderAccess[];
  /** Ends the simulation; nothing is thrown. */
  signal: AbortSignal;
  /** Between two posts; 3 seconds without it. */
  everyMilliseconds?: number;
  now?: () => Date;
  onPost?: (posted: { type: string; status: number }) => void;
}

const EVERY_MILLISECONDS = 3000;
const MOST_MOMENTS = 2000;

/**
 * Keeps posting as the providers of the demo: what has ended today as it ends, and in between what was left unlogged on
 * the school day before. Goes on until it is aborted or everything is told. A server that does not answer is tried again.
 */
export async function simulateDay(options: SimulationOptions): Promise<void> {
  const { baseUrl, access, signal, everyMilliseconds = EVERY_MILLISECONDS, now = () => new Date(), onPost } = options;
  const clients = new Map(
    access.map(({ key, apiKey }) => [key, new HttpClient({ baseUrl, token: apiKey, connections: 1 })]),
  );
  const { today, backlog } = momentsOf(options.district);
  for (let pending: LiveMoment | undefined; !signal.aborted;) {
    pending ??= Date.parse(today[0]?.dueAt ?? '') <= now().getTime() ? today.shift() : backlog.shift();
    if (!pending && today.length === 0) break;
    if (pending) {
      const status = await post(clients.get(pending.provider.key), pending);
      onPost?.({ type: pending.event.type, status });
      if (status !== 0) pending = undefined;
    }
    await wait(everyMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  for (const client of clients.values()) client.close();
}

function momentsOf(district: District): { today: LiveMoment[]; backlog: LiveMoment[] } {
  const options = { count: MOST_MOMENTS, cohorts: [...cohortsOf(district)], ids: (sourcedId: string) => sourcedId };
  const { today } = district.options;
  const before = district.year.schoolDays.findLast(day => day < today);
  return {
    today: [...liveDay(district, today, options)],
    backlog: before === undefined ? [] : [...liveDay(district, before, options)],
  };
}

/** The status of the answer; 0 when there was none. */
async function post(client: HttpClient | undefined, { event }: LiveMoment): Promise<number> {
  const call = {
    method: 'POST' as const,
    path: '/v1/events',
    body: event,
    contentType: 'application/cloudevents+json',
  };
  return client
    ? client.attempt(call).then(
        ({ status }) => status,
        () => 0,
      )
    : 404;
}
