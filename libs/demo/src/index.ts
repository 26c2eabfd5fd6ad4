export { bellSchedules, calendar, type BellPeriod, type BellSchedule } from './bell-schedules.ts';
export { type CloudEvent, type StudentIds } from './cloud-events.ts';
export { cohorts, type Cohort, type Membership } from './cohorts.ts';
export { district, type District, type DistrictOptions, type SchoolRoster } from './district.ts';
export { PRESCRIPTIONS, type Dosage, type Prescription, type ProviderKey } from './interventions.ts';
export { liveDay, type LiveMoment } from './live-day.ts';
export { oneRosterFiles, oneRosterZip, writeOneRosterFolder, writeOneRosterZip } from './oneroster-files.ts';
export { type Staff, type Student } from './people.ts';
export { moves, type Episode, type Move } from './placements.ts';
export { progress, type Progress } from './progress.ts';
export { agreementsOf, PROVIDERS, type Agreement, type Provider } from './providers.ts';
export { ruleSets, screenings, type CutScore, type RuleSet, type Screening } from './screenings.ts';
export { sessionHistory, type HistoryOptions, type Sent } from './session-history.ts';
export { sessionsOf, type Presence, type Session } from './sessions.ts';
export {
  demoDistrict,
  loadDemo,
  type LoadedDemo,
  type LoadOptions,
  type LoadProgress,
  type ProviderAccess,
} from './load-demo.ts';
export { DISTRICT } from './schools.ts';
export { RefusedError } from './http-client.ts';
export { simulateDay, type SimulationOptions } from './simulate-day.ts';
