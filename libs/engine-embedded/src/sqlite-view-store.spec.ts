import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  activity,
  pupils,
  viewFindContract,
  viewHostContract,
  viewParkingContract,
  viewStoreContract,
  type OpenViewStore,
} from '@strata/kernel/testing';
import { SqliteViewReader } from './sqlite-view-reader.ts';
import { SqliteViewStore } from './sqlite-view-store.ts';

const VIEWS = [pupils, activity];

const openAt = async (folder: string): Promise<OpenViewStore> => {
  const path = join(folder, 'views.db');
  const store = new SqliteViewStore(path);
  await store.open(VIEWS);
  const reader = new SqliteViewReader(path, VIEWS, () => 0);
  const shut = () => {
    reader.close();
    store.close();
  };
  return {
    store,
    reader,
    reopen: async () => {
      shut();
      return openAt(folder);
    },
    close: async () => {
      shut();
      rmSync(folder, { recursive: true });
    },
  };
};

const open = () => openAt(mkdtempSync(join(tmpdir(), 'strata-views-')));

viewStoreContract('SQLite', open);
viewFindContract('SQLite', open);
viewHostContract('SQLite', open);
viewParkingContract('SQLite', open);
