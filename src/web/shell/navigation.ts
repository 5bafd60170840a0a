import type { Action } from '../../domain/access/permissions.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { AreaRoute } from './area.ts';

type Can = (action: Action) => boolean;
export type NavEntry = { readonly path: string } & NonNullable<AreaRoute['nav']>;

/** When a person holds several roles, the one whose day is busiest decides where they start. */
const rolesByUrgency: readonly Role[] = [
  'officer',
  'supervisor',
  'schoolLeader',
  'schoolStaff',
  'districtCoordinator',
  'recordsOfficer',
  'agencyLeader',
  'programAdmin',
  'systemAdmin',
];

/** Whether a person may open a route. A route that needs a program is closed without one. */
export function mayOpen(route: AreaRoute, can: Can, hasProgram: boolean): boolean {
  if (!hasProgram && route.outsideProgram !== true) return false;
  if (route.action === undefined) return true;
  const actions: readonly Action[] = typeof route.action === 'string' ? [route.action] : route.action;
  return actions.some(can);
}

/** The path of the page of the most frequent task; null when the person has no page but their own. */
export function homePath(entries: readonly NavEntry[], roles: readonly Role[]): string | null {
  for (const role of rolesByUrgency) {
    if (!roles.includes(role)) continue;
    const home = entries.find((entry) => entry.homeFor?.includes(role));
    if (home !== undefined) return home.path;
  }
  return entries[0]?.path ?? null;
}

/** The navigation of a person: only what they may open, their home first. */
export function navigationFor(
  routes: readonly AreaRoute[],
  can: Can,
  roles: readonly Role[],
  hasProgram: boolean,
): readonly NavEntry[] {
  const entries = routes
    .flatMap((route) =>
      route.nav !== undefined && mayOpen(route, can, hasProgram) ? [{ path: route.path, ...route.nav }] : [],
    )
    .sort((a, b) => a.order - b.order);
  const home = homePath(entries, roles);
  return [...entries.filter((entry) => entry.path === home), ...entries.filter((entry) => entry.path !== home)];
}

/** A phone's bar has room for five: four entries and 'Me', which lists the rest. */
export function splitForPhone(entries: readonly NavEntry[]): {
  readonly bar: readonly NavEntry[];
  readonly rest: readonly NavEntry[];
} {
  return { bar: entries.slice(0, 4), rest: entries.slice(4) };
}

/** The catalogs that hold the words of these entries. */
export function namespacesOf(entries: readonly NavEntry[]): readonly string[] {
  return [...new Set(entries.flatMap(({ label }) => (label.includes(':') ? (label.split(':')[0] ?? []) : [])))];
}
