/** One row of the public funnel: its text key, its cells by unit, its depth, and the row it is a share of. */
export interface FunnelRow {
  readonly key: string;
  readonly depth: 0 | 1 | 2 | 3;
  readonly cells: { readonly calls?: string; readonly incidents?: string; readonly students?: string };
}

const step = (key: string, depth: 1 | 2 | 3): FunnelRow => ({
  key,
  depth,
  cells: { incidents: `incidents.${key}`, students: `students.${key}` },
});

/** Calls for an officer and what became of them. */
export const callRows: readonly FunnelRow[] = [
  { key: 'calls', depth: 0, cells: { calls: 'calls' } },
  { key: 'handedBack', depth: 1, cells: { calls: 'handedBack' } },
  { key: 'responded', depth: 1, cells: { calls: 'responded' } },
  { key: 'withdrawn', depth: 1, cells: { calls: 'withdrawn' } },
  { key: 'undecided', depth: 1, cells: { calls: 'undecided' } },
];

/** Who began the incidents. */
export const originRows: readonly FunnelRow[] = [
  { key: 'called', depth: 1, cells: { incidents: 'incidents.called' } },
  { key: 'selfInitiated', depth: 1, cells: { incidents: 'incidents.selfInitiated' } },
];

/** Incidents and students by the most serious thing that happened; groups first, their parts below. */
export const stepRows: readonly FunnelRow[] = [
  { key: 'incidents', depth: 0, cells: { incidents: 'incidents', students: 'students' } },
  step('light', 1),
  step('notRecorded', 2),
  step('noAction', 2),
  step('schoolAnswer', 2),
  step('helped', 2),
  step('diverted', 2),
  step('enforcement', 1),
  step('stopped', 2),
  step('formal', 2),
  step('cited', 3),
  step('courtReferral', 3),
  step('charged', 3),
  step('arrested', 3),
];
