import type { LinkedCounts, Shows } from '../../disclosure/linked/counts.ts';
import type { Outcome } from '../../disclosure/problem.ts';
import type { TablesProtection, TablesRequest } from './protection.ts';

/** What the engine is asked to do. */
export type Job =
  | { readonly kind: 'release'; readonly request: TablesRequest }
  | { readonly kind: 'linked'; readonly tables: readonly LinkedCounts[] };

/** What each kind of job comes to. */
export interface Answers {
  readonly release: TablesProtection;
  /** One for each table, which is judged by itself. */
  readonly linked: readonly Outcome<Shows>[];
}

export type Told<K extends keyof Answers> =
  | { readonly told: 'progress'; readonly phase: string; readonly share: number }
  | { readonly told: 'answer'; readonly answer: Answers[K] }
  | { readonly told: 'failed'; readonly reason: string };
