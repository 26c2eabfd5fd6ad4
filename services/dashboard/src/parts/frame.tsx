import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { placeOf, tabOf, type Place } from '../place.ts';
import { useOverview, useStudent } from '../queries.ts';
import { useStatus } from '../status.ts';
import { Announcer } from './announcer.tsx';
import { LiveMark } from './live-mark.tsx';
import { PlacePath } from './place-path.tsx';
import { Search } from './search.tsx';
import { Tabs } from './tabs.tsx';

/** What stands on every page: the place, the search, the live mark, the tabs. */
export function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  const [path] = useLocation();
  const search = useSearch();
  const student = useStudentOf(path);
  const place = student.place ?? placeOf(path, search);
  const tab = tabOf(path);
  const { data } = useOverview();
  const { demo } = useStatus();
  const schools = data?.schools ?? [];
  const hasStudents = data === undefined || data.students > 0;
  useFreshStart(path);
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <div className="top-line">
          <Link href="/" className="brand">
            <Logo />
            Strata
          </Link>
          {hasStudents && <PlacePath place={place} tab={tab} overview={data} />}
          <div className="top-end">
            {demo && <span className="demo-mark">Demo data</span>}
            <LiveMark />
            {hasStudents && <Search schools={schools} />}
          </div>
        </div>
        <Tabs place={place} current={tab} withData={hasStudents} isWhole={student.isShown} />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="foot">
        <p>
          <kbd>/</kbd> finds a student, <kbd>j</kbd> and <kbd>k</kbd> walk the list, <kbd>Enter</kbd> opens, arrows walk
          a figure.
        </p>
      </footer>
      <Announcer />
    </>
  );
}

/** A student's page is at the student's school and grade. It asks nothing that the page itself does not ask. */
function useStudentOf(path: string): { readonly isShown: boolean; readonly place: Place | undefined } {
  const id = /^\/students\/([^/]+)$/.exec(path)?.[1];
  const { data } = useStudent(id && decodeURIComponent(id));
  const { schoolId, grade } = data?.student ?? {};
  return { isShown: id !== undefined, place: schoolId ? { school: schoolId, ...(grade && { grade }) } : undefined };
}

/** A new page starts at its top, and with its heading for those who listen. */
function useFreshStart(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    scrollTo(0, 0);
    (document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main'))?.focus({
      preventScroll: true,
    });
  }, [path]);
}

function Logo(): ReactNode {
  return (
    <svg viewBox="0 0 22 22" aria-hidden="true" focusable="false">
      <rect x="0" y="14" width="22" height="7" rx="1.2" fill="var(--core)" />
      <rect x="5" y="7" width="17" height="5.4" rx="1.2" fill="var(--more)" />
      <rect x="12" y="1" width="10" height="4.4" rx="1.2" fill="var(--specialized)" />
    </svg>
  );
}
