import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const DuePage = lazy(() => import('./due-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/due',
    element: <DuePage />,
    action: 'duty.read',
    nav: { label: 'obligations:nav', icon: 'schedule', order: 35, homeFor: ['districtCoordinator'] },
  },
];
