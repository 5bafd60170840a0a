/** Reads and writes values in nested form state by dotted path (`students.0.grade`), never changing what it was given. */

type Container = Readonly<Record<string, unknown>> | readonly unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;
const isIndex = (key: string): boolean => /^\d+$/.test(key);

export function getPath(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path.split('.')) {
    if (!isContainer(current)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[key];
  }
  return current;
}

function put(target: unknown, keys: readonly string[], value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(target) || (!isContainer(target) && isIndex(key))) {
    const list: unknown[] = Array.isArray(target) ? [...target] : [];
    list[Number(key)] = put(list[Number(key)], rest, value);
    return list;
  }
  const record = isContainer(target) ? (target as Readonly<Record<string, unknown>>) : {};
  return { ...record, [key]: put(record[key], rest, value) };
}

/** A copy of `target` with `value` at `path`; missing objects and lists on the way are made. */
export function setPath<T>(target: T, path: string, value: unknown): T {
  return put(target, path.split('.'), value) as T;
}
