import type { Tier } from '@strata/contracts';
import { TIERS } from '@strata/contracts/words';
import type { ReactNode } from 'react';
import { TIER_WORDS } from '../words.ts';

const LAYERS: readonly { readonly y: number; readonly x: number }[] = [
  { y: 9, x: 0 },
  { y: 4.5, x: 2 },
  { y: 0, x: 4 },
];

/** Layers on layers, for what is added to core. Always beside its word. */
export function TierGlyph({ tier }: { readonly tier: Tier }): ReactNode {
  const held = TIERS.indexOf(tier);
  return (
    <svg width="14" height="13" aria-hidden="true" focusable="false">
      {TIERS.map((each, index) => (
        <rect
          key={each}
          x={LAYERS[index]!.x}
          y={LAYERS[index]!.y}
          width={14 - LAYERS[index]!.x}
          height="3.5"
          rx="0.75"
          fill={index <= held ? `var(--${each})` : 'var(--hairline)'}
        />
      ))}
    </svg>
  );
}

export function TierMark({ tier }: { readonly tier: Tier }): ReactNode {
  return (
    <span className="tier-mark" data-tier={tier}>
      <TierGlyph tier={tier} />
      {TIER_WORDS[tier].short}
    </span>
  );
}
