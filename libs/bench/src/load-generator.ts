// Posts batches of held sessions as fast as a server answers, from a process of its own, and prints what came of it as
// one line of JSON: `node load-generator.ts '{"url": ..., "key": ..., "students": [...], ...}'`
import { percentile } from './figures.ts';
import { Customer } from './customer.ts';
import { batchBodies } from './held-sessions.ts';

export type Load = {
  readonly url: string;
  readonly key: string;
  readonly students: readonly string[];
  readonly run: string;
  readonly batch: number;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
};

export type LoadResult = { readonly perSecond: number; readonly p50: number; readonly p99: number };

const load = JSON.parse(process.argv[2] ?? '') as Load;
const customer = new Customer({ url: load.url, token: load.key, connections: load.connections });
const body = batchBodies(load.students, { size: load.batch, run: load.run, now: Date.now() });
const from = performance.now() + load.warmUpSeconds * 1000;
const until = from + load.seconds * 1000;
const waits: number[] = [];
let next = 0;
let accepted = 0;

const post = async (): Promise<void> => {
  const started = performance.now();
  const answer = await customer.send<{ accepted: number }>(
    'POST',
    '/v1/events',
    body(next++),
    'application/cloudevents-batch+json',
  );
  if (answer.status !== 202 || answer.body.accepted !== load.batch) {
    throw new Error(`POST /v1/events: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`);
  }
  const ended = performance.now();
  if (ended < from || ended > until) return;
  accepted += load.batch;
  waits.push(ended - started);
};

const connection = async (): Promise<void> => {
  while (performance.now() < until) await post();
};

await Promise.all(Array.from({ length: load.connections }, connection));
await customer.close();
const result: LoadResult = {
  perSecond: accepted / load.seconds,
  p50: percentile(waits, 50),
  p99: percentile(waits, 99),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
