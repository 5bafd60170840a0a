import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const ListPage = lazy(() => import('./list-page.tsx'));
const StartPage = lazy(() => import('./start-page.tsx'));
const WritePage = lazy(() => import('./write-page.tsx'));
const ReadPage = lazy(() => import('./read-page.tsx'));
const AmendPage = lazy(() => import('./amend-page.tsx'));
const VersionsPage = lazy(() => import('./versions-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/incidents',
    element: <ListPage />,
    action: 'incident.read',
    nav: { label: 'web:nav.incidents', icon: 'local_police', order: 30 },
  },
  { path: '/incidents/new', element: <StartPage />, action: 'incident.write' },
  { path: '/incidents/:incidentId', element: <ReadPage />, action: 'incident.read' },
  { path: '/incidents/:incidentId/write/:step', element: <WritePage />, action: 'incident.write' },
  { path: '/incidents/:incidentId/amend', element: <AmendPage />, action: 'incident.write' },
  { path: '/incidents/:incidentId/amend/:step', element: <AmendPage />, action: 'incident.write' },
  { path: '/incidents/:incidentId/versions', element: <VersionsPage />, action: 'incident.read' },
];
