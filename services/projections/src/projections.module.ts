import { Module } from '@nestjs/common';
import { DataQualityHttp } from './data-quality.http.ts';
import { DataQualityQuery } from './data-quality.query.ts';
import { LiveHttp } from './live.http.ts';
import { MovementQuery } from './movement.query.ts';
import { ProvidersHttp } from './providers.http.ts';
import { ProvidersQuery } from './providers.query.ts';
import { Readers } from './readers.ts';
import { StudentsHttp } from './students.http.ts';
import { StudentsQuery } from './students.query.ts';
import { TierBoardQuery } from './tier-board.query.ts';
import { TimeByTierQuery } from './time-by-tier.query.ts';

/** The query API over the live views, and the stream that says when to ask again. */
@Module({
  controllers: [StudentsHttp, ProvidersHttp, DataQualityHttp, LiveHttp],
  providers: [Readers, TierBoardQuery, MovementQuery, StudentsQuery, ProvidersQuery, TimeByTierQuery, DataQualityQuery],
})
export class ProjectionsModule {}
