import { type ExchangeProblem, problem } from './problem.ts';

/** A plain record as an import compares it: values that JSON can hold. */
export type Plain = Readonly<Record<string, unknown>>;

type FieldChange = { field: string; before: unknown; after: unknown };
type Changed<T> = { key: string; before: T; after: T; fields: FieldChange[] };

export type DiffSummary = {
  existing: number;
  incoming: number;
  added: number;
  changed: number;
  unchanged: number;
  removed: number;
};

export type Diff<T> = {
  added: T[];
  changed: Changed<T>[];
  unchanged: T[];
  /** In the system and no longer in the files. What becomes of them is the importer's rule. */
  removed: T[];
  /** Keys the incoming files hold twice; the first counts. Readers report them as errors before. */
  repeated: string[];
  summary: DiffSummary;
};

/** Same JSON whatever the order of the keys. Order within lists matters. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}

function fieldChanges(before: Plain, after: Plain): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return fields
    .filter((field) => canonical(before[field]) !== canonical(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

/**
 * What an import would do, before it does it. Pure. The same input a second time gives nothing added, changed or removed.
 * `key` names a record across imports (NCES id, sourcedId).
 */
export function diffImport<T extends Plain>(input: {
  existing: readonly T[];
  incoming: readonly T[];
  key: (record: T) => string;
}): Diff<T> {
  const { existing, incoming, key } = input;
  const before = new Map(existing.map((record) => [key(record), record]));
  const seen = new Set<string>();
  const diff: Omit<Diff<T>, 'summary'> = { added: [], changed: [], unchanged: [], removed: [], repeated: [] };
  for (const record of incoming) {
    const name = key(record);
    if (seen.has(name)) {
      diff.repeated.push(name);
      continue;
    }
    seen.add(name);
    const old = before.get(name);
    if (old === undefined) {
      diff.added.push(record);
      continue;
    }
    const fields = fieldChanges(old, record);
    if (fields.length === 0) diff.unchanged.push(record);
    else diff.changed.push({ key: name, before: old, after: record, fields });
  }
  for (const [name, record] of before) if (!seen.has(name)) diff.removed.push(record);
  const summary: DiffSummary = {
    existing: before.size,
    incoming: seen.size,
    added: diff.added.length,
    changed: diff.changed.length,
    unchanged: diff.unchanged.length,
    removed: diff.removed.length,
  };
  return { ...diff, summary };
}

/**
 * Refuses an import that would leave half of the schools or students or fewer, or take away half of those there are (files of
 * another district have the same number and other ids), unless the user said so. Null when the import may go on.
 */
export function tooFewGuard(input: {
  what: 'schools' | 'students';
  summary: Pick<DiffSummary, 'existing' | 'incoming' | 'removed'>;
  allowed: boolean;
  file: string;
}): ExchangeProblem | null {
  const { what, summary, allowed, file } = input;
  const { existing, incoming, removed } = summary;
  if (allowed || existing === 0) return null;
  const schools = what === 'schools';
  if (incoming * 2 <= existing) {
    return problem(schools ? 'tooFewSchools' : 'tooFewStudents', 'error', { file }, { existing, incoming });
  }
  if (removed * 2 >= existing) {
    const code = schools ? 'tooManySchoolsReplaced' : 'tooManyStudentsReplaced';
    return problem(code, 'error', { file }, { existing, removed });
  }
  return null;
}
