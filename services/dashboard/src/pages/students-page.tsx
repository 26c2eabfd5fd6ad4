import type { Domain, Tier } from '@strata/contracts';
import { DOMAINS, TIERS } from '@strata/contracts/words';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { ChipGroup } from '../parts/chips.tsx';
import { Finding } from '../parts/finding.tsx';
import { placeOf, placeWords, withQuery } from '../place.ts';
import { useOverview, useStudents, type StudentsAsked } from '../queries.ts';
import { enrolledSentence, studentsSentence } from '../sentences.ts';
import { DOMAIN_WORDS, TIER_WORDS } from '../words.ts';
import { StudentListing } from './student-listing.tsx';

const among = <Word extends string>(words: readonly Word[], text: string | null): Word | undefined =>
  words.find(word => word === text);

type Asked = StudentsAsked & { readonly domain?: Domain | undefined; readonly tier?: Tier | undefined };

/** A tier is held in a domain: choosing one without the other means reading first. */
const askedOf = (query: URLSearchParams): Asked => {
  const tier = among(TIERS, query.get('tier'));
  return {
    ...placeOf('/students', query.toString()),
    domain: tier && (among(DOMAINS, query.get('domain')) ?? 'ela'),
    tier,
  };
};

/** Students by place and by what they receive. */
export function StudentsPage(): ReactNode {
  const [query] = useSearchParams();
  const asked = askedOf(query);
  const { data: overview } = useOverview();
  const { data, hasNextPage, isPlaceholderData } = useStudents(asked);
  const place = placeWords(asked, overview);
  const support =
    asked.domain && asked.tier
      ? `${TIER_WORDS[asked.tier].support} in ${DOMAIN_WORDS[asked.domain].inText}`
      : 'core support or more';
  const shown = isPlaceholderData ? undefined : data?.pages.reduce((sum, { items }) => sum + items.length, 0);
  const enrolled = asked.tier ? undefined : enrolledIn(asked, overview?.schools);
  const counted =
    shown === undefined ? undefined : studentsSentence({ shown, hasMore: hasNextPage, place: place.inText, support });
  return (
    <>
      <Finding
        title="Students"
        about={place.title + support}
        eyebrow={place.title}
        sentence={enrolled === undefined ? counted : enrolledSentence(enrolled, place.inText)}
      />
      <Filters asked={asked} />
      <StudentListing asked={asked} title="Students" />
    </>
  );
}

/** How many are enrolled, where the overview knows it: not for one grade. */
const enrolledIn = (
  { school, grade }: StudentsAsked,
  schools: readonly { schoolId: string; students: number }[] | undefined,
): number | undefined => {
  if (grade || !schools) return undefined;
  return schools
    .filter(({ schoolId }) => !school || schoolId === school)
    .reduce((sum, { students }) => sum + students, 0);
};

function Filters({ asked }: { readonly asked: Asked }): ReactNode {
  const link = (changed: Partial<StudentsAsked>) => withQuery('/students', { ...asked, ...changed });
  const domains = DOMAINS.map(domain => ({
    text: DOMAIN_WORDS[domain].title,
    href: link({ domain, tier: asked.tier ?? 'more' }),
    current: asked.domain === domain && asked.tier !== undefined,
  }));
  const tiers = TIERS.map(tier => ({
    text: TIER_WORDS[tier].short,
    href: link({ tier, domain: asked.domain ?? 'ela' }),
    current: asked.tier === tier,
  }));
  return (
    <div className="chips">
      <ChipGroup
        label="Support"
        chips={[{ text: 'Any', href: link({ tier: undefined, domain: undefined }), current: !asked.tier }, ...tiers]}
      />
      <ChipGroup label="in" chips={domains} />
    </div>
  );
}
