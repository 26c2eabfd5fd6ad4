export { openDatabase, pragma, storeUnavailable, transaction, type DatabaseOptions } from './database.ts';
export { openDataFolder, type DataFolder } from './data-folder.ts';
export { openFileUploads } from './file-uploads.ts';
export { openLogReader, type OpenLogReader } from './sqlite-log-reader.ts';
export { SqliteEventStore } from './sqlite-event-store.ts';
export { SqliteVault } from './sqlite-vault.ts';
