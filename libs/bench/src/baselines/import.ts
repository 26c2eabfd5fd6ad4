// Reads the CSV files of a folder with csv-parse, one after another, and does nothing with the records. Prints rows and
// seconds as JSON: `node import.ts <folder>`
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';

const folder = process.argv[2] ?? '';
const started = performance.now();
let rows = 0;
for (const name of readdirSync(folder).filter(file => file.endsWith('.csv'))) {
  const records = createReadStream(join(folder, name)).pipe(parse({ bom: true, columns: true }));
  for await (const _record of records) rows++;
}
process.stdout.write(`${JSON.stringify({ rows, seconds: (performance.now() - started) / 1000 })}\n`);
