import { Agent, request, type Dispatcher } from 'undici';

export type Answer<Body = unknown> = { readonly status: number; readonly body: Body };

/** Somebody who talks to a server over kept connections. */
export class Customer {
  readonly url: string;
  private readonly token: string;
  private readonly agent: Agent;

  constructor({ url, token, connections = 4 }: { url: string; token: string; connections?: number }) {
    this.url = url;
    this.token = token;
    this.agent = new Agent({ connections, pipelining: 1, headersTimeout: 120_000, bodyTimeout: 120_000 });
  }

  /** @throws Error with status and body unless the answer is a success. */
  async get<Body>(path: string): Promise<Body> {
    return successOf(await this.send<Body>('GET', path), path);
  }

  /** @throws Error with status and body unless the answer is a success. */
  async post<Body>(path: string, body: unknown): Promise<Body> {
    return successOf(await this.send<Body>('POST', path, JSON.stringify(body)), path);
  }

  /** The answer whatever its status. @throws Error when there is none. */
  async send<Body = unknown>(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: Dispatcher.DispatchOptions['body'],
    type = 'application/json',
  ): Promise<Answer<Body>> {
    const { statusCode, body: answer } = await request(`${this.url}${path}`, {
      method,
      dispatcher: this.agent,
      headers: { authorization: `Bearer ${this.token}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    return { status: statusCode, body: (text === '' ? null : JSON.parse(text)) as Body };
  }

  /** Drops its connections, requests under way included. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

const successOf = <Body>({ status, body }: Answer<Body>, path: string): Body => {
  if (status >= 400) throw new Error(`${path}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
  return body;
};

/** Asks again, every `everyMs`, until the answer will do. @throws Error after `timeoutMs`. */
export const until = async <Value>(
  ask: () => Promise<Value | undefined>,
  { everyMs = 50, timeoutMs = 300_000, what }: { everyMs?: number; timeoutMs?: number; what: string },
): Promise<Value> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`${what} did not happen within ${timeoutMs / 1000} s.`);
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
};
