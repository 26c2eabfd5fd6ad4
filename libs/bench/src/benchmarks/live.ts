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
  const times: number[] = [];
  const underWay: Promise<void>[] = [];
  const begin = performance.now();
  for (const [number, post] of posts.entries()) {
    const wait = begin + (number * 1000) / POSTS_A_SECOND - performance.now();
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
    underWay.push(
      postAndSee({ post, provider, owner, listener }).then(ms => void (number >= WARM_UP_POSTS && times.push(ms))),
    );
  }
  await Promise.all(underWay);
  await Promise.all([provider.close(), listener.close()]);
  large.run.say(
    `live: ${times.length} posts, ms p50 ${percentile(times, 50).toFixed(1)}, p99 ${percentile(times, 99).toFixed(1)}, worst ${Math.max(...times).toFixed(1)}`,
  );
  return against(GOAL_MS, percentile(times, 99), 'ms p99');
};

type Post = {
  readonly post: Parameters<typeof heldEvent>[0];
  readonly provider: Customer;
  readonly owner: Customer;
  readonly listener: LiveListener;
};
type StudentPage = { timeline: { items: readonly { kind: string; start?: string; minutes?: number }[] } };

const postAndSee = async ({ post, provider, owner, listener }: Post): Promise<number> => {
  const [student] = post.students;
  const told = listener.next(`student/${student}`);
  const started = performance.now();
  const posted = provider.send<{ accepted: number }>(
    'POST',
    '/v1/events',
    JSON.stringify(heldEvent(post)),
    'application/cloudevents+json',
  );
  await told;
  const page = await owner.get<StudentPage>(`/v1/views/students/${student}`);
  const ms = performance.now() - started;
  const seen = page.timeline.items.some(
    ({ kind, start, minutes }) =>
      kind === 'session' && minutes === MINUTES && Date.parse(start ?? '') === post.startedAt,
  );
  if (!seen) throw new Error('A page that was fetched again did not show what had made it stale.');
  const { status, body } = await posted;
  if (status !== 202 || body.accepted !== 1) throw new Error(`POST /v1/events: ${status} ${JSON.stringify(body)}`);
  return ms;
};
