import { Customer } from '../customer.ts';
import { against, percentile, type Figure } from '../figures.ts';
import { heldEvent, lastSchoolDay } from '../held-sessions.ts';
import { LiveListener } from '../live-listener.ts';
import { registerProvider } from '../provider-access.ts';
import { caughtUp } from '../server.ts';
import type { LargeDistrict } from './large-district.ts';

const GOAL_MS = 50;
const POSTS_A_SECOND = 50;
const WARM_UP_POSTS = 100;
const MINUTES = 27;
const EVENT = 'application/cloudevents+json';

/**
 * From the moment in which a provider posts a session to the moment in which a listening browser holds the student's page
 * that shows it: through the log, the views, the live stream and the second request. 50 posts a second, each of another
 * three students.
 */
export const benchLive = async (large: LargeDistrict): Promise<Figure> => {
  const pupils = await large.filled();
  const { owner, url, token } = await large.running();
  await caughtUp(owner);
  const seconds = large.run.quick ? 6 : 25;
  const students = pupils.slice(0, 3 * (POSTS_A_SECOND * seconds + WARM_UP_POSTS)).map(({ studentId }) => studentId);
  const { key } = await registerProvider(owner, students);
  const provider = new Customer({ url, token: key, connections: 8 });
  const listener = await LiveListener.open(url, token);
  const now = Date.now();
  const posts = Array.from({ length: Math.floor(students.length / 3) }, (_, number) => ({
    id: `live-${now}-${number}`,
    students: students.slice(number * 3, number * 3 + 3),
    startedAt: lastSchoolDay(now) + number * 1000,
    minutes: MINUTES,
  }));
  const times: Moments[] = [];
  const underWay: Promise<void>[] = [];
  const begin = performance.now();
  for (const [number, post] of posts.entries()) {
    const wait = begin + (number * 1000) / POSTS_A_SECOND - performance.now();
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
    underWay.push(
      postAndSee({ post, provider, owner, listener }).then(
        moments => void (number >= WARM_UP_POSTS && times.push(moments)),
      ),
    );
  }
  await Promise.all(underWay);
  await Promise.all([provider.close(), listener.close()]);
  const partsOf = (part: keyof Moments): number[] => times.map(moments => moments[part]);
  for (const part of ['acknowledged', 'told', 'seen'] as const) {
    const [p50, p99, worst] = [50, 99, 100].map(percent => percentile(partsOf(part), percent).toFixed(1));
    large.run.say(`live: ms from the POST until ${part}: p50 ${p50}, p99 ${p99}, worst ${worst}`);
  }
  return against(GOAL_MS, percentile(partsOf('seen'), 99), 'ms p99');
};

/** Milliseconds since the POST. */
type Moments = { readonly acknowledged: number; readonly told: number; readonly seen: number };
type Post = {
  readonly post: Parameters<typeof heldEvent>[0];
  readonly provider: Customer;
  readonly owner: Customer;
  readonly listener: LiveListener;
};
type StudentPage = { timeline: { items: readonly { kind: string; start?: string; minutes?: number }[] } };

const postAndSee = async ({ post, provider, owner, listener }: Post): Promise<Moments> => {
  const [student] = post.students;
  const started = performance.now();
  const since = () => performance.now() - started;
  const told = listener.next(`student/${student}`).then(since);
  const posted = provider.send<{ accepted: number }>('POST', '/v1/events', JSON.stringify(heldEvent(post)), EVENT);
  const acknowledged = posted.then(since);
  await told;
  const page = await owner.get<StudentPage>(`/v1/views/students/${student}`);
  const seen = since();
  const isShown = page.timeline.items.some(
    ({ kind, start, minutes }) =>
      kind === 'session' && minutes === MINUTES && Date.parse(start ?? '') === post.startedAt,
  );
  if (!isShown) throw new Error('A page that was fetched again did not show what had made it stale.');
  const { status, body } = await posted;
  if (status !== 202 || body.accepted !== 1) throw new Error(`POST /v1/events: ${status} ${JSON.stringify(body)}`);
  return { acknowledged: await acknowledged, told: await told, seen };
};
