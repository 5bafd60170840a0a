import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const SchoolPage = lazy(() => import('./school-page.tsx'));
const SupervisionPage = lazy(() => import('./supervision-page.tsx'));
const HalfYearPage = lazy(() => import('./half-year-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/school',
    element: <SchoolPage />,
    action: 'review.school',
    nav: { label: 'reviews:nav.school', icon: 'school', order: 15, homeFor: ['schoolLeader'] },
  },
  {
    path: '/supervision',
    element: <SupervisionPage />,
    action: 'review.police',
    nav: { label: 'reviews:nav.supervision', icon: 'verified_user', order: 16, homeFor: ['supervisor'] },
  },
  {
    path: '/reviews/half-year',
    element: <HalfYearPage />,
    action: 'review.disagreements',
    nav: { label: 'reviews:nav.halfYear', icon: 'forum', order: 45 },
  },
];
