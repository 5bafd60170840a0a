import type { Caller, Service } from '../src/server/platform/service.ts';
import type { DemoProgram } from './setup.ts';
import type { DemoStudent } from './students.ts';

export interface YearInput {
  readonly service: Service;
  readonly seed: number;
  readonly program: DemoProgram;
  readonly days: readonly string[];
  readonly students: readonly DemoStudent[];
  /** The day of the load: nothing of the story happens later. */
  readonly now: Date;
  readonly onProgress: (done: number, of: number) => void;
}

/** The service with its clock at a moment of the story, never later than the day of the load. */
export function at(input: YearInput, moment: Date): Service {
  const time = moment > input.now ? input.now : moment;
  return { ...input.service, clock: () => time };
}

/** A person of the cast, ready to act. */
export function callerOf(input: YearInput, key: string): Caller {
  const caller = input.program.callers[key];
  if (caller === undefined) throw new Error(`The cast has no ${key}`);
  return caller;
}

/** A moment some minutes later. */
export const later = (moment: Date, minutes: number): Date => new Date(moment.getTime() + minutes * 60_000);
