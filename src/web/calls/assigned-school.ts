import type { Assignment } from '../../domain/officers/record.ts';
import { schoolFor } from '../../domain/officers/rules.ts';
import { useRead } from '../api/hooks.ts';
import { useFormat } from '../ui/index.ts';

/** The school of the officer's assignment at this time: null where there is none, undefined while it is not known. */
export function useAssignedSchool(): string | null | undefined {
  const format = useFormat();
  const day = useRead<{ readonly assignments: readonly Assignment[] }>('/day');
  if (day.data === undefined) return day.isError ? null : undefined;
  const now = format.local();
  return schoolFor(day.data.assignments, now.day, now.time);
}
