import { runViewWorker } from '@strata/engine-embedded';
import { allViews } from './all-views.ts';

await runViewWorker({ views: allViews });
