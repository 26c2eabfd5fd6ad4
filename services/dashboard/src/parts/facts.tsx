import type { ReactNode } from 'react';
import { Glow } from './glow.tsx';

export type Fact = { readonly name: string; readonly value: string; readonly note: string };

/** A few figures in a row, in quiet type. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Glow>{value}</Glow>
            <small>{note}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}
