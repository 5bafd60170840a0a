import type { LinkedCounts } from '../disclosure/linked/counts.ts';
import { byHighestStep, type CallGroup, type CountedStudents, type IncidentGroup } from './funnel.ts';
import { callResults, enforcementSteps, formalSteps, lightSteps, type Step } from './stages.ts';

/** True counts of one school year of one program. */
export interface YearCounts {
  readonly calls: readonly CallGroup[];
  readonly incidents: readonly IncidentGroup[];
  readonly students: CountedStudents;
}

/**
 * The public funnel of a year as linked counts: calls by result; incidents by who began and by the most serious thing
 * that happened; students, each once, by the same steps. Everything a reader knows about how they hang together is a
 * relation here.
 */
export function yearAsLinkedCounts(year: YearCounts): LinkedCounts {
  const callsOf = (result: string): number => add(year.calls.filter((group) => group.result === result));
  const called = add(year.incidents.filter((group) => group.origin === 'called'));
  const calls: LinkedCounts = {
    // A request is no student. What became of responses is about students, and small numbers of them are withheld.
    cells: [
      { key: 'calls', n: add(year.calls), open: true },
      ...callResults.map((key) => ({ key, n: callsOf(key), open: key !== 'responded' })),
    ],
    sums: [{ total: 'calls', parts: callResults }],
    atMost: [],
    twins: [],
  };
  const incidents = ladder('incidents', byHighestStep(year.incidents));
  const students = ladder('students', byHighestStep(year.students.groups));
  return {
    cells: [
      ...calls.cells,
      ...incidents.cells,
      { key: 'incidents.called', n: called },
      { key: 'incidents.selfInitiated', n: add(year.incidents) - called },
      ...students.cells,
    ],
    sums: [
      ...calls.sums,
      ...incidents.sums,
      { total: 'incidents', parts: ['incidents.called', 'incidents.selfInitiated'] },
      ...students.sums,
    ],
    atMost: [],
    // One student in most incidents: the two columns tell nearly the same story.
    twins: incidents.cells.map(({ key }) => [key, key.replace('incidents', 'students')] as const),
  };
}

function ladder(unit: 'incidents' | 'students', counts: Readonly<Record<Step, number>>): LinkedCounts {
  const key = (name: string): string => `${unit}.${name}`;
  const cell = (step: Step) => ({ key: key(step), n: counts[step] });
  const sum = (list: readonly Step[]): number => list.reduce((all, step) => all + counts[step], 0);
  return {
    cells: [
      { key: unit, n: sum(lightSteps) + sum(enforcementSteps) },
      { key: key('light'), n: sum(lightSteps) },
      { key: key('enforcement'), n: sum(enforcementSteps) },
      { key: key('formal'), n: sum(formalSteps) },
      ...lightSteps.map(cell),
      ...enforcementSteps.map(cell),
    ],
    sums: [
      { total: unit, parts: [key('light'), key('enforcement')] },
      { total: key('light'), parts: lightSteps.map(key) },
      { total: key('enforcement'), parts: [key('stopped'), key('formal')] },
      { total: key('formal'), parts: formalSteps.map(key) },
    ],
    atMost: [],
    twins: [],
  };
}

function add(groups: readonly { readonly n: number }[]): number {
  return groups.reduce((sum, group) => sum + group.n, 0);
}
