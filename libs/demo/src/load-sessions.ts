import { agreementBodyOf, attendanceBodyOf, cancellationBodyOf, staffSessionBodyOf } from './bodies.ts';
import type { RosterIds } from './bodies.ts';
import type { CloudEvent } from './cloud-events.ts';
import type { Cohort } from './cohorts.ts';
import type { Day } from './days.ts';
import { HttpClient, inParallel } from './http-client.ts';
import type { DemoSpan, Loading, ProviderAccess } from './load-demo.ts';
import { agreementsOf } from './providers.ts';
import { sessionHistory } from './session-history.ts';
import { sessionsOf } from './sessions.ts';
import type { Session } from './sessions.ts';

/** What the provider door takes at once, with room to spare. */
const MOST_EVENTS = 500;
const MOST_BYTES = 900_000;
const AT_ONCE = 12;

/** Registers both providers with a key and this year's agreement. */
export async function loadProviders(
  { client, district }: Loading,
  ids: RosterIds,
  cohorts: readonly Cohort[],
): Promise<ProviderAccess[]> {
  const access: ProviderAccess[] = [];
  for (const agreement of agreementsOf(district, cohorts)) {
    const { key, name } = agreement.provider;
    const { providerId } = await client.post<{ providerId: string }>('/v1/providers', { name });
    const issued = await client.post<{ key: string }>(`/v1/providers/${providerId}/keys`, { label: 'demo' });
    await client.post(`/v1/providers/${providerId}/agreements`, agreementBodyOf(agreement, ids));
    access.push({ key, providerId, apiKey: issued.key });
  }
  return access;
}

/** Posts what the providers have sent so far, as they would: with their own keys, gzipped, in batches and in order. */
export async function loadHistory(
  { district, baseUrl, tell }: Loading,
  cohorts: readonly Cohort[],
  span: DemoSpan & { access: readonly ProviderAccess[] },
): Promise<void> {
  let done = 0;
  await inParallel(agreementsOf(district, cohorts), 2, async ({ provider }) => {
    const { apiKey } = span.access.find(({ key }) => key === provider.key) as ProviderAccess;
    const client = new HttpClient({ baseUrl, token: apiKey, connections: 1 });
    const sent = sessionHistory(district, {
      provider,
      cohorts,
      from: span.from,
      to: span.to,
      scheduledUntil: span.scheduledUntil,
      ids: sourcedId => sourcedId,
    });
    for (const batch of inEventBatches(sent)) {
      const answer = await client.attempt({
        method: 'POST',
        path: '/v1/events',
        body: batch,
        contentType: 'application/cloudevents-batch+json',
        gzip: true,
      });
      if (answer.status !== 202 && answer.status !== 422)
        throw new Error(`POST /v1/events: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
      tell('provider sessions', (done += batch.length), 0);
    }
    client.close();
  });
}

/** What the school's own staff recorded on the given days. */
export async function loadStaffSessions(
  { client, district, tell }: Loading,
  ids: RosterIds,
  plan: { cohorts: readonly Cohort[]; days: readonly Day[] },
): Promise<void> {
  const own = plan.cohorts.filter(({ provider }) => provider === null);
  const sessions = own.flatMap(cohort => [...sessionsOf(cohort, plan.days, district)]);
  let done = 0;
  await inParallel(sessions, AT_ONCE, async session => {
    await recordOwn(client, session, ids);
    tell('staff sessions', ++done, sessions.length);
  });
}

async function recordOwn(client: HttpClient, session: Session, ids: RosterIds): Promise<void> {
  const { sessionId } = await client.post<{ sessionId: string }>('/v1/sessions', staffSessionBodyOf(session, ids));
  if (session.outcome === 'unlogged') return;
  if (session.outcome === 'held')
    await client.post(`/v1/sessions/${sessionId}/attendance`, attendanceBodyOf(session, ids));
  else await client.post(`/v1/sessions/${sessionId}/cancel`, cancellationBodyOf(session));
}

function* inEventBatches(sent: Iterable<{ event: CloudEvent }>): Generator<CloudEvent[]> {
  let batch: CloudEvent[] = [];
  let bytes = 0;
  for (const { event } of sent) {
    const size = Buffer.byteLength(JSON.stringify(event)) + 1;
    if (batch.length === MOST_EVENTS || bytes + size > MOST_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
