import { Agent, request } from 'undici';

type Invalidation = { readonly view: string; readonly scope: string; readonly version: number };

/** A browser that listens to the live stream, and can be asked to wait for a scope. */
export class LiveListener {
  private readonly agent = new Agent();
  private readonly waiting = new Map<string, () => void>();

  /** Resolves when the stream is open: from then on nothing is missed. */
  static async open(url: string, token: string): Promise<LiveListener> {
    const listener = new LiveListener();
    const { statusCode, body } = await request(`${url}/v1/live`, {
      dispatcher: listener.agent,
      headers: { authorization: `Bearer ${token}` },
      bodyTimeout: 0,
    });
    if (statusCode !== 200) throw new Error(`GET /v1/live: ${statusCode}`);
    let text = '';
    body.on('error', () => undefined); // closing it is the only end there is
    body.on('data', piece => {
      text += String(piece);
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        listener.hear(text.slice(0, end));
        text = text.slice(end + 2);
      }
    });
    return listener;
  }

  /** Resolves at the next invalidation of this scope. */
  next(scope: string): Promise<void> {
    return new Promise(resolve => this.waiting.set(scope, resolve));
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private hear(event: string): void {
    const data = /^data: (.*)$/m.exec(event)?.[1];
    if (data === undefined) return;
    for (const { scope } of JSON.parse(data) as Invalidation[]) {
      this.waiting.get(scope)?.();
      this.waiting.delete(scope);
    }
  }
}
