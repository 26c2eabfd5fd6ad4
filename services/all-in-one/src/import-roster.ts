import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ImportReport } from '@strata/contracts';
import { zipFolder } from './zip-folder.ts';

type Reach = { readonly url: string; readonly token: string };
type Roster = { readonly path: string; readonly strict: boolean };

const POLL_MS = 250;
const SHOWN = 20;

/** Sends a bundle through the import door and says in plain words what came of it. */
export const importRoster = async ({ url, token }: Reach, { path, strict }: Roster, say: (line: string) => void): Promise<ImportReport['status']> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/zip' };
  const body = (await stat(path)).isDirectory() ? zipFolder(path) : createReadStream(path);
  const sent = await fetch(`${url}/v1/imports?mode=${strict ? 'strict' : 'lenient'}`, { method: 'POST', headers, body: body as never, duplex: 'half' } as RequestInit);
  const started = (await sent.json()) as { importId: string; detail?: string };
  if (!sent.ok) throw new Error(`The import was not taken: ${started.detail ?? sent.statusText}`);
  say(`Importing ${path} ...`);
  const answer = await finished(`${url}/v1/imports/${started.importId}`, headers.authorization);
  report(answer, say);
  return answer.status;
};

const finished = async (url: string, authorization: string): Promise<ImportReport> => {
  for (;;) {
    const answer = (await (await fetch(url, { headers: { authorization } })).json()) as ImportReport;
    if (answer.status !== 'running') return answer;
    await wait(POLL_MS);
  }
};

const report = (answer: ImportReport, say: (line: string) => void): void => {
  const { created, changed, ended, unresolved } = answer;
  if (answer.status === 'completed') say(`Import completed: ${created} records new, ${changed} changed, ${ended} ended, ${unresolved} unresolved.`);
  else if (answer.status === 'held') say('Import held: it would end more enrolments than is usual. Look at it under Data on the page, and confirm it there.');
  else say('Import rejected: nothing was written.');
  for (const issue of [...answer.errors, ...answer.warnings].slice(0, SHOWN)) {
    say(`  ${issue.file}${issue.row === undefined ? '' : `:${issue.row}`}${issue.field === undefined ? '' : ` ${issue.field}`}  ${issue.code}  ${issue.message}${(issue.count ?? 1) > 1 ? ` (${issue.count} times)` : ''}`);
  }
};
