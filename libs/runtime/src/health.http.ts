import { Controller, Get, HttpCode, Inject } from '@nestjs/common';
import { DomainError, type ViewReader } from '@strata/kernel';
import { Access } from './access.ts';
import { VIEWS } from './engine.ts';

/** Seconds of view lag above which this process should get no new readers. */
const READY_LAG_SECONDS = 300;

/** What Kubernetes asks. */
@Controller()
@Access('public')
export class HealthHttp {
  constructor(@Inject(VIEWS) private readonly views: ViewReader) {}

  /** Alive: answers at all. */
  @Get('livez')
  @HttpCode(204)
  live(): void {}

  /** Started: the ports are open; Nest only listens once they are. */
  @Get('startupz')
  @HttpCode(204)
  started(): void {}

  @Get('readyz')
  ready(): { lagSeconds: number } {
    const { lagSeconds } = this.views.progress();
    if (lagSeconds > READY_LAG_SECONDS) throw new DomainError('VIEWS_BEHIND', 'unavailable', `The views are ${Math.round(lagSeconds)} s behind the log.`);
    return { lagSeconds };
  }
}
