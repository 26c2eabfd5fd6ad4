import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = new URL('..', import.meta.url).pathname;
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const pages = globSync(['README.md', 'docs/**/*.md', '{libs,services,deploy}/**/README.md'], {
  cwd: root,
  exclude: path => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
}).sort();

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1]!);

/** A path that stands for many (`services/<name>`, `libs/*`) cannot be looked up. */
const isExact = (path: string) => !/[<>*{}$…]/.test(path);

const scriptsNamed = (text: string) => [
  ...matches(text, /npm run (?:-s |--silent )?([\w:-]+)/g),
  ...matches(text, /npm (start|test)\b/g),
];

/** Paths in code marks: they count from the root of the repository. */
const pathsNamed = (text: string) =>
  matches(text, /`((?:libs|services|tools|docs|deploy|\.ci)\/[^`\s]*|[\w.-]+\.(?:json|mjs|yml))`/g).filter(isExact);

/** Links to files: they count from the page they stand on. */
const linksOf = (text: string) =>
  matches(text, /\]\((?!https?:|mailto:|#)([^)\s#]+)/g)
    .filter(isExact)
    .map(decodeURI);

describe('what the documentation names', () => {
  test('is looked for in the README and the decisions', () => {
    expect(pages).toContain('README.md');
    expect(pages.filter(page => page.startsWith('docs/adr/')).length).toBeGreaterThan(2);
  });

  test.each(pages)('exists: commands and paths of %s', page => {
    const text = readFileSync(join(root, page), 'utf8');
    const missing = [
      ...scriptsNamed(text).filter(name => !(name in scripts)),
      ...pathsNamed(text).filter(path => !existsSync(join(root, path)) && !existsSync(join(root, dirname(page), path))),
      ...linksOf(text).filter(link => !existsSync(join(root, dirname(page), link))),
    ];
    expect(missing).toEqual([]);
  });

  test('would be missed if it did not exist', () => {
    const text =
      'Run `npm run no-such` and `npm start`, see `libs/none/x.ts`, `nx.json`, `libs/*` and [this](none.md#part).';
    expect(scriptsNamed(text)).toEqual(['no-such', 'start']);
    expect(pathsNamed(text)).toEqual(['libs/none/x.ts', 'nx.json']);
    expect(linksOf(text)).toEqual(['none.md']);
  });
});
