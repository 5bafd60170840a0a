import type { At, NeverMore } from '../../../disclosure/together/join.ts';
import type { ActionKind } from '../../../domain/incidents/actions.ts';
import type { Step } from '../../../statistics/stages.ts';

import { type CountedTable, ladderOf } from './counts.ts';

/** The uses of police powers without which a step is not reached: a filed report has no such outcome without them. */
const usesFor = {
  stopped: ['detention', 'restraint', 'force', 'search', 'seizure', 'interrogation'],
  cited: ['citation', 'ticket'],
  courtReferral: ['courtReferral'],
  charged: ['charge'],
  arrested: ['arrest'],
} as const satisfies Partial<Record<Step, readonly ActionKind[]>>;

/** What everybody knows of how the tables hang together; a student has one use for each step, an incident at least one. */
export function knownTogether(): readonly NeverMore[] {
  const steps = Object.keys(usesFor) as (keyof typeof usesFor)[];
  const uses = (step: keyof typeof usesFor): readonly At[] =>
    usesFor[step].map((kind) => ({ table: 'actions', codes: { kind } }));
  return [
    ...['incidents', 'students'].flatMap((table) => [
      { less: { table, codes: { level: 'enforcement' } }, most: [{ table: 'actions', codes: {} }] },
      ...steps.flatMap((name) => {
        const [level, part, step] = ladderOf(name);
        const most = uses(name);
        return part === step
          ? [{ less: { table, codes: { level, part } }, most }]
          : [{ less: { table, codes: { level, part, step } }, most }];
      }),
    ]),
    {
      less: { table: 'incidents', codes: { origin: 'called' } },
      most: [{ table: 'calls', codes: { result: 'responded' } }],
    },
  ];
}

/** What is left out, one after the other, where the tables together tell more than each by itself. */
export const leftOut = ['nothing', 'kinds', 'steps'] as const;
export type LeftOut = (typeof leftOut)[number];

/** The tables with so much left out. */
export function withoutDetail(tables: readonly CountedTable[], left: LeftOut): readonly CountedTable[] {
  if (left === 'nothing') return tables;
  return tables.map((table) => {
    if (table.id === 'actions') return { ...table, formula: 'school + offense' };
    if (left === 'kinds') return table;
    return { ...table, formula: table.formula.replace('(level > part > step)', 'level') };
  });
}
