import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const ReleasesPage = lazy(() => import('./releases-page.tsx'));
const ProposalPage = lazy(() => import('./proposal-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/releases',
    element: <ReleasesPage />,
    action: 'release.read',
    nav: { label: 'publishing:releases.nav', icon: 'public', order: 84 },
  },
  { path: '/releases/:proposalId', element: <ProposalPage />, action: 'release.read' },
];
