import { z } from 'zod';
import type { Protection } from '../system.ts';

/** What a withheld cell costs the reader: one each, its count, or the logarithm of its count. */
export type Cost = 'cells' | 'value' | 'log';

/** What is promised to the people counted, and what the reader is told. Goes into every output. */
export interface Policy {
  /** Counts of 1 to threshold - 1 people are small. */
  readonly threshold: number;
  /** `published`: zeros are shown, so a withheld cell is at least 1. `complement`: zeros may be withheld as well. */
  readonly zeros: 'published' | 'complement';
  readonly protect: Protection;
  readonly cost: Cost;
}

export const policySchema = z.strictObject({
  threshold: z.int().min(2).max(1_000_000),
  zeros: z.enum(['published', 'complement']),
  protect: z.enum(['exact', 'bound', 'full']),
  cost: z.enum(['cells', 'value', 'log']),
});

export const defaultPolicy: Policy = { threshold: 10, zeros: 'published', protect: 'bound', cost: 'cells' };
