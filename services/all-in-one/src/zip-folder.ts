import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ZipFile } from 'yazl';

/** The CSV files of a folder as one ZIP, as a stream: what the import door takes. */
export const zipFolder = (folder: string): NodeJS.ReadableStream => {
  const zip = new ZipFile();
  for (const name of readdirSync(folder).filter((each) => each.toLowerCase().endsWith('.csv'))) zip.addFile(join(folder, name), name);
  zip.end();
  return zip.outputStream;
};
