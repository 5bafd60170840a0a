import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { type Action, scopeOf } from '../../domain/access/permissions.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { AreaRoute } from './area.ts';
import { homePath, mayOpen, namespacesOf, navigationFor, splitForPhone } from './navigation.ts';

const element = createElement('p');
const routes: readonly AreaRoute[] = [
  { path: '/numbers', element, action: 'numbers.read', nav: { label: 'numbers:nav', icon: 'assessment', order: 70 } },
  { path: '/day', element, action: 'activity.log', nav: nav('activities:nav', 10, ['officer']) },
  { path: '/call', element, action: 'call.request', nav: nav('calls:nav', 20, ['schoolStaff']) },
  {
    path: '/reviews',
    element,
    action: ['review.police', 'review.school'],
    nav: nav('reviews:nav', 40, ['schoolLeader']),
  },
  { path: '/incidents/:id', element, action: 'incident.read' },
  { path: '/programs/new', element, action: 'program.create', outsideProgram: true, nav: nav('setup:new', 90) },
];

function nav(label: string, order: number, homeFor: readonly Role[] = []): NonNullable<AreaRoute['nav']> {
  return { label, icon: 'list', order, homeFor };
}

const canAs =
  (...roles: readonly Role[]) =>
  (action: Action): boolean =>
    roles.some((role) => scopeOf(action, role) !== null);
const paths = (...roles: readonly Role[]): readonly string[] =>
  navigationFor(routes, canAs(...roles), roles, true).map((entry) => entry.path);

describe('navigation', () => {
  test('shows only what the role may do, the home first', () => {
    expect(paths('officer')).toEqual(['/day', '/call', '/numbers']);
    expect(paths('schoolStaff')).toEqual(['/call']);
    expect(paths('schoolLeader')).toEqual(['/reviews', '/call', '/numbers']);
  });

  test('any one of several actions opens a page', () => {
    const reviews = routes[3];
    if (reviews === undefined) throw new Error('route missing');
    expect(mayOpen(reviews, canAs('supervisor'), true)).toBe(true);
    expect(mayOpen(reviews, canAs('schoolStaff'), true)).toBe(false);
  });

  test('without a program only pages that need none are open', () => {
    const entries = navigationFor(routes, canAs('systemAdmin', 'officer'), ['systemAdmin'], false);
    expect(entries.map((entry) => entry.path)).toEqual(['/programs/new']);
  });

  test('several roles start where the day is busiest; nobody without a page is sent anywhere', () => {
    const entries = navigationFor(routes, canAs('schoolLeader', 'officer'), ['schoolLeader', 'officer'], true);
    expect(homePath(entries, ['schoolLeader', 'officer'])).toBe('/day');
    expect(homePath([], ['officer'])).toBeNull();
  });

  test('a phone has four entries in its bar and the rest under Me', () => {
    const entries = navigationFor(routes, () => true, [], true);
    expect(splitForPhone(entries).bar).toHaveLength(4);
    expect(splitForPhone(entries).rest).toHaveLength(1);
    expect(namespacesOf(entries)).toEqual(['activities', 'calls', 'reviews', 'numbers', 'setup']);
  });
});
