import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROVIDER_EVENT_TYPES } from '@strata/contracts';
import { startDoor, type Door } from './testing/door.ts';

const root = new URL('../../../', import.meta.url);
const guide = readFileSync(new URL('docs/provider-guide.md', root), 'utf8');

let door: Door;
beforeAll(async () => {
  door = await startDoor();
});
afterAll(() => door.close());

/** Words of a command as a shell would see them. */
const wordsOf = (command: string): string[] => {
  const variables: Record<string, string> = { STRATA: '', STRATA_KEY: door.key, STRATA_KEY_ID: door.key.split('_')[2]!, STRATA_PROVIDER: door.providerId };
  const unquoted = [...command.matchAll(/'([^']*)'|"([^"]*)"|((?!\\\n)[^\s'"]+)/g)];
  return unquoted.map(([, literal, quoted, bare]) => literal ?? (quoted ?? bare!).replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? ''));
};

const run = async (command: string) => {
  const [, ...words] = wordsOf(command);
  const valueOf = (option: string) => words[words.indexOf(option) + 1];
  const headers = Object.fromEntries(words.flatMap((word, place) => (words[place - 1] === '-H' ? [[word.split(': ')[0]!.toLowerCase(), word.slice(word.indexOf(': ') + 2)]] : [])));
  const body = words.includes('-d') ? valueOf('-d') : words.includes('--data-binary') ? valueOf('--data-binary') : undefined;
  const path = words.find((word) => word.startsWith('/v1/'))!;
  const { authorization, ...others } = headers;
  return door.http(words.includes('-X') ? valueOf('-X')! : 'GET', path, { as: authorization?.replace('Bearer ', '') ?? 'nobody', headers: others, ...(body !== undefined && { body }) });
};

/** `…` stands for whatever comes. */
const like = (value: unknown): unknown => {
  if (value === '…') return expect.any(String);
  if (Array.isArray(value)) return value.map(like);
  return value !== null && typeof value === 'object' ? expect.objectContaining(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, like(inner)]))) : value;
};

const blocks = [...guide.matchAll(/```sh\n(curl [\s\S]*?)```\n(?:\n`(\d+)`:\n\n```json\n([\s\S]*?)```)?/g)].map(([, command, status, answer]) => ({ command: command!, status: Number(status ?? 200), answer }));

describe('the guide for providers', () => {
  test('shows what the door really answers, one example after the other', async () => {
    expect(blocks.length).toBeGreaterThan(5);
    for (const { command, status, answer } of blocks) {
      const got = await run(command);
      expect({ command, status: got.status, body: got.body }).toEqual({ command, status, body: answer === undefined ? expect.anything() : like(JSON.parse(answer)) });
    }
  });

  test('names every type and every reason', () => {
    const sources = ['provider-door', 'provider-commands', 'cloud-event', 'event-delivery', 'datas-csv', 'submissions', 'provider-gate', 'provider-directory', 'provider-events.http', 'session.attendance', 'session.refusals', 'session.decider', 'note-sealing']
      .map((name) => readFileSync(new URL(`services/sessions/src/${name}.ts`, root), 'utf8')).join('\n');
    const codes = new Set([...sources.matchAll(/(?:DomainError\(|at_\(|code: )'([A-Z_]{6,})'/g)].map(([, code]) => code!));
    const within = new Set(['INVALID', 'REQUIRED', 'COLUMN_MISSING', 'COLUMN_UNKNOWN', 'ROWS_DISAGREE', 'REASON_REQUIRED']); // of single fields, and of the school's own staff
    expect(codes.size).toBeGreaterThan(20);
    expect([...codes].filter((code) => !within.has(code) && !guide.includes(`\`${code}\``))).toEqual([]);
    expect(PROVIDER_EVENT_TYPES.filter((type) => !guide.includes(`\`${type}\``))).toEqual([]);
  });
});
