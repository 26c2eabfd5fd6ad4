import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { addDays } from '../dates.ts';

/** `[from, to)` in the address; people are shown the last day that belongs to it. */
export function DateRange({ from, to }: { readonly from: string; readonly to: string }): ReactNode {
  const [query, setQuery] = useSearchParams();
  const choose = (changed: { from?: string; to?: string }) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries({ from, to, ...changed })) next.set(name, value);
    setQuery(next, { replace: true });
  };
  const last = addDays(to, -1);
  return (
    <div className="range">
      <label className="label" htmlFor="from">
        from
      </label>
      <input
        id="from"
        type="date"
        value={from}
        max={last}
        onChange={({ target }) => target.value && target.value <= last && choose({ from: target.value })}
      />
      <label className="label" htmlFor="to">
        to
      </label>
      <input
        id="to"
        type="date"
        value={last}
        min={from}
        onChange={({ target }) => target.value >= from && choose({ to: addDays(target.value, 1) })}
      />
    </div>
  );
}
