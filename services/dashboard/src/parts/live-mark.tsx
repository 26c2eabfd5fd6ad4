import { useEffect, useRef, useState, type ReactNode } from 'react';
import { timeWithSeconds } from '../dates.ts';
import { liveWords } from '../live-words.ts';
import { useStatus } from '../status.ts';
import { announce } from './announcer.tsx';
import { Popover } from './menu.tsx';

/** Always in sight: are these figures of now? The reason is a click away. */
export function LiveMark(): ReactNode {
  const status = useStatus();
  const { state, words, reason } = liveWords(status);
  useSpokenChange(state, words);
  return (
    <Popover
      className="live"
      panelClass="live-reason"
      data-state={state}
      label={`Connection: ${words}. Show why`}
      face={words}
    >
      <p>{reason}</p>
      {status.asOf && <p>Everything recorded up to {timeWithSeconds(status.asOf)} is in the figures.</p>}
    </Popover>
  );
}

/** Short interruptions are nobody's business. */
const WORTH_SAYING_MS = 4000;

function useSpokenChange(state: string, words: string): void {
  const told = useRef('live');
  const [settled, settle] = useState(state);
  useEffect(() => {
    const timer = setTimeout(() => settle(state), WORTH_SAYING_MS);
    return () => clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    const kind = settled === 'offline' ? 'offline' : 'live';
    if (settled === 'connecting' || kind === told.current) return;
    told.current = kind;
    announce(kind === 'live' ? 'Connected again.' : `Connection lost: ${words}.`);
  }, [settled, words]);
}
