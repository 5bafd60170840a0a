import type { TablesProtection } from './protection.ts';

/** What the engine's thread says while it protects the tables of a release (engine-worker.ts). */
export type Told =
  | { readonly told: 'progress'; readonly phase: string; readonly share: number }
  | { readonly told: 'answer'; readonly answer: TablesProtection }
  | { readonly told: 'failed'; readonly reason: string };
