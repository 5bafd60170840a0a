import type { Role } from '../access/roles.ts';
import type { Transition } from '../shared/workflow.ts';
import type { CorrectiveState } from './record.ts';

export const correctiveStepsTaken = ['finish', 'dismiss', 'reopen'] as const;
export type CorrectiveStepTaken = (typeof correctiveStepsTaken)[number];

const leaders = ['supervisor', 'agencyLeader', 'schoolLeader', 'districtCoordinator'] as const;

/**
 * A corrective action (P1.4) ends with what came of it, or with why nothing is to be done; either is said in words and
 * stays. The permission table says whose: leaders end their own, supervisor and coordinator everybody's.
 */
export const correctiveTransitions: readonly Transition<CorrectiveState, CorrectiveStepTaken, Role>[] = [
  { action: 'finish', from: ['open'], to: 'done', roles: leaders, needsReason: true },
  { action: 'dismiss', from: ['open'], to: 'closedWithoutAction', roles: leaders, needsReason: true },
  {
    action: 'reopen',
    from: ['done', 'closedWithoutAction'],
    to: 'open',
    roles: ['supervisor', 'districtCoordinator'],
    needsReason: true,
  },
];
