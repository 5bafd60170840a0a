import { activityRules } from '../activities/rules.ts';
import { callRules } from '../calls/rules.ts';
import { disparityRules } from '../disparities/rules.ts';
import { incidentRules } from '../incidents/rules.ts';
import { officerRules } from '../officers/rules.ts';
import { reviewRules } from '../reviews/rules.ts';
import type { Rule } from './record.ts';

/** Every rule of the product, in one list: for the page that explains them, and for the test that each is cited. */
export const allRules: readonly Rule[] = [
  ...officerRules,
  ...activityRules,
  ...callRules,
  ...incidentRules,
  ...reviewRules,
  ...disparityRules,
];

/** The rule of an id, or null. */
export function findRule(id: string): Rule | null {
  return allRules.find((rule) => rule.id === id) ?? null;
}
