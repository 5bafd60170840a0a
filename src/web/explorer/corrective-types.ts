import type { FlagFigures } from '../../domain/disparities/record.ts';
import type { Flag } from './types.ts';

export const endSteps = ['finish', 'dismiss'] as const;

/** GET /corrective-actions/:id */
export type Corrective = {
  readonly id: string;
  readonly rule: string;
  readonly citation: string;
  readonly about: Flag;
  readonly figures: FlagFigures | null;
  readonly figuresHidden: boolean;
  readonly schoolName: string | null;
  readonly ownerName: string | null;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly steps: readonly string[];
  readonly note: string;
  readonly state: 'open' | 'done' | 'closedWithoutAction';
  readonly openedAt: string;
  readonly openedByName: string | null;
  readonly history: readonly {
    readonly step: 'finish' | 'dismiss' | 'reopen';
    readonly words: string;
    readonly at: string;
    readonly byName: string | null;
  }[];
  readonly actions: readonly ('finish' | 'dismiss' | 'reopen')[];
};

export type CorrectiveList = { readonly actions: readonly Corrective[]; readonly total: number };
