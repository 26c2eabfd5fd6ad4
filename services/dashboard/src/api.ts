import { noteAnswering, noteFreshness, type Freshness } from './freshness.ts';

/** A refusal as the server tells it (RFC 9457), or the lack of an answer. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];

  constructor(told: { status: number; code: string; title: string; detail: string; errors?: Problem['faults'] }) {
    super(told.detail);
    this.status = told.status;
    this.code = told.code;
    this.title = told.title;
    this.faults = told.errors ?? [];
  }
}

const noAnswer = () =>
  new Problem({
    status: 0,
    code: 'NO_ANSWER',
    title: 'No answer',
    detail: 'Strata does not answer. Is it still running on this machine?',
  });

const unreadable = (status: number) =>
  new Problem({
    status,
    code: 'UNREADABLE',
    title: 'Unreadable answer',
    detail: `The answer (${status}) could not be read. Try again; if it stays, look at the log.`,
  });

/** The problem that an answer's body tells, whatever came. */
export const problemFrom = (status: number, body: unknown): Problem => {
  const told = body as Partial<{ code: string; title: string; detail: string; errors: Problem['faults'] }> | undefined;
  if (typeof told?.detail !== 'string') return unreadable(status);
  return new Problem({
    status,
    code: told.code ?? 'REFUSED',
    title: told.title ?? 'Refused',
    detail: told.detail,
    ...(told.errors && { errors: told.errors }),
  });
};

/** Longer than the slowest answer; after it, the server counts as gone. */
const PATIENCE_MS = 20_000;

const fetched = async (path: string, { signal, ...init }: RequestInit): Promise<Response> => {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signals = signal ? [signal, patience] : [patience];
  try {
    const response = await fetch(path, { credentials: 'same-origin', ...init, signal: AbortSignal.any(signals) });
    noteAnswering(true);
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    noteAnswering(false);
    throw noAnswer();
  }
};

const asked = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
  const response = await fetched(path, init);
  if (response.status === 204) return undefined as Answer;
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemFrom(response.status, body);
  if (body === undefined) throw unreadable(response.status);
  noteFreshness(body as Partial<Freshness>);
  return body as Answer;
};

/** @throws Problem */
export const get = <Answer>(path: string, signal?: AbortSignal): Promise<Answer> =>
  asked(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) });

/** @throws Problem */
export const send = <Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> =>
  asked(path, {
    method,
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** Sends a file and tells how much of it has left (0 to 1): `fetch` cannot say. @throws Problem */
export const upload = <Answer>(path: string, file: Blob, onProgress: (part: number) => void): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/zip');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(noAnswer());
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as Answer)
        : reject(problemFrom(request.status, request.response));
    request.send(file);
  });
