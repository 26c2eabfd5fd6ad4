// Runs as a thread of its own: moves pages from the write-ahead log of a file into it, whenever it is asked to.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';

const { path } = workerData as { path: string };
const db = openDatabase(path, { synchronous: 'NORMAL', autoCheckpointPages: 0, cacheMegabytes: 2 });
const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');

parentPort!.on('message', () => {
  checkpoint.get();
  parentPort!.postMessage('done');
});
