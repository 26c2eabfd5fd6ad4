import type { Tier } from '@strata/contracts';
import type { ReactNode } from 'react';

/** What a tier is filled with: a hue, and a texture that survives a grey print. */
export const fillOf = (tier: Tier): string => (tier === 'core' ? 'var(--core)' : `url(#layer-${tier})`);
/** Time on software instead of with a tutor. */
export const softwareFillOf = (tier: Tier): string => `url(#software-${tier})`;

/** Drawn once for all figures, as a geologist draws layers: fine lines for more, dots for specialized. */
export function Patterns(): ReactNode {
  return (
    <svg width="0" height="0" aria-hidden="true" focusable="false" style={{ position: 'absolute' }}>
      <defs>
        <pattern id="layer-more" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--more)" />
          <path d="M0 3h6" stroke="var(--texture-more)" strokeWidth="1.5" />
        </pattern>
        <pattern id="layer-specialized" width="7" height="7" patternUnits="userSpaceOnUse">
          <rect width="7" height="7" fill="var(--specialized)" />
          <circle cx="2" cy="2" r="1.1" fill="var(--texture-specialized)" />
          <circle cx="5.5" cy="5.5" r="1.1" fill="var(--texture-specialized)" />
        </pattern>
        {(['core', 'more', 'specialized'] as const).map(tier => (
          <pattern
            key={tier}
            id={`software-${tier}`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="5" height="5" fill="var(--paper)" />
            <rect width="2.2" height="5" fill={`var(--${tier})`} />
          </pattern>
        ))}
        <pattern id="nobody-came" width="6" height="6" patternUnits="userSpaceOnUse">
          <path d="M0 0l6 6m0 -6l-6 6" stroke="var(--line)" strokeWidth="1" />
        </pattern>
      </defs>
    </svg>
  );
}
