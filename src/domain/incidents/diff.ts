import { stepOf } from './completeness.ts';
import type { IncidentBody, IncidentStep } from './record.ts';

/** One leaf that differs. `before` null: added; `after` null: removed. Values as they stand in the record. */
export type Difference = { path: string; step: IncidentStep; before: Leaf; after: Leaf };
type Leaf = string | number | boolean | null | readonly string[];

type Json = Leaf | readonly Json[] | { readonly [key: string]: Json | undefined } | undefined;

const isObject = (value: Json): value is { readonly [key: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function keyOf(value: Json): string | null {
  if (!isObject(value)) return null;
  const { key } = value;
  return typeof key === 'string' ? key : null;
}

/** Lists of students and actions are laid out by their keys, so that one removed does not shift the rest. */
function flatten(value: Json, path: string, into: Map<string, Leaf>): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const keyed = items.map(keyOf);
    if (items.length > 0 && !keyed.includes(null)) {
      for (const [index, item] of items.entries()) flatten(item, `${path}.${keyed[index]}`, into);
    } else {
      into.set(path, items.map(String));
    }
    return;
  }
  if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) flatten(inner, path === '' ? name : `${path}.${name}`, into);
    return;
  }
  into.set(path, value as Leaf);
}

const leavesOf = (body: IncidentBody): Map<string, Leaf> => {
  const leaves = new Map<string, Leaf>();
  flatten(body as unknown as Json, '', leaves);
  return leaves;
};

const sameLeaf = (a: Leaf, b: Leaf) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What differs between two versions, leaf by leaf, in the order of the record: for reading them side by side.
 * Paths into students and actions carry the key ('actions.<key>.minutes'), not the position.
 */
export function diffVersions(a: IncidentBody, b: IncidentBody): Difference[] {
  const before = leavesOf(a);
  const after = leavesOf(b);
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths
    .map((path) => ({
      path,
      step: path.startsWith('students.') && path.endsWith('.outcomes') ? ('outcome' as const) : stepOf(path),
      before: before.get(path) ?? null,
      after: after.get(path) ?? null,
    }))
    .filter((difference) => !sameLeaf(difference.before, difference.after));
}

/** True where two bodies say the same. */
export function sameValue(a: IncidentBody, b: IncidentBody): boolean {
  return diffVersions(a, b).length === 0;
}
