import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const CollectionsPage = lazy(() => import('./collections-page.tsx'));
const SheetPage = lazy(() => import('./sheet-page.tsx'));
const SchoolPage = lazy(() => import('./school-page.tsx'));
const CellPage = lazy(() => import('./cell-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/crdc',
    element: <CollectionsPage />,
    action: 'crdc.read',
    nav: { label: 'web:nav.crdc', icon: 'list', order: 75 },
  },
  { path: '/crdc/:collection', element: <SheetPage />, action: 'crdc.read' },
  { path: '/crdc/:collection/schools/:schoolId', element: <SchoolPage />, action: 'crdc.read' },
  { path: '/crdc/:collection/schools/:schoolId/:column', element: <CellPage />, action: 'crdc.read' },
];
