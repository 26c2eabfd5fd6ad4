export { TiersModule } from './tiers.module.ts';
