// Builds the page into services/dashboard/dist when its sources changed; silent when there is nothing to do.
// `node tools/build-page.mjs [folder]`: the folder is for tests.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
// What ends up in the bundle: the page, the contracts it imports, and the libraries as locked.
const SHARED = ['libs/contracts/src/**/*.ts', 'package-lock.json', 'tsconfig.base.json'];
const OWN = ['index.html', '*.{ts,json}', 'src/**/*', 'public/**/*'];

/**
 * @param {string} folder
 * @param {string[]} patterns
 */
const filesOf = (folder, patterns) =>
  globSync(patterns, { cwd: folder, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.(spec|scenario)\.tsx?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();

/** By content and not by time: a fresh clone or a switch of branches sets every time anew. @param {string} folder */
function stampOf(folder) {
  const hash = createHash('sha256');
  for (const file of [...filesOf(ROOT, SHARED), ...filesOf(folder, OWN)]) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} folder */
async function buildPage(folder) {
  if (!existsSync(join(folder, 'index.html'))) {
    console.log('page: nothing to build, services/dashboard has no index.html yet');
    return;
  }
  const stampFile = join(folder, '.page-stamp');
  const stamp = stampOf(folder);
  const built = existsSync(join(folder, 'dist/index.html')) && existsSync(stampFile);
  if (built && readFileSync(stampFile, 'utf8') === stamp) return;

  const started = performance.now();
  // Vite keeps a NODE_ENV it finds: started from a test, it would bundle React's slow and heavy development build.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build({ root: folder, logLevel: 'warn' });
  writeFileSync(stampFile, stamp);
  console.log(`page: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

await buildPage(resolve(process.argv[2] ?? join(ROOT, 'services/dashboard')));
