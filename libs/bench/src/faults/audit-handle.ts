import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AuditAnswer, AuditOrder } from './audit-process.ts';

const HOOKS = fileURLToPath(new URL('../../../../tools/ts-hooks.mjs', import.meta.url));

/** The auditor's process, as whoever kills servers speaks to it. */
export class AuditHandle {
  private readonly child: ChildProcess;
  private waiting: PromiseWithResolvers<AuditAnswer> | undefined;

  constructor() {
    const file = fileURLToPath(new URL('./audit-process.ts', import.meta.url));
    this.child = fork(file, [], { execArgv: ['--conditions=source', '--import', HOOKS] });
    this.child.on('message', (answer: AuditAnswer) => {
      if (answer.error === undefined) this.waiting?.resolve(answer);
      else this.waiting?.reject(new Error(answer.error));
    });
    this.child.on('exit', code => this.waiting?.reject(new Error(`The auditor ended with ${String(code)}.`)));
  }

  /** One order at a time. @throws Error with what the auditor complained of. */
  order(order: AuditOrder): Promise<AuditAnswer> {
    this.waiting = Promise.withResolvers<AuditAnswer>();
    this.child.send(order);
    return this.waiting.promise;
  }

  stop(): void {
    this.child.kill();
  }
}
