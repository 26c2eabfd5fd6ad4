import type { EventEnvelope } from './envelope.ts';
import type { EventLog } from './event-log.ts';
import {
  envelopesOf,
  requireEvents,
  type AppendOutcome,
  type Commit,
  type EventStore,
  type StoredCommit,
  type StreamSlice,
} from './event-store.ts';

/** A commit as text, so that each reader gets its own copy and sees what a database would have kept of it. */
type Line = { readonly text: string; readonly version: number; readonly position: number };

const parse = ({ text, position }: Line): StoredCommit => ({ ...(JSON.parse(text) as Commit), position });

/** The reference event store: correct, plain, gone with the process. */
export const inMemoryEventStore = (): EventStore & EventLog => {
  const log: Line[] = [];
  const byId = new Map<string, Line>();
  const byStream = new Map<string, Line[]>();
  const listeners = new Set<(head: number) => void>();
  const head = () => log.at(-1)?.position ?? 0;

  const place = (text: string): AppendOutcome => {
    const commit = JSON.parse(text) as Commit;
    const known = byId.get(commit.commitId);
    if (known) return { status: 'duplicate', commit: parse(known) };
    const stream = byStream.get(commit.streamId) ?? [];
    const actualVersion = stream.at(-1)?.version ?? 0;
    if (commit.expectedVersion !== actualVersion) return { status: 'conflict', actualVersion };
    const version = actualVersion + commit.events.length;
    const position = head() + commit.events.length;
    const line = { text, version, position };
    log.push(line);
    byId.set(commit.commitId, line);
    stream.push(line);
    byStream.set(commit.streamId, stream);
    return { status: 'appended', version, position };
  };

  return {
    async append(commits) {
      commits.forEach(requireEvents);
      const texts = commits.map(commit => JSON.stringify(commit)); // a faulty one throws here, before anything is stored
      const outcomes = texts.map(place);
      if (outcomes.some(({ status }) => status === 'appended')) for (const listener of [...listeners]) listener(head());
      return outcomes;
    },
    read: async (streamId, afterVersion = 0) => sliceOf(byStream.get(streamId), afterVersion),
    readMany: async streamIds => streamIds.map(streamId => sliceOf(byStream.get(streamId), 0)),
    findCommits: async commitIds =>
      commitIds.map(id => {
        const line = byId.get(id);
        return line && parse(line);
      }),
    head,
    readAll: (afterPosition, limit, types) => pageOf(log, { afterPosition, limit, types }),
    onAppended(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const sliceOf = (lines: readonly Line[] = [], afterVersion: number): StreamSlice => {
  const events = lines.filter(line => line.version > afterVersion).flatMap(line => envelopesOf(parse(line)));
  return { events: events.filter(event => event.version > afterVersion), version: lines.at(-1)?.version ?? 0 };
};

type Page = { readonly afterPosition: number; readonly limit: number; readonly types?: readonly string[] };

const pageOf = (log: readonly Line[], { afterPosition, limit, types }: Page): EventEnvelope[] => {
  const page: EventEnvelope[] = [];
  const start = log.findLastIndex(line => line.position <= afterPosition) + 1;
  for (let index = start; index < log.length && page.length < limit; index++) {
    const events = envelopesOf(parse(log[index]!)).filter(
      event => event.position > afterPosition && (types?.includes(event.type) ?? true),
    );
    if (page.length > 0 && page.length + events.length > limit) break; // the next commit comes whole or not yet
    page.push(...events);
  }
  return page.slice(0, limit);
};
