// `npm test`: everything that `npm run check` does, then the scenarios; ends with one plain line that counts both.
// Later steps run even when an earlier one fails, so that one run shows all there is to mend.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { addUp, readTotals } from './count.mjs';

const TOTALS = ['.cache/tests/specs.json', '.cache/tests/scenarios.json'];
const STEPS = ['page', 'graph', 'lint', 'types', 'jest', 'scenarios'];

for (const file of TOTALS) rmSync(file, { force: true });

const broken = STEPS.filter(step => {
  const { status } = spawnSync('npm', ['run', '--silent', step], { stdio: 'inherit' });
  return status !== 0;
});

const { ok, line } = addUp(TOTALS.map(readTotals));
if (broken.length > 0) console.log(`\nFailed: ${broken.map(step => `npm run ${step}`).join(', ')}`);
console.log(`\n${line}`);
process.exitCode = ok && broken.length === 0 ? 0 : 1;
