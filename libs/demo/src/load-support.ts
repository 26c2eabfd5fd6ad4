import { interventionBodyOf, placementBodyOf, prescriptionBodies, screeningBodyOf } from './bodies.ts';
import type { RosterIds } from './bodies.ts';
import type { Cohort, Membership } from './cohorts.ts';
import { inBatches, inParallel } from './http-client.ts';
import type { Loading } from './load-demo.ts';
import { moves } from './placements.ts';
import { ruleSets, screenings } from './screenings.ts';

const AT_ONCE = 12;

export async function loadRuleSets({ client, tell }: Loading): Promise<void> {
  for (const { domain, cutScores } of ruleSets()) await client.put(`/v1/rule-sets/${domain}`, { cutScores });
  tell('rule sets', 1, 1);
}

export async function loadScreenings({ client, district, tell }: Loading, ids: RosterIds): Promise<void> {
  const bodies = [...screenings(district)].map(screening => screeningBodyOf(screening, ids));
  let done = 0;
  await inParallel(inBatches(bodies, 500), 2, async batch => {
    await client.post('/v1/screenings', batch);
    tell('screenings', (done += batch.length), bodies.length);
  });
}

/** One student's moves in a domain follow one another; different students do not wait for each other. */
export async function loadPlacements({ client, district, tell }: Loading, ids: RosterIds): Promise<void> {
  const histories = Map.groupBy(moves(district), ({ student, domain }) => `${student.number}/${domain}`);
  let done = 0;
  await inParallel(histories.values(), AT_ONCE, async history => {
    for (const move of history)
      await client.put(
        `/v1/students/${ids.student(move.student.sourcedId)}/placements/${move.domain}`,
        placementBodyOf(move, ids),
      );
    tell('placements', ++done, histories.size);
  });
}

export async function loadInterventions(loading: Loading, ids: RosterIds, cohorts: readonly Cohort[]): Promise<void> {
  for (const body of prescriptionBodies()) await loading.client.post('/v1/intervention-prescriptions', body);
  const runs = [...Map.groupBy(cohorts, ({ runKey }) => runKey).values()];
  let done = 0;
  await inParallel(runs, AT_ONCE, async groups => {
    await loadRun(loading, ids, groups);
    loading.tell('interventions', ++done, runs.length);
  });
}

async function loadRun({ client }: Loading, ids: RosterIds, groups: readonly Cohort[]): Promise<void> {
  const { runKey } = groups[0] as Cohort;
  const path = `/v1/interventions/${runKey}`;
  await client.post('/v1/interventions', interventionBodyOf(groups, ids));
  for (const { key, name } of groups) await client.post(`${path}/cohorts`, { cohortId: key, name });
  for (const turn of turnsOf(groups)) {
    const assignments = turn.map(({ membership, cohort }) => ({
      studentId: studentOf(membership, ids),
      cohortId: cohort.key,
      begin: membership.begin,
    }));
    for (const batch of inBatches(assignments, 500)) await client.post(`${path}/students`, batch);
    for (const { membership } of turn.filter(({ membership: { end } }) => end !== null)) {
      await client.delete(
        `${path}/students/${studentOf(membership, ids)}?date=${membership.end}&reason=${endReasonOf(membership)}`,
      );
    }
  }
}

/** Who takes part for a second time comes in a later turn: the first time has to end before. */
function turnsOf(groups: readonly Cohort[]): { membership: Membership; cohort: Cohort }[][] {
  const turns: { membership: Membership; cohort: Cohort }[][] = [];
  const times = new Map<number, number>();
  const all = groups.flatMap(cohort => cohort.members.map(membership => ({ membership, cohort })));
  for (const entry of all.sort((a, b) =>
    a.membership.begin < b.membership.begin ? -1 : a.membership.begin > b.membership.begin ? 1 : 0,
  )) {
    const { number } = entry.membership.episode.student;
    const time = times.get(number) ?? 0;
    times.set(number, time + 1);
    (turns[time] ??= []).push(entry);
  }
  return turns;
}

function studentOf({ episode }: Membership, ids: RosterIds): string {
  return ids.student(episode.student.sourcedId);
}

function endReasonOf({ episode }: Membership): string {
  return episode.tier === 'more' ? 'goal_met' : 'moved_group';
}
