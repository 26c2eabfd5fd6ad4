import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { tabLink, TABS, type Place, type Tab } from '../place.ts';

type Shown = {
  readonly place: Place;
  readonly current: Tab | undefined;
  readonly withData: boolean;
  readonly isWhole: boolean;
};

/** The same tabs at each level; what is about the whole district stands at the district only. */
export function Tabs({ place, current, withData, isWhole }: Shown): ReactNode {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  const shown = TABS.filter(({ tab, everywhere }) => everywhere || isWhole || !place.school || tab === current);
  const usable = withData ? shown : shown.filter(({ tab }) => tab === 'tiers' || tab === 'providers' || tab === 'data');
  return (
    <nav ref={bar} className="tabs" aria-label="Views">
      <ul>
        {usable.map(({ tab, title }) => (
          <li key={tab}>
            <Link href={tabLink(tab, place)} aria-current={tab === current ? 'page' : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
