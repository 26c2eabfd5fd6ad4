import type { DataQuality } from '@strata/contracts';
import type { Reached } from './cli-reach.ts';
import { importRoster } from './import-roster.ts';
import { progressLine } from './progress-line.ts';

export type Asked = Pick<Reached, 'url' | 'token'> & {
  readonly words: readonly string[];
  readonly strict: boolean;
  readonly json: boolean;
  say(text: string): void;
};

/** Returns the exit code. */
export type Command = (asked: Asked) => Promise<number>;

const POLL_MS = 200;

const call = async <Body>({ url, token }: Asked, method: string, path: string): Promise<Body> => {
  const answer = await fetch(`${url}/v1/views/${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (!answer.ok) throw new Error((JSON.parse(text) as { detail?: string }).detail ?? answer.statusText);
  return (text === '' ? undefined : JSON.parse(text)) as Body;
};

const need = (words: readonly string[], ...names: string[]): string[] =>
  names.map((name, index) => {
    const word = words[index];
    if (word === undefined) throw new Error(`${names.slice(index).join(' and ')} missing. See --help.`);
    return word;
  });

const importBundle: Command = async ({ url, token, words, strict, say }) => {
  const [path] = need(words, 'FILE or FOLDER');
  return (await importRoster({ url, token }, { path: path!, strict }, say)) === 'completed' ? 0 : 1;
};

const views: Command = async (asked) => {
  const { views: list, head } = await call<DataQuality>(asked, 'GET', 'data-quality');
  if (asked.json) asked.say(JSON.stringify({ head, views: list }));
  else for (const { name, version, status, position, documents } of list) asked.say(`${name.padEnd(28)} @${version}  ${status.padEnd(8)} ${String(position).padStart(9)} of ${head}  ${String(documents).padStart(8)} documents`);
  return 0;
};

const rebuild: Command = async (asked) => {
  const [view] = need(asked.words, 'VIEW');
  const line = progressLine();
  const watching = setInterval(() => void watch(asked, view!, line), POLL_MS);
  try {
    await call(asked, 'POST', `rebuild/${encodeURIComponent(view!)}`);
  } finally {
    clearInterval(watching);
    line.end();
  }
  asked.say(asked.json ? JSON.stringify({ rebuilt: view }) : `${view} was built again and swapped in.`);
  return 0;
};

const watch = async (asked: Asked, view: string, line: ReturnType<typeof progressLine>): Promise<void> => {
  const { views: list, head } = await call<DataQuality>(asked, 'GET', 'data-quality');
  const building = list.find(({ name, status }) => name === view && status === 'building');
  if (building) line.show({ step: view, done: building.position, total: head });
};

const verify: Command = async (asked) => {
  const { faults } = await call<{ faults: { view: string; rollup: string; detail: string }[] }>(asked, 'POST', 'verify');
  if (asked.json) asked.say(JSON.stringify({ faults }));
  else if (faults.length === 0) asked.say('Every rollup equals a recount of its documents.');
  else for (const { view, rollup, detail } of faults) asked.say(`${view}/${rollup}: ${detail}`);
  return faults.length === 0 ? 0 : 1;
};

const parked: Command = async (asked) => {
  const [verb = 'list', view, key] = asked.words;
  if (verb !== 'list') {
    if (verb !== 'retry' && verb !== 'discard') throw new Error(`parked takes list, retry or discard, not "${verb}".`);
    need([view, key].filter((word) => word !== undefined), 'VIEW', 'KEY');
    const { applied } = await call<{ applied: number }>(asked, 'POST', `parked/${encodeURIComponent(view!)}/${encodeURIComponent(key!)}/${verb}`);
    asked.say(asked.json ? JSON.stringify({ applied }) : `${applied} events went through.`);
    return 0;
  }
  const { parked: list } = await call<DataQuality>(asked, 'GET', 'data-quality');
  if (asked.json) asked.say(JSON.stringify({ parked: list }));
  else if (list.length === 0) asked.say('Nothing is parked.');
  else for (const each of list) asked.say(`${each.view}  ${each.key}  ${each.events} events since ${each.since}, first ${each.eventType}: ${each.reason}`);
  return 0;
};

export const COMMANDS: Readonly<Record<string, Command>> = { import: importBundle, views, rebuild, verify, parked };
