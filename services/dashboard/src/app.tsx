import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { Patterns } from './figures/patterns.tsx';
import { isAffected, listen, paced, type KeyStart } from './live.ts';
import { LockedPage } from './pages/locked-page.tsx';
import { MissingPage } from './pages/missing-page.tsx';
import { TiersPage } from './pages/tiers-page.tsx';
import { Boundary } from './parts/boundary.tsx';
import { Frame } from './parts/frame.tsx';
import { Skeleton } from './parts/notes.tsx';
import { queryClient } from './queries.ts';
import { useStatus } from './status.ts';

const MovementPage = lazy(async () => ({ default: (await import('./pages/movement-page.tsx')).MovementPage }));
const TimePage = lazy(async () => ({ default: (await import('./pages/time-page.tsx')).TimePage }));
const StudentsPage = lazy(async () => ({ default: (await import('./pages/students-page.tsx')).StudentsPage }));
const StudentPage = lazy(async () => ({ default: (await import('./pages/student-page.tsx')).StudentPage }));
const ProvidersPage = lazy(async () => ({ default: (await import('./pages/providers-page.tsx')).ProvidersPage }));
const ProviderPage = lazy(async () => ({ default: (await import('./pages/provider-page.tsx')).ProviderPage }));
const DataPage = lazy(async () => ({ default: (await import('./pages/data-page.tsx')).DataPage }));
const ImportPage = lazy(async () => ({ default: (await import('./pages/import-page.tsx')).ImportPage }));

const refetch = paced({
  isBusy: () => queryClient.isFetching({ type: 'active' }) > 0,
  run: (starts: readonly KeyStart[]) =>
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isAffected(queryKey, starts) }),
});

export function App(): ReactNode {
  const { locked } = useStatus();
  useEffect(() => (locked ? undefined : listen('/v1/live', refetch)), [locked]);
  if (locked) return <LockedPage />;
  return (
    <QueryClientProvider client={queryClient}>
      <Patterns />
      <Frame>
        <Boundary>
          <Suspense fallback={<Skeleton height={50} />}>
            <Pages />
          </Suspense>
        </Boundary>
      </Frame>
    </QueryClientProvider>
  );
}

function Pages(): ReactNode {
  return (
    <Switch>
      <Route path="/" component={TiersPage} />
      <Route path="/schools/:id" component={TiersPage} />
      <Route path="/schools/:id/grades/:grade" component={TiersPage} />
      <Route path="/movement" component={MovementPage} />
      <Route path="/time" component={TimePage} />
      <Route path="/students" component={StudentsPage} />
      <Route path="/students/:id" component={StudentPage} />
      <Route path="/providers" component={ProvidersPage} />
      <Route path="/providers/:id" component={ProviderPage} />
      <Route path="/data" component={DataPage} />
      <Route path="/data/imports/:id" component={ImportPage} />
      <Route component={MissingPage} />
    </Switch>
  );
}
