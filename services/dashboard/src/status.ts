import { useSyncExternalStore } from 'react';
import { currentStatus, onStatus, type Status } from './freshness.ts';

export const useStatus = (): Status => useSyncExternalStore(onStatus, currentStatus);
