import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const ExplorerPage = lazy(() => import('./explorer-page.tsx'));
const RecordsPage = lazy(() => import('./records-page.tsx'));
const ReportPage = lazy(() => import('./report-page.tsx'));
const CorrectiveListPage = lazy(() => import('./corrective-list.tsx'));
const CorrectiveNewPage = lazy(() => import('./corrective-new.tsx'));
const CorrectivePage = lazy(() => import('./corrective-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/explorer',
    element: <ExplorerPage />,
    action: 'explorer.ask',
    nav: { label: 'web:nav.explorer', icon: 'insights', order: 72 },
  },
  { path: '/explorer/records', element: <RecordsPage />, action: 'explorer.ask' },
  { path: '/report', element: <ReportPage />, action: 'numbers.read' },
  { path: '/corrective-actions', element: <CorrectiveListPage />, action: 'corrective.read' },
  { path: '/corrective-actions/new', element: <CorrectiveNewPage />, action: 'corrective.open' },
  { path: '/corrective-actions/:actionId', element: <CorrectivePage />, action: 'corrective.read' },
];
