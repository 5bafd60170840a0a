import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { useProgram } from '../session/session.tsx';
import { api } from '../session/store.ts';
import type { Api, Query } from './client.ts';

/** The address of something in a program. */
export const inProgram = (programId: string, path: string): string =>
  `/api/programs/${encodeURIComponent(programId)}${path}`;

/** The client for the program in hand: `useApi().post('/calls', body)` goes to /api/programs/<id>/calls. */
export function useApi(): Api {
  const { programId } = useProgram();
  return useMemo(() => {
    const at = (path: string): string => inProgram(programId, path);
    return {
      request: (method, path, options) => api.request(method, at(path), options),
      get: (path, options) => api.get(at(path), options),
      post: (path, body, options) => api.post(at(path), body, options),
      put: (path, body, options) => api.put(at(path), body, options),
      patch: (path, body, options) => api.patch(at(path), body, options),
      remove: (path, options) => api.remove(at(path), options),
    };
  }, [programId]);
}

/**
 * Reads something of the program and keeps it fresh. The cache key is [programId, path, query].
 * `enabled: false` waits (for an id that is not known yet).
 */
export function useRead<T>(
  path: string,
  query?: Query,
  options: { readonly enabled?: boolean; readonly refreshMs?: number } = {},
): UseQueryResult<T> {
  const { programId } = useProgram();
  return useQuery<T>({
    queryKey: [programId, path, query ?? {}],
    queryFn: ({ signal }) =>
      api.get<T>(inProgram(programId, path), { signal, ...(query === undefined ? {} : { query }) }),
    enabled: options.enabled ?? true,
    ...(options.refreshMs === undefined ? {} : { refetchInterval: options.refreshMs }),
  });
}

/**
 * Reads a list part by part: the first at once, each further one when asked for; all that are shown are kept fresh. The
 * list's answer says in `next` where the next part begins. `from`: where the first part begins.
 */
export function useReadParts<T extends { readonly next: string | null }>(
  path: string,
  query: Query,
  options: { readonly enabled?: boolean; readonly refreshMs?: number; readonly from?: string } = {},
): UseInfiniteQueryResult<InfiniteData<T>> {
  const { programId } = useProgram();
  const { from = '' } = options;
  return useInfiniteQuery({
    queryKey: [programId, path, query, 'parts', from],
    queryFn: ({ pageParam, signal }) =>
      api.get<T>(inProgram(programId, path), { signal, query: { ...query, before: pageParam } }),
    initialPageParam: from,
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
    enabled: options.enabled ?? true,
    ...(options.refreshMs === undefined ? {} : { refetchInterval: options.refreshMs }),
  });
}

/** After a change: `await stale('/calls')` reads again everything whose path starts so. */
export function useStale(): (...paths: readonly string[]) => Promise<void> {
  const queries = useQueryClient();
  const { programId } = useProgram();
  return async (...paths) => {
    await queries.invalidateQueries({
      predicate: ({ queryKey: [program, path] }) =>
        program === programId && typeof path === 'string' && paths.some((start) => path.startsWith(start)),
    });
  };
}
