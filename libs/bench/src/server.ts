import { Customer, until } from './customer.ts';
import { startProgram, type Program } from './program.ts';

export type Server = Program & { readonly url: string; readonly token: string; readonly owner: Customer };

const LINK = /(http:\/\/127\.0\.0\.1:\d+)\/enter\?token=([\w-]+)/;
/** The product itself, as `npm start` runs it. */
const PRODUCT = 'services/all-in-one/src/main.ts';

/** Runs Strata on a data folder, on a free port, and resolves when it prints its link. */
export const startServer = async (
  dataFolder: string,
  { file = PRODUCT, nodeArgs }: { file?: string; nodeArgs?: readonly string[] } = {},
): Promise<Server> => {
  const args = ['--empty', '--data', dataFolder, '--port', '0'];
  const program = await startProgram({ file, args, ready: LINK, ...(nodeArgs && { nodeArgs }) });
  const [, url = '', token = ''] = LINK.exec(program.output())!;
  return { ...program, url, token, owner: new Customer({ url, token }) };
};

/** Milliseconds without a new event after which nobody is at work any more. */
const QUIET_MS = 2000;

/** Waits until the views show everything and nothing new is written: what services do because of events is done, too. */
export const settled = async (owner: Customer): Promise<void> => {
  let [head, since] = [-1, 0];
  await until(
    async () => {
      await caughtUp(owner);
      const { head: now } = await owner.get<Quality>('/v1/views/data-quality');
      if (now !== head) [head, since] = [now, performance.now()];
      return performance.now() - since > QUIET_MS ? true : undefined;
    },
    { everyMs: 200, timeoutMs: 600_000, what: 'Quiet' },
  );
};

type Quality = { head: number; views: readonly { status: string; position: number }[] };

/** Waits until every view shows all that is in the log. */
export const caughtUp = (owner: Customer): Promise<true> =>
  until(
    async () => {
      const { status, body } = await owner.send<Quality>('GET', '/v1/views/data-quality');
      const behind = status !== 200 || body.views.some(view => view.status !== 'live' || view.position < body.head);
      return behind ? undefined : true;
    },
    { everyMs: 100, what: 'That the views caught up' },
  );
