import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const KILOBYTE = 1024;
const tool = new URL('build-page.mjs', import.meta.url).pathname;
const dashboard = new URL('../services/dashboard/', import.meta.url).pathname;
const run = (...args: string[]) => execFileSync(process.execPath, [tool, ...args], { encoding: 'utf8' });

describe('building the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strata-page-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('says so when there is no page yet', () => {
    expect(run(folder)).toMatch(/nothing to build/);
  });

  test('builds once, then only when a source changed', () => {
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>first</title>');
    expect(run(folder)).toMatch(/built in/);
    expect(run(folder)).toBe('');

    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>second</title>');
    expect(run(folder)).toMatch(/built in/);
    expect(readFileSync(join(folder, 'dist/index.html'), 'utf8')).toMatch('second');
  });

  test('builds for production wherever it is started from', () => {
    expect(process.env.NODE_ENV).toBe('test');
    writeFileSync(join(folder, 'main.ts'), 'document.title = process.env.NODE_ENV ?? "";');
    writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="/main.ts"></script>');
    run(folder);
    const [script] = readdirSync(join(folder, 'dist/assets'));
    expect(readFileSync(join(folder, 'dist/assets', script!), 'utf8')).toContain('production');
  });

  test('builds again when somebody removed the result', () => {
    rmSync(join(folder, 'dist'), { recursive: true });
    expect(run(folder)).toMatch(/built in/);
  });
});

describe('the page', () => {
  beforeAll(() => void run());

  test('weighs at most 160 KB of JavaScript on the wire', () => {
    const scripts = readdirSync(join(dashboard, 'dist'), { recursive: true, encoding: 'utf8' }).filter(file =>
      file.endsWith('.js'),
    );
    const bytes = scripts.map(file => gzipSync(readFileSync(join(dashboard, 'dist', file))).length);
    const total = bytes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(0);
    expect(total / KILOBYTE).toBeLessThanOrEqual(160);
  });
});
