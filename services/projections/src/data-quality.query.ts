import { Inject, Injectable } from '@nestjs/common';
import type { DataQuality } from '@strata/contracts';
import type { ParkedEvent, ViewOperations } from '@strata/kernel';
import { VIEW_OPERATIONS } from '@strata/runtime';
import { Readers } from './readers.ts';
import type { ProviderDoc } from './views/provider.view.ts';
import type { ImportDoc } from './views/reference.views.ts';
import type { SubmissionDoc } from './views/submission.view.ts';

const IMPORTS = 20;

/** What somebody should mend: imports, references without a counterpart, rejected and parked events, and how far behind the views are. */
@Injectable()
export class DataQualityQuery {
  constructor(
    @Inject(Readers) private readonly readers: Readers,
    @Inject(VIEW_OPERATIONS) private readonly operations: ViewOperations,
  ) {}

  async now(): Promise<DataQuality> {
    const { views } = this.readers;
    const [imports, rejectedEvents, parked, status] = await Promise.all([
      views.find<ImportDoc>('import', { order: ['-at'], limit: IMPORTS }),
      this.rejections(),
      this.operations.parked(),
      this.operations.status(),
    ]);
    const completed = imports.items.find(({ doc }) => doc.status === 'completed')?.doc;
    return {
      ...this.readers.fresh(),
      imports: imports.items.map(({ id, doc: { staffWithoutSection: _shownApart, ...doc } }) => ({ importId: id, ...doc })),
      unresolvedReferences: completed?.unresolved ?? 0,
      staffWithoutSection: completed?.staffWithoutSection ?? 0,
      rejectedEvents,
      parked: byKey(parked),
      views: status,
      head: views.progress().position,
    };
  }

  private async rejections(): Promise<DataQuality['rejectedEvents']> {
    const { views } = this.readers;
    const rows = await views.sum('submission', 'rejections', { by: ['providerId', 'code'] });
    const ids = [...new Set(rows.map((row) => String(row['providerId'])))];
    const [providers, latest] = await Promise.all([views.load<ProviderDoc>('provider', ids), Promise.all(ids.map((id) => this.lastRejected(id)))]);
    return rows.map((row) => {
      const index = ids.indexOf(String(row['providerId']));
      return { providerId: ids[index]!, providerName: providers[index]?.name ?? ids[index]!, code: String(row['code']), events: Number(row['events']), lastAt: latest[index]! };
    });
  }

  private async lastRejected(providerId: string): Promise<string> {
    const { items } = await this.readers.views.find<SubmissionDoc>('submission', { where: { rejectedFor: providerId }, order: ['-rejectedFor', '-at'], limit: 1 });
    return items[0]?.doc.at ?? this.readers.fresh().asOf;
  }
}

/** One line per view and key: the first parked event says why, the others wait behind it. */
const byKey = (parked: readonly ParkedEvent[]): DataQuality['parked'] => {
  const lines = new Map<string, DataQuality['parked'][number]>();
  for (const { view, key, eventType, reason, parkedAt } of [...parked].sort((a, b) => a.position - b.position)) {
    const line = lines.get(`${view}/${key}`);
    lines.set(`${view}/${key}`, line ? { ...line, events: line.events + 1 } : { view, key, events: 1, eventType, reason, since: parkedAt });
  }
  return [...lines.values()];
};
