import { useEffect, useRef, useState } from 'react';
import { heldRows } from '../order.ts';
import { announce } from './announcer.tsx';

type Calm<Row> = {
  readonly rows: readonly Row[];
  readonly waiting: number;
  readonly release: () => void;
  readonly watch: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
  };
};

/**
 * A list under the cursor, or with the focus in it, never jumps: values change in place, new rows wait until they are
 * asked for or the hand is gone. `order` is what the reader chose: choosing anew lets everything in.
 */
export function useCalmRows<Row>(incoming: readonly Row[], keyOf: (row: Row) => string, order: string): Calm<Row> {
  const [held, hold] = useState<{ readonly rows: readonly Row[]; readonly order: string }>();
  const [hands, setHands] = useState({ pointer: false, focus: false });
  const latest = useRef(incoming);
  latest.current = incoming;
  const isHeld = held !== undefined && held.order === order && (hands.pointer || hands.focus);
  const { rows, waiting } = isHeld ? heldRows(held.rows, incoming, keyOf) : { rows: incoming, waiting: 0 };
  useEffect(() => {
    if (waiting > 0) announce(`${waiting} new in the list.`);
  }, [waiting]);
  useEffect(() => {
    if (hands.pointer || hands.focus) hold({ rows: latest.current, order });
  }, [order]);
  const touch = (hand: Partial<typeof hands>) => {
    if (!isHeld) hold({ rows: latest.current, order });
    setHands(before => ({ ...before, ...hand }));
  };
  return {
    rows,
    waiting,
    release: () => hold({ rows: latest.current, order }),
    watch: {
      onPointerEnter: () => touch({ pointer: true }),
      onPointerLeave: () => setHands(before => ({ ...before, pointer: false })),
      onFocus: () => touch({ focus: true }),
      onBlur: () => setHands(before => ({ ...before, focus: false })),
    },
  };
}
