import { createContext, use } from 'react';
import type { Missing } from '../../domain/incidents/completeness.ts';
import type { IncidentDraft } from '../../domain/incidents/record.ts';
import type { Problem } from '../api/problem.ts';
import type { FieldMessages } from '../forms/issues.ts';
import type { Part } from './parts.ts';

/** Where what was typed stands. Whatever it says, it is on this device. */
export type SaveStatus =
  | { readonly kind: 'saved'; readonly at: string | null }
  | { readonly kind: 'saving' }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'onDevice' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'gone' };

/** What the steps need, whether they write a draft or amend a filed record. */
export type Editor = {
  readonly mode: 'draft' | 'amend';
  readonly id: string;
  /** Path of the steps: '/incidents/<id>/write'. */
  readonly path: string;
  readonly school: { readonly id: string; readonly name: string };
  readonly content: IncidentDraft;
  readonly missing: readonly Missing[];
  /** What is wrong with what was typed, by path; not what is still missing. */
  readonly faults: FieldMessages;
  readonly status: SaveStatus;
  /** Parts another device changed too, with what is saved of them. */
  readonly conflicts: readonly Part[];
  readonly theirs: IncidentDraft;
  /** True once the officer has looked at Check: from then on fields show what they lack. */
  readonly strict: boolean;
  change(next: (draft: IncidentDraft) => IncidentDraft): void;
  set(path: string, value: unknown): void;
  lookedAtCheck(): void;
  keep(part: Part, whose: 'mine' | 'theirs'): void;
  /** Saves now what is not yet saved. True when nothing is left to save. */
  flush(): Promise<boolean>;
};

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (editor === null) throw new Error('useEditor outside the steps of an incident');
  return editor;
}
