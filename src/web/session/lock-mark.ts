import { z } from 'zod';
import { keepBeside, readBeside } from './kept.ts';

/**
 * The mark of a locked page on this device. It goes with the person kept there, so that a page loaded again without a
 * network stays locked, and says whether the server has heard of the lock.
 */
const MARK = 'opensro.kept.locked';
const markSchema = z.object({ told: z.boolean() });

export function markLocked(told: boolean): void {
  keepBeside(MARK, { told });
}

export function markOpen(): void {
  localStorage.removeItem(MARK);
}

export const wasLocked = (): boolean => readBeside(MARK, markSchema) !== null;

/** Whether the server may still take the session for open. */
export const lockIsUntold = (): boolean => readBeside(MARK, markSchema)?.told === false;
