import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const DayPage = lazy(() => import('./day-page.tsx'));
const LogPage = lazy(() => import('./log-page.tsx'));
const HandOffPage = lazy(() => import('./hand-off-page.tsx'));
const EntryPage = lazy(() => import('./entry-page.tsx'));
const ListPage = lazy(() => import('./list-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/day',
    element: <DayPage />,
    action: 'activity.log',
    nav: { label: 'web:nav.day', icon: 'calendar_today', order: 10, homeFor: ['officer'] },
  },
  { path: '/day/log', element: <LogPage />, action: 'activity.log' },
  { path: '/day/hand-off', element: <HandOffPage />, action: 'activity.log' },
  { path: '/activities/:activityId', element: <EntryPage />, action: 'activity.read' },
  {
    path: '/activities',
    element: <ListPage />,
    action: 'activity.read',
    nav: { label: 'web:nav.activities', icon: 'list', order: 75 },
  },
];
