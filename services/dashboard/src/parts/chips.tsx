import type { ReactNode } from 'react';
import { Link } from 'wouter';

export type Chip = { readonly text: string; readonly href: string; readonly current: boolean };

/** Filters are links: the address holds them, so it can be sent to somebody. */
export function ChipGroup({ label, chips }: { readonly label: string; readonly chips: readonly Chip[] }): ReactNode {
  return (
    <div role="group" aria-label={label}>
      <span className="label" aria-hidden="true">
        {label}
      </span>
      {chips.map(({ text, href, current }) => (
        <Link key={text} href={href} replace aria-current={current ? 'true' : undefined}>
          {text}
        </Link>
      ))}
    </div>
  );
}
