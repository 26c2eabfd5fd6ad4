import { Inject, Injectable } from '@nestjs/common';
import type { Domain, Tier, TimeByTier } from '@strata/contracts';
import { Readers } from './readers.ts';
import { addDays, weekOf } from './views/event-handlers.ts';
import type { ProviderDoc } from './views/provider.view.ts';

export type TimeWhere = { readonly weeks: number; readonly by: 'district' | 'provider' };

/** Minutes that reached students, per week, tier and domain, ending with the current week. */
@Injectable()
export class TimeByTierQuery {
  constructor(@Inject(Readers) private readonly readers: Readers) {}

  async rows({ weeks, by }: TimeWhere): Promise<TimeByTier> {
    const { views } = this.readers;
    const from = addDays(weekOf(this.readers.today()), -7 * (weeks - 1));
    const dimensions = ['week', 'tier', 'domain', ...(by === 'provider' ? ['providerId'] : [])];
    const rows = await views.sum('student_week', 'time', { where: { week: { gte: from } }, by: dimensions });
    const names = by === 'provider' ? await this.providerNames(rows.map((row) => String(row['providerId']))) : new Map<string, string>();
    return {
      ...this.readers.fresh(),
      rows: rows.map((row) => {
        const id = by === 'provider' ? String(row['providerId']) : 'district';
        return {
          week: String(row['week']), group: { id, name: by === 'provider' ? (names.get(id) ?? 'School staff') : 'District' }, domain: row['domain'] as Domain, tier: row['tier'] as Tier,
          minutes: Number(row['minutes']), softwareMinutes: Number(row['softwareMinutes']), attended: Number(row['attended']), missed: Number(row['missed']),
        };
      }),
    };
  }

  private async providerNames(ids: readonly string[]): Promise<Map<string, string>> {
    const unique = [...new Set(ids)];
    const docs = await this.readers.views.load<ProviderDoc>('provider', unique);
    return new Map(unique.flatMap((id, index) => (docs[index] ? [[id, docs[index].name] as const] : [])));
  }
}
