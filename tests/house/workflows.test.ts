import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadCatalogs } from '../../src/catalogs/index.ts';
import { type Action, scopeOf } from '../../src/domain/access/permissions.ts';
import type { Role } from '../../src/domain/access/roles.ts';
import { dayTransitions } from '../../src/domain/activities/rules.ts';
import { type CallAction, callTransitions, involvementTransitions } from '../../src/domain/calls/transitions.ts';
import { type CorrectiveStepTaken, correctiveTransitions } from '../../src/domain/disparities/transitions.ts';
import { incidentTransitions } from '../../src/domain/incidents/transitions.ts';
import type { Transition } from '../../src/domain/shared/workflow.ts';
import { permissionOf } from '../../src/server/calls/record.ts';
import { permissionOfStep } from '../../src/server/corrections/queries.ts';

/** Which permission lets a role take a step: a workflow may not promise what the permission table denies. */
const permissionsOf: readonly { readonly steps: readonly Step[]; readonly asks: (action: string) => Action }[] = [
  { steps: callTransitions, asks: (action) => permissionOf[action as CallAction] },
  {
    steps: involvementTransitions,
    asks: (action) => (action === 'takeBack' ? 'finding.raise' : 'finding.resolve'),
  },
  { steps: correctiveTransitions, asks: (action) => permissionOfStep[action as CorrectiveStepTaken] },
  { steps: incidentTransitions, asks: () => 'incident.write' },
  {
    steps: dayTransitions,
    asks: (action) => (action === 'close' ? 'day.close' : 'activity.amend'),
  },
];

test('a role that a workflow names may take the step by the permission table', () => {
  const denied = permissionsOf.flatMap(({ steps, asks }) =>
    steps.flatMap(({ action, roles }) =>
      roles.filter((role) => scopeOf(asks(action), role as Role) === null).map((role) => `${role} ${action}`),
    ),
  );
  expect(denied).toEqual([]);
});

const file = new URL('../../docs/workflows.md', import.meta.url);
const roleNames = loadCatalogs().en.common?.roles;

type Step = Transition<string, string, string>;
interface Workflow {
  readonly title: string;
  readonly about: string;
  readonly source: string;
  readonly begins: readonly string[];
  readonly steps: readonly Step[];
}

const workflows: readonly Workflow[] = [
  {
    title: 'A call for an officer',
    about:
      'The gate answers at once: a school matter begins as handed back, everything else and every emergency as requested.',
    source: 'src/domain/calls/transitions.ts',
    begins: ['requested', 'handedBack'],
    steps: callTransitions,
  },
  {
    title: 'A finding of improper involvement',
    about: 'Raised by an officer with one tap, or by a rule. A clock runs until it is resolved.',
    source: 'src/domain/calls/transitions.ts',
    begins: ['open'],
    steps: involvementTransitions,
  },
  {
    title: 'A corrective action',
    about: 'Opened for a flagged disparity with an owner and a day (P1.4). How it ended is said in words and stays.',
    source: 'src/domain/disparities/transitions.ts',
    begins: ['open'],
    steps: correctiveTransitions,
  },
  {
    title: 'An incident',
    about: 'A draft may lack anything; a filed record may not, and changes only by a version with a reason.',
    source: 'src/domain/incidents/transitions.ts',
    begins: ['draft'],
    steps: incidentTransitions,
  },
  {
    title: "An officer's day",
    about: 'Entries are free to change until the day is closed.',
    source: 'src/domain/activities/rules.ts',
    begins: ['open'],
    steps: dayTransitions,
  },
];

function nameOf(role: string): string {
  const name = typeof roleNames === 'object' ? roleNames[role] : undefined;
  return typeof name === 'string' ? name : role;
}

function section({ title, about, source, begins, steps }: Workflow): string[] {
  const arrows = steps.flatMap((step) =>
    step.from.map((from) => `    ${from} --> ${step.to}: ${step.action}${step.needsReason ? ' (with a reason)' : ''}`),
  );
  const row = (step: Step): string =>
    `| \`${step.action}\` | ${step.from.join(', ')} | ${step.to} | ${step.roles.map(nameOf).join(', ')} | ${step.needsReason ? 'yes' : ''} |`;
  return [
    `## ${title}`,
    '',
    `${about} Source: \`${source}\`.`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...begins.map((state) => `    [*] --> ${state}`),
    ...arrows,
    '```',
    '',
    '| Step | From | To | Who | Reason asked |',
    '| --- | --- | --- | --- | --- |',
    ...steps.map(row),
    '',
  ];
}

/** The page docs/workflows.md, from the transition tables of the domain. */
function workflowsPage(): string {
  return [
    '# Workflows',
    '',
    'Made from the transition tables of the domain; a test compares the two. The same tables drive the buttons and the',
    'refusals of the API. Who may see a record at all is decided by the [permission table](permissions.md).',
    '',
    ...workflows.flatMap(section),
  ].join('\n');
}

test('docs/workflows.md says what the transition tables say (UPDATE_DOCS=1 writes it)', async () => {
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, workflowsPage());
  expect(await readFile(file, 'utf8')).toBe(workflowsPage());
});
