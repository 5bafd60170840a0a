import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useRead } from '../api/hooks.ts';
import type { IncidentView } from './types.ts';

/**
 * An incident as the server has it now, for writing on top of it: what an earlier visit left in memory is not enough,
 * another device may have gone on since. `view` is absent until the server has answered.
 */
export function useFresh(id: string): { read: UseQueryResult<IncidentView>; view: IncidentView | undefined } {
  const read = useRead<IncidentView>(`/incidents/${id}`);
  const { refetch, isFetchedAfterMount } = read;
  useEffect(() => {
    if (!isFetchedAfterMount) void refetch();
  }, [isFetchedAfterMount, refetch]);
  return { read, view: isFetchedAfterMount && read.error === null ? read.data : undefined };
}
