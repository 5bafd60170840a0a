import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const NumbersPage = lazy(() => import('./numbers-page.tsx'));
const PublicationPage = lazy(() => import('./publication-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/numbers',
    element: <NumbersPage />,
    action: 'numbers.read',
    nav: { label: 'web:nav.numbers', icon: 'assessment', order: 70 },
  },
  {
    path: '/publication',
    element: <PublicationPage />,
    action: 'publication.publish',
    nav: { label: 'publishing:nav', icon: 'public', order: 85 },
  },
];
