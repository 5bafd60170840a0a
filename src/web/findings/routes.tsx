import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const FindingsPage = lazy(() => import('./findings-page.tsx'));
const FindingPage = lazy(() => import('./finding-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/findings',
    element: <FindingsPage />,
    action: 'finding.read',
    nav: { label: 'web:nav.findings', short: 'web:nav.findingsShort', icon: 'flag', order: 50 },
  },
  { path: '/findings/:findingId', element: <FindingPage />, action: 'finding.read' },
];
