import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataQuality, Overview, ProviderList, TierBoard } from '@strata/contracts';
import { district, writeOneRosterZip } from '@strata/demo';
import { dataFolder, run, startAt, type Reachable } from './testing/running-strata.ts';

let folder: ReturnType<typeof dataFolder>;
let started: Reachable[];
beforeEach(() => {
  folder = dataFolder();
  started = [];
});
afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGKILL');
    await ended;
  }
  folder.clean();
});

const start = async (...words: string[]) => {
  const strata = await startAt(folder.path, ...words);
  started.push(strata);
  return strata;
};
const view = async <Body>(strata: Reachable, path: string): Promise<Body> => (await strata.ask<Body>('GET', `/v1/views/${path}`)).body;
const shareOf = (board: TierBoard, domain: string) => {
  const { students, core, more, specialized } = board.domains.find((each) => each.domain === domain)!;
  return { core: (100 * core) / students, more: (100 * more) / students, specialized: (100 * specialized) / students };
};

describe('npm start on an empty folder', () => {
  test('loads a plausible district through the public doors in under a minute, and its providers go on posting', async () => {
    const strata = await start();
    await strata.said(/Ready after \d/, 100_000);
    const seconds = Number(/Ready after ([\d.]+) s/.exec(strata.output())![1]);
    expect(seconds).toBeLessThan(60);
    const board = await view<TierBoard>(strata, 'tier-board');
    expect(board).toMatchObject({ demo: true, students: 3000 });
    expect(board.parts).toHaveLength(8);
    for (const domain of ['ela', 'math']) {
      const share = shareOf(board, domain);
      expect(Math.abs(share.core - 80)).toBeLessThan(4);
      expect(Math.abs(share.more - 15)).toBeLessThan(4);
      expect(Math.abs(share.specialized - 5)).toBeLessThan(3);
    }
    const accepted = async () => (await view<ProviderList>(strata, 'providers')).items.reduce((sum, provider) => sum + provider.accepted, 0);
    const before = await accepted();
    await strata.said('go on posting');
    const deadline = performance.now() + 20_000;
    while ((await accepted()) === before && performance.now() < deadline);
    expect(await accepted()).toBeGreaterThan(before);
    const checked = run('cli.ts', 'verify', '--data', folder.path);
    expect(await checked.ended).toBe(0);
    expect(checked.output()).toContain('Every rollup equals a recount');
  }, 150_000);
});

describe('npm start -- --import', () => {
  const roster = async () => {
    const path = join(folder.parent, 'roster.zip');
    await writeOneRosterZip(district({ students: 300, seed: 7, today: '2026-10-05' }), path);
    return path;
  };

  test('begins with your own roster, which survives kill -9, and the same file again changes nothing', async () => {
    const zip = await roster();
    const first = await start('--import', zip, '--strict');
    await first.said('Import completed', 60_000);
    const before = await view<Overview>(first, 'overview');
    expect(before).toMatchObject({ demo: false, students: 300 });
    const { head } = await view<DataQuality>(first, 'data-quality');
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await start('--import', zip);
    await second.said('Import completed: 0 records new, 0 changed, 0 ended');
    expect((await view<Overview>(second, 'overview')).students).toBe(300);
    expect((await view<DataQuality>(second, 'data-quality')).head).toBe(head + 2); // that it began, and that it was over
  }, 90_000);

  test('a bundle that is none says where and why, and leaves nothing behind', async () => {
    const path = join(folder.parent, 'broken.zip');
    await writeFile(path, 'this is not a ZIP');
    const strata = await start('--import', path);
    await strata.said('Import rejected: nothing was written');
    expect(await view<Overview>(strata, 'overview')).toMatchObject({ students: 0, schools: [] });
  }, 60_000);
});

describe('npm start -- --empty', () => {
  test('serves nothing without the token, and stops in good order', async () => {
    const strata = await start('--empty');
    for (const path of ['/', '/v1/views/overview', '/v1/students', '/v1/imports', '/v1/live']) {
      const answer = await fetch(strata.url + path, { headers: { accept: 'text/html' } });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    expect(await strata.ask('GET', '/v1/views/overview')).toMatchObject({ status: 200 });
    strata.child.kill('SIGTERM');
    expect(await strata.ended).toBe(0);
  }, 60_000);

  test('a second process on the same folder is refused with a sentence', async () => {
    await start('--empty');
    const second = run('main.ts', '--data', folder.path, '--port', '0', '--empty');
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain('Another Strata process is using the data folder');
    expect(second.output()).not.toContain('    at ');
  }, 60_000);

  test.each([
    [['--import', 'no-such.zip'], 'There is no file or folder no-such.zip'],
    [['--port', '99999'], '--port takes a number'],
  ])('%j is answered with a sentence and no stack', async (words, sentence) => {
    const strata = run('main.ts', '--data', folder.path, ...words);
    expect(await strata.ended).toBe(1);
    expect(strata.output()).toContain(sentence);
    expect(strata.output()).not.toContain('    at ');
  });
});
