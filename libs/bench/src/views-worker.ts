import { runViewWorker } from '@strata/engine-embedded';
import { everyView } from './every-view.ts';

await runViewWorker({ views: everyView });
