import { useSyncExternalStore, type ReactNode } from 'react';

let said = '';
const listeners = new Set<() => void>();

/** Tells a screen reader, once and politely. Only what the reader waits for: a lost connection, new rows, a key made. */
export const announce = (text: string): void => {
  said = text;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function Announcer(): ReactNode {
  const text = useSyncExternalStore(subscribe, () => said);
  return (
    <div className="unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}
