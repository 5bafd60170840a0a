import { Stopped } from '../../disclosure/solver.ts';
import { inEngine } from './engine.ts';
import type { TablesProtection, TablesRequest } from './protection.ts';

interface ProtectOptions {
  /** Told now and then: a phase and how far it is, from 0 to 1. */
  readonly progress?: (phase: string, share: number) => void;
  /** Ends the work; the promise then rejects with `Stopped`. */
  readonly signal?: AbortSignal;
}

/**
 * Protects and audits the tables of a release against everything that is out, and together (P7.9), in a thread of its own.
 * Nothing is stored: whoever publishes adds each `entry` to the ledger. Fails with problems for input that does not fit, for counts that cannot be
 * protected, and for corrections that would give a student away; rejects with `Stopped` when told to end.
 */
export async function protectRelease(request: TablesRequest, options: ProtectOptions = {}): Promise<TablesProtection> {
  if (options.signal?.aborted === true) throw new Stopped();
  return inEngine(request, options);
}
