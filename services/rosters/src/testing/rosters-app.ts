import { buffer } from 'node:stream/consumers';
import type { ImportReport } from '@strata/contracts';
import type { EventEnvelope } from '@strata/kernel';
import { startApp, type Answer, type StartOptions, type TestApp } from '@strata/runtime/testing';
import { ZipFile } from 'yazl';
import { RostersModule } from '../rosters.module.ts';
import { rostersViews } from '../views.ts';
import type { Files } from './oneroster-bundle.ts';

export const zipOf = (files: Files): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content as string), name, { mtime: new Date(0) });
  zip.end();
  return buffer(zip.outputStream);
};

export type RostersApp = TestApp & {
  /** Sends a package; the id of the import that it becomes. */
  upload(files: Files, query?: string): Promise<string>;
  /** The import once it does not run any more, and the views hold what it did. */
  settled(importId: string): Promise<ImportReport>;
  /** Both. */
  import(files: Files, query?: string): Promise<ImportReport>;
  /** Events that are not about imports. */
  rosterEvents(): readonly EventEnvelope[];
  /** A GET that is answered: lists of people take a moment to learn of a change. */
  list(path: string, total: number): Promise<readonly Record<string, never>[]>;
};

/** The rosters service over in-memory ports. */
export const startRosters = async (options: Omit<StartOptions, 'imports' | 'views'> = {}): Promise<RostersApp> => {
  const app = await startApp({ imports: [RostersModule], views: rostersViews, ...options });
  const upload = async (files: Files, query = 'mode=lenient'): Promise<string> => {
    const sent = await app.http('POST', `/v1/imports?${query}`, { body: await zipOf(files), headers: { 'content-type': 'application/zip' } });
    if (sent.status !== 202) throw new Error(`Not accepted: ${sent.status} ${sent.text}`);
    return (sent.body as { importId: string }).importId;
  };
  const report = async (importId: string): Promise<ImportReport> => (await app.http('GET', `/v1/imports/${importId}`)).body;
  const settled = async (importId: string): Promise<ImportReport> => {
    await app.until(async () => (await report(importId)).status !== 'running', 15_000);
    await app.caughtUp();
    return report(importId);
  };
  return {
    ...app,
    upload,
    settled,
    import: async (files, query) => settled(await upload(files, query)),
    rosterEvents: () => app.events().filter(({ topic }) => topic !== 'strata.rosters.import.v1'),
    async list(path, total) {
      let answer: Answer | undefined;
      await app.until(async () => {
        answer = await app.http('GET', path);
        return answer.status === 200 && ((answer.body as { items: unknown[] }).items.length === total);
      });
      return (answer!.body as { items: Record<string, never>[] }).items;
    },
  };
};
