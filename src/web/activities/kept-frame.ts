import { z } from 'zod';
import { activityBodySchema } from '../../domain/activities/record.ts';
import { totalsOf } from '../../domain/activities/rules.ts';
import { besideMe, keepBeside, readBeside } from '../session/kept.ts';
import type { OfficerDay } from './types.ts';

/**
 * What logging needs of a day read before: where the officer is assigned and what they log often. No entry of any day is
 * kept. Kept beside the person and forgotten with them (session/kept.ts).
 */
const frameSchema = z.object({
  programId: z.string(),
  officer: z.object({ id: z.string(), name: z.string() }),
  assignments: z.array(
    z.object({
      id: z.string(),
      officerId: z.string(),
      schoolId: z.string(),
      from: z.string(),
      until: z.string().nullable(),
      // As the server tells them: a whole day ends at '24:00'.
      hours: z.array(z.object({ weekdays: z.array(z.number()), from: z.string(), until: z.string() })),
    }),
  ),
  favourites: z.array(
    z.object({
      kind: activityBodySchema.shape.kind,
      topic: activityBodySchema.shape.topic,
      minutes: z.array(z.number()),
      count: z.number(),
    }),
  ),
});

/** Keeps what logging needs of today. */
export function keepFrame(personId: string, programId: string, day: OfficerDay): void {
  const { officer, assignments, favourites } = day;
  if (officer === null || day.date !== day.today) return;
  keepBeside(besideMe('day', personId), { programId, officer, assignments, favourites });
}

/** Today as far as this device knows it: nothing done yet, closed for nobody. Null when no day was read here before. */
export function keptDay(personId: string, programId: string, today: string): OfficerDay | null {
  const frame = readBeside(besideMe('day', personId), frameSchema);
  if (frame === null || frame.programId !== programId) return null;
  return {
    date: today,
    today,
    officer: frame.officer,
    closedAt: null,
    schoolId: null,
    assignments: frame.assignments,
    entries: [],
    next: null,
    totals: totalsOf([]),
    documentation: { real: 0, planned: 0, state: 'within' },
    favourites: frame.favourites,
  };
}
