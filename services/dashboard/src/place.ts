import type { Overview } from '@strata/contracts';
import { gradeTitle } from './words.ts';

/** Where one looks: the district, a school, or a grade of a school. */
export type Place = { readonly school?: string; readonly grade?: string };
export type Tab = 'tiers' | 'movement' | 'time' | 'students' | 'providers' | 'data';

export const TABS: readonly { readonly tab: Tab; readonly title: string; readonly everywhere: boolean }[] = [
  { tab: 'tiers', title: 'Tiers', everywhere: true },
  { tab: 'movement', title: 'Movement', everywhere: true },
  { tab: 'time', title: 'Time', everywhere: false },
  { tab: 'students', title: 'Students', everywhere: true },
  { tab: 'providers', title: 'Providers', everywhere: false },
  { tab: 'data', title: 'Data', everywhere: false },
];

const PLACE_PATH = /^\/schools\/([^/]+)(?:\/grades\/([^/]+))?\/?$/;

/** The place that an address is about. Tiers say it in the path, the other tabs in the query. */
export const placeOf = (path: string, search: string): Place => {
  const match = PLACE_PATH.exec(path);
  if (match)
    return placeFrom(decodeURIComponent(match[1]!), match[2] === undefined ? undefined : decodeURIComponent(match[2]));
  const query = new URLSearchParams(search);
  return placeFrom(query.get('school') ?? undefined, query.get('grade') ?? undefined);
};

const placeFrom = (school: string | undefined, grade: string | undefined): Place => ({
  ...(school && { school }),
  ...(grade && { grade }),
});

export const tabOf = (path: string): Tab | undefined => {
  if (path === '/' || path.startsWith('/schools/')) return 'tiers';
  const first = path.split('/')[1];
  return TABS.find(({ tab }) => tab === first)?.tab;
};

/** The same tab at another place. */
export const tabLink = (tab: Tab, { school, grade }: Place): string => {
  if (tab === 'tiers') {
    if (!school) return '/';
    return grade
      ? `/schools/${encodeURIComponent(school)}/grades/${encodeURIComponent(grade)}`
      : `/schools/${encodeURIComponent(school)}`;
  }
  if (!TABS.find(each => each.tab === tab)?.everywhere) return `/${tab}`;
  return withQuery(`/${tab}`, { school, grade: school ? grade : undefined });
};

/** A path with those parameters that have a value. */
export const withQuery = (path: string, parameters: Readonly<Record<string, string | number | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text ? `${path}?${text}` : path;
};

/** The place as a heading, "Grade 3, Heron Creek Elementary", and within a sentence: "in grade 3 at Heron Creek Elementary". */
export const placeWords = (
  { school, grade }: Place,
  overview: Pick<Overview, 'schools' | 'districtName'> | undefined,
): { readonly title: string; readonly inText: string } => {
  const name = school && (overview?.schools.find(({ schoolId }) => schoolId === school)?.name ?? 'this school');
  const inGrade = grade && `in ${gradeTitle(grade).replace('Grade', 'grade')}`;
  return {
    title: [grade && gradeTitle(grade), name].filter(Boolean).join(', ') || (overview?.districtName ?? 'District'),
    inText: [inGrade, name && `at ${name}`].filter(Boolean).join(' ') || 'in the district',
  };
};
