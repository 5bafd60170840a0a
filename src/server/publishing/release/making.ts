import type { Refusal, Result } from '../../../domain/shared/result.ts';
import type { Caller, Service } from '../../platform/service.ts';
import { proposeRelease } from './propose.ts';

/**
 * A proposal being made takes up to minutes: nobody waits for an answer. What is under way, and how the last one ended,
 * is kept here for whoever looks; a restart of the server forgets it, and the coordinator begins anew.
 */
export type Making =
  | { readonly state: 'working'; readonly period: string; readonly share: number }
  | { readonly state: 'done'; readonly period: string; readonly proposalId: string }
  | { readonly state: 'refused'; readonly period: string; readonly refusal: Refusal }
  | { readonly state: 'failed'; readonly period: string };

const kept = new Map<string, Making>();

/** What is being made for a program, or was made last. */
export function makingOf(programId: string): Making | null {
  return kept.get(programId) ?? null;
}

/**
 * Begins to make a proposal and answers at once. One at a time in a program: where one is under way, that one goes on.
 * The promise ends with the work; only tests wait for it.
 */
export function beginProposal(service: Service, caller: Caller, period: string): Promise<void> {
  const { programId } = caller.actor;
  if (kept.get(programId)?.state === 'working') return Promise.resolve();
  kept.set(programId, { state: 'working', period, share: 0 });
  const told = (_phase: string, share: number): void => {
    kept.set(programId, { state: 'working', period, share });
  };
  const ended = (result: Result<{ id: string }>): void => {
    kept.set(
      programId,
      result.ok
        ? { state: 'done', period, proposalId: result.value.id }
        : { state: 'refused', period, refusal: result.error },
    );
  };
  return proposeRelease(service, caller, period, told).then(ended, (error: unknown) => {
    service.log.error({ programId, err: error }, 'a release could not be proposed');
    kept.set(programId, { state: 'failed', period });
  });
}
