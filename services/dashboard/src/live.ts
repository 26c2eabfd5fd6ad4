import { currentStatus, isPulseDue, noteStream } from './freshness.ts';

export type Invalidation = { readonly view: string; readonly scope: string; readonly version: number };
/** The beginning of a query's key; everything that begins so is fetched again. */
export type KeyStart = readonly string[];

/** Every query of the page that is about more than one thing. */
const LISTS = [
  'overview',
  'tier-board',
  'students',
  'movement',
  'time',
  'providers',
  'data-quality',
  'imports',
] as const;

/** Which lists a stored view feeds. A view that is not named here feeds, for all we know, each of them. */
const FEEDS: Readonly<Record<string, readonly string[]>> = {
  student: ['overview', 'tier-board', 'students', 'movement'],
  timeline: [],
  student_week: ['time', 'students'],
  session: ['overview', 'providers', 'time'],
  provider: ['overview', 'providers'],
  submission: ['providers', 'data-quality'],
  school: ['overview', 'tier-board', 'movement', 'students', 'time'],
  rule_set: ['tier-board'],
  import: ['overview', 'data-quality', 'imports'],
};

const EVERYTHING: readonly KeyStart[] = [[]];

/** What to fetch again. `[]` stands for everything. */
export const keysOf = ({ view, scope }: Invalidation): readonly KeyStart[] => {
  if (view === '*' || scope === '*') return EVERYTHING;
  const lists = (FEEDS[view] ?? LISTS).map(list => [list]);
  const [kind, id] = scope.split('/');
  if (id === undefined || kind === 'school') return lists;
  const one =
    kind === 'student'
      ? [
          ['student', id],
          ['earlier', id],
        ]
      : [[kind!, id]];
  // A student's own change reaches the lists under the scope of the place.
  return kind === 'student' ? one : [...one, ...lists];
};

export const isAffected = (key: readonly unknown[], starts: readonly KeyStart[]): boolean =>
  starts.some(start => start.every((part, index) => key[index] === part));

/** At most one refetch in this many milliseconds. */
const PACE = 1000;
/** A refetch waits for the one before; it looks again after this. */
const AGAIN = 100;

type Refetch = { readonly isBusy: () => boolean; readonly run: (starts: readonly KeyStart[]) => void };

/**
 * Gathers invalidations and refetches at most once a second: the first at once, the rest together. It waits for a running
 * refetch to end instead of cancelling it, so that a busy hour cannot starve the page.
 */
export const paced = ({ isBusy, run }: Refetch, now: () => number = Date.now) => {
  let pending: KeyStart[] = [];
  let lastAt = -PACE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const wait = lastAt + PACE - now();
    if (wait > 0 || isBusy()) return void (timer = setTimeout(flush, Math.max(wait, AGAIN)));
    lastAt = now();
    const starts = [...new Map(pending.map(start => [start.join('/'), start])).values()];
    pending = [];
    run(starts);
  };
  return (starts: readonly KeyStart[]): void => {
    pending.push(...starts);
    if (pending.length > 0 && timer === undefined) flush();
  };
};

const LONGEST_PAUSE = 15_000;
const PULSE_MS = 2_000;

/**
 * Listens to the server until the returned function is called. The browser itself resumes with the last id it saw; when
 * it gave up, we start anew and fetch everything, because nobody knows what was missed.
 */
export const listen = (url: string, tell: (starts: readonly KeyStart[]) => void): (() => void) => {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const open = () => {
    source = new EventSource(url);
    source.onopen = () => {
      noteStream(true);
      if (failures > 0) tell(EVERYTHING);
      failures = 0;
    };
    source.addEventListener('invalidate', ({ data }: MessageEvent<string>) => {
      tell((JSON.parse(data) as Invalidation[]).flatMap(keysOf));
    });
    source.onerror = () => {
      noteStream(false);
      failures += 1;
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, Math.min(LONGEST_PAUSE, 500 * 2 ** failures));
    };
  };
  open();
  // An open stream that says nothing may be a dead one: the browser does not tell. So we ask something small.
  const pulse = setInterval(() => isPulseDue(currentStatus(), Date.now()) && tell([['overview']]), PULSE_MS);
  return () => {
    clearTimeout(timer);
    clearInterval(pulse);
    source?.close();
  };
};
