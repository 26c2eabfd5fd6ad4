// The auditor, a process of its own: it outlives every kill. Talks to whoever started it by messages, one at a time.
import { Auditor, type AuditorOptions, type Checked } from './auditor.ts';
import { Ledger } from './ledger.ts';
import type { Reconciled } from './reconcile.ts';

export type AuditOrder =
  | { readonly do: 'begin'; readonly options: AuditorOptions; readonly ledgerPath: string; readonly url: string }
  /** Answers at once, and posts until told otherwise. */
  | { readonly do: 'post' }
  /** Answers when nothing is under way any more. */
  | { readonly do: 'pause' }
  | { readonly do: 'connect'; readonly url: string }
  | { readonly do: 'settle' }
  | { readonly do: 'check'; readonly everything: boolean }
  | { readonly do: 'reconcile' };

export type AuditState = { readonly acknowledged: number; readonly repeated: number };
export type AuditAnswer = {
  readonly state: AuditState;
  readonly checked?: Checked;
  readonly reconciled?: Reconciled;
  readonly error?: string;
};

let auditor: Auditor | undefined;
let posting: Promise<void> = Promise.resolve();

const obey = async (order: AuditOrder): Promise<Omit<AuditAnswer, 'state'>> => {
  if (order.do === 'begin') {
    auditor = new Auditor(order.options, new Ledger(order.ledgerPath));
    await auditor.connect(order.url);
    return {};
  }
  const the = auditor!;
  switch (order.do) {
    case 'post':
      posting = the.post();
      posting.catch(() => undefined); // told when it is waited for
      return {};
    case 'pause':
      the.pause();
      await posting;
      return {};
    case 'connect':
      await the.connect(order.url);
      return {};
    case 'settle':
      await the.settle();
      return {};
    case 'check':
      return { checked: await the.check(order.everything) };
    case 'reconcile':
      return { reconciled: await the.reconcile() };
  }
};

process.on('message', (order: AuditOrder) => {
  const state = (): AuditState => ({ acknowledged: auditor?.acknowledged ?? 0, repeated: auditor?.repeated ?? 0 });
  obey(order).then(
    answer => process.send!({ ...answer, state: state() } satisfies AuditAnswer),
    (error: Error) => process.send!({ state: state(), error: error.message } satisfies AuditAnswer),
  );
});
