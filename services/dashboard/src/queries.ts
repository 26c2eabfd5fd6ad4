import type {
  DataQuality,
  ImportReport,
  Movement,
  Overview,
  ProviderList,
  ProviderView,
  RosterStudent,
  StudentList,
  StudentView,
  TierBoard,
  TimeByTier,
  TimelineEntry,
} from '@strata/contracts';
import { keepPreviousData, QueryCache, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, Problem } from './api.ts';
import { noteLocked } from './freshness.ts';

import { withQuery, type Place } from './place.ts';

const TRIES = 2;
const isOurFault = (error: Error) => !(error instanceof Problem) || error.status === 0 || error.status >= 500;

/** The live feed says when something is stale; the minute only heals what a lost connection hid. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: error => void (error instanceof Problem && error.status === 401 && noteLocked()),
  }),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      retry: (failures, error) => failures < TRIES && isOurFault(error),
      refetchOnReconnect: 'always',
    },
  },
});

const view = <Answer>(path: string) => ({
  queryFn: ({ signal }: { signal: AbortSignal }) => get<Answer>(`/v1/views/${path}`, signal),
});

export const useOverview = () => useQuery({ queryKey: ['overview'], ...view<Overview>('overview') });

export const useTierBoard = ({ school, grade }: Place) =>
  useQuery({
    queryKey: ['tier-board', { school, grade }],
    ...view<TierBoard>(withQuery('tier-board', { school, grade })),
    placeholderData: keepPreviousData,
  });

export type StudentsAsked = Place & { readonly domain?: string | undefined; readonly tier?: string | undefined };
const STUDENTS_AT_ONCE = 100;

export const useStudents = (asked: StudentsAsked) =>
  useInfiniteQuery({
    queryKey: ['students', asked],
    queryFn: ({ pageParam, signal }) =>
      get<StudentList>(
        withQuery('/v1/views/students', { ...asked, limit: STUDENTS_AT_ONCE, cursor: pageParam }),
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next,
    placeholderData: keepPreviousData,
  });

export const useStudent = (id: string | undefined) =>
  useQuery({
    queryKey: ['student', id],
    ...view<StudentView>(`students/${encodeURIComponent(id ?? '')}`),
    enabled: id !== undefined,
  });

/** The pages of a student's timeline behind the first, whose `next` is `cursor`. */
export const useEarlier = (id: string, cursor: string | undefined) =>
  useInfiniteQuery({
    queryKey: ['earlier', id, cursor],
    queryFn: async ({ pageParam, signal }): Promise<{ items: readonly TimelineEntry[]; next?: string }> => {
      const answer = await get<StudentView>(
        withQuery(`/v1/views/students/${encodeURIComponent(id)}`, { cursor: pageParam }),
        signal,
      );
      return answer.timeline;
    },
    initialPageParam: cursor,
    getNextPageParam: last => last.next,
    enabled: cursor !== undefined,
  });

export type MovementAsked = Place & { readonly from: string; readonly to: string };
const MOVERS_AT_ONCE = 200;

export const useMovement = (asked: MovementAsked, enabled = true) =>
  useInfiniteQuery({
    queryKey: ['movement', asked],
    queryFn: ({ pageParam, signal }) =>
      get<Movement>(withQuery('/v1/views/movement', { ...asked, limit: MOVERS_AT_ONCE, cursor: pageParam }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next,
    placeholderData: keepPreviousData,
    enabled,
  });

export const useTime = (weeks: number) =>
  useQuery({
    queryKey: ['time', { weeks }],
    ...view<TimeByTier>(withQuery('time-by-tier', { weeks, by: 'provider' })),
    placeholderData: keepPreviousData,
  });

export const useProviders = () => useQuery({ queryKey: ['providers'], ...view<ProviderList>('providers?limit=500') });
/** A provider that was added a moment ago may not be in the figures yet. */
const NEW_TRIES = 6;

export const useProvider = (id: string) =>
  useQuery({
    queryKey: ['provider', id],
    ...view<ProviderView>(`providers/${encodeURIComponent(id)}`),
    retry: (failures, error) =>
      failures < (error instanceof Problem && error.status === 404 ? NEW_TRIES : isOurFault(error) ? TRIES : 0),
    retryDelay: failures => (failures + 1) * 100,
  });

export const useDataQuality = () => useQuery({ queryKey: ['data-quality'], ...view<DataQuality>('data-quality') });

/** While an import runs, it is asked how far it is. */
const WATCH_MS = 1000;

export const useImport = (id: string | undefined) =>
  useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => get<ImportReport>(`/v1/imports/${encodeURIComponent(id!)}`, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? WATCH_MS : false),
  });

export const useStudentSearch = (text: string) =>
  useQuery({
    queryKey: ['search', text],
    queryFn: ({ signal }) =>
      get<{ items: readonly RosterStudent[]; total: number }>(
        withQuery('/v1/students', { search: text, limit: 8 }),
        signal,
      ),
    enabled: text !== '',
    placeholderData: keepPreviousData,
  });
