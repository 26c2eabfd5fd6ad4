import { Module } from '@nestjs/common';
import { Attendance } from './attendance.ts';
import { Imports } from './imports.ts';
import { ImportsHttp } from './imports.http.ts';
import { RosterImporter } from './roster-importer.ts';
import { RosterPeople } from './roster-people.ts';
import { RostersHttp } from './rosters.http.ts';
import { Schedules } from './schedules.ts';
import { SchoolDirectory } from './school-directory.ts';
import { SchoolsHttp } from './schools.http.ts';

/** Who is where: schools, calendar, bell schedules, classes, students, staff, enrolments. */
@Module({
  controllers: [ImportsHttp, SchoolsHttp, RostersHttp],
  providers: [RosterImporter, Imports, SchoolDirectory, Schedules, RosterPeople, Attendance],
})
export class RostersModule {}
