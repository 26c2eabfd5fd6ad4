import { useEffect, type ReactNode } from 'react';
import { useStatus } from '../status.ts';
import { moment } from '../dates.ts';
import type { Sentence } from '../sentences.ts';
import { GlowingText } from './glow.tsx';

type Said = {
  readonly title: string;
  readonly eyebrow: ReactNode;
  readonly sentence: Sentence | undefined;
  readonly about?: string | undefined;
  /** The sentence is still that of the subject before. */
  readonly stale?: boolean;
};

/** How every page opens: where and when, and the finding in a sentence. `about` tells one subject from the next. */
export function Finding({ title, eyebrow, sentence, about, stale = false }: Said): ReactNode {
  const { asOf, demo } = useStatus();
  useEffect(() => {
    document.title = `${title} · Strata`;
  }, [title]);
  return (
    <header className="finding">
      <div className="eyebrow">{eyebrow}</div>
      <h1 tabIndex={-1} aria-busy={stale || sentence === undefined}>
        {sentence ? (
          <Words key={about} sentence={sentence} />
        ) : (
          <span className="skeleton">{' '.repeat(40)}&nbsp;</span>
        )}
      </h1>
      <p className="printed">
        {demo && 'Demo data. '}Figures as of {asOf ? moment(asOf) : 'an unknown time'}.
      </p>
    </header>
  );
}

function Words({ sentence: { lead, rest } }: { readonly sentence: Sentence }): ReactNode {
  return (
    <>
      <GlowingText>{lead}</GlowingText>
      {rest && (
        <span className="rest">
          {' '}
          <GlowingText>{rest}</GlowingText>
        </span>
      )}
    </>
  );
}
