import { runViewWorker } from '../view-worker.ts';
import { rooms } from './lesson-views.ts';

await runViewWorker({ views: [rooms] });
