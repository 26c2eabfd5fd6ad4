import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

interface Entry {
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  link?: boolean;
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, Entry>;
};

/** The paths where npm would look for `dependency` as seen from the package at `from`, nearest first. */
function places(from: string, dependency: string): string[] {
  const above = from
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, parts.length - index).join('/node_modules/'));
  return [...above.map(path => `${path}/node_modules/${dependency}`), `node_modules/${dependency}`];
}

describe('the lockfile', () => {
  // npm install can drop the platform packages of other systems; npm ci then fails on exactly those systems.
  test('names every optional package of every platform', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter(name => !places(path, name).some(place => place in lock.packages))
        .map(name => `${path} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('ties nobody to one package registry', () => {
    const tied = Object.entries(lock.packages)
      .filter(([, entry]) => entry.resolved && !entry.link)
      .map(([path]) => path);
    expect(tied).toEqual([]);
  });
});
