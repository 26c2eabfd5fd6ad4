import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ProviderView } from '@strata/contracts';
import { Customer, until } from './customer.ts';
import { heldEvent, lastSchoolDay, SOURCE, studentsOf } from './held-sessions.ts';
import { registerProvider } from './provider-access.ts';
import { importZip, madeUpDistrict, studentIds, writeZip } from './roster-import.ts';
import { caughtUp, startServer, type Server } from './server.ts';

const STUDENTS = 200;
const BATCH = 50;

/** A disk of its own that is soon full. */
const withSmallDisk = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'strata-small-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder], { stdio: 'pipe' });
  try {
    await work(folder);
  } finally {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
};

const reason = await withSmallDisk(async () => undefined).then(
  () => '',
  (error: Error) => error.message.split('\n')[0],
);
if (reason)
  process.stderr.write(
    `Skipped, the test on a disk that is really full: a small disk cannot be mounted (${reason}).\n`,
  );
const onSmallDisk = reason ? test.skip : test;

/** Fills what is left of the disk; returns what makes room again. */
const fill = (folder: string): (() => void) => {
  const filler = join(folder, 'filler');
  for (const size of [1_000_000, 50_000, 4096]) {
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
  return () => rmSync(filler);
};

const prepare = async ({ owner }: Server, scratch: string) => {
  const zip = join(scratch, 'roster.zip');
  await writeZip(madeUpDistrict(STUDENTS), zip);
  await importZip(owner, zip);
  rmSync(zip);
  await caughtUp(owner);
  const students = await studentIds(owner, STUDENTS);
  return { students, ...(await registerProvider(owner, students)) };
};

type Provider = { provider: Customer; students: readonly string[] };

const eventsOf = ({ students }: Provider, batch: number): { id: string }[] =>
  Array.from({ length: BATCH }, (_, place) => {
    const number = batch * BATCH + place;
    const held = { id: `full-${number}`, students: studentsOf(students, number), startedAt: lastSchoolDay(Date.now()) };
    return heldEvent(held) as { id: string };
  });

type Answer = { code?: string; accepted?: number; duplicates?: number };
const post = ({ provider }: Provider, events: readonly object[]) =>
  provider.send<Answer>('POST', '/v1/events', JSON.stringify(events), 'application/cloudevents-batch+json');

onSmallDisk(
  'a full disk refuses with 503 and keeps nothing of what it refused; with room again, the same batch is taken once',
  async () => {
    await withSmallDisk(async folder => {
      const server = await startServer(join(folder, 'data'));
      const { providerId, key, students } = await prepare(server, folder);
      const by: Provider = { provider: new Customer({ url: server.url, token: key }), students };
      try {
        const makeRoom = fill(folder);
        let accepted = 0;
        const refused = await until(
          async () => {
            const events = eventsOf(by, accepted);
            const answer = await post(by, events);
            if (answer.status === 503) return { events, answer };
            expect(answer).toMatchObject({ status: 202, body: { accepted: BATCH } });
            accepted++;
            return undefined;
          },
          { everyMs: 0, what: 'A full disk' },
        );
        expect(refused.answer.body.code).toBe('STORE_UNAVAILABLE');
        for (const { id } of refused.events) {
          const { status } = await by.provider.send('GET', `/v1/events/${encodeURIComponent(SOURCE)}/${id}`);
          expect(status).toBe(404);
        }
        makeRoom();
        const taken = await until(
          async () => {
            const answer = await post(by, refused.events);
            return answer.status === 202 ? answer : undefined;
          },
          { what: 'That the disk took the batch' },
        );
        expect(taken.body).toMatchObject({ accepted: BATCH, duplicates: 0 });
        await caughtUp(server.owner);
        const { provider } = await server.owner.get<ProviderView>(`/v1/views/providers/${providerId}`);
        expect(provider.sessionsHeld).toBe((accepted + 1) * BATCH);
      } finally {
        await by.provider.close();
        await server.owner.close();
        await server.stop();
      }
    });
  },
  180_000,
);
