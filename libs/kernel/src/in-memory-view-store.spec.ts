import { InMemoryViewStore } from './in-memory-view-store.ts';
import { activity, pupils } from './testing/pupil-views.ts';
import { viewFindContract } from './testing/view-find.contract.ts';
import { viewHostContract } from './testing/view-host.contract.ts';
import { viewParkingContract } from './testing/view-parking.contract.ts';
import { viewStoreContract } from './testing/view-store.contract.ts';

const open = async () => {
  const store = new InMemoryViewStore();
  await store.open([pupils, activity]);
  return { store, reader: store, close: async () => undefined };
};

viewStoreContract('in memory', open);
viewFindContract('in memory', open);
viewHostContract('in memory', open);
viewParkingContract('in memory', open);
