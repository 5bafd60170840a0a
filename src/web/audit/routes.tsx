import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const TrailPage = lazy(() => import('./trail-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/audit',
    element: <TrailPage />,
    action: 'audit.read',
    nav: { label: 'audit:title', icon: 'history', order: 90 },
  },
];
