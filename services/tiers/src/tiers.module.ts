import { Module } from '@nestjs/common';
import { InterventionListsHttp } from './intervention-lists.http.ts';
import { InterventionsHttp } from './interventions.http.ts';
import { Interventions } from './interventions.ts';
import { PlacementsHttp } from './placements.http.ts';
import { Placements } from './placements.ts';
import { PrescriptionsHttp } from './prescriptions.http.ts';
import { RuleSetsHttp } from './rule-sets.http.ts';
import { ScreeningHistory } from './screening-history.ts';
import { ScreeningIntake } from './screening-intake.ts';
import { ScreeningsHttp } from './screenings.http.ts';
import { StudentRequestsHttp } from './student-requests.http.ts';
import { Students } from './students.ts';
import { TierCommands } from './tier-commands.ts';

/** Who needs what: screenings, rules, tiers, interventions. */
@Module({
  controllers: [RuleSetsHttp, ScreeningsHttp, PlacementsHttp, StudentRequestsHttp, PrescriptionsHttp, InterventionListsHttp, InterventionsHttp],
  providers: [TierCommands, Students, ScreeningIntake, ScreeningHistory, Placements, Interventions],
})
export class TiersModule {}
