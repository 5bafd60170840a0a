import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const AskPage = lazy(() => import('./ask-page.tsx'));
const LogPage = lazy(() => import('./log-page.tsx'));
const CallsPage = lazy(() => import('./calls-page.tsx'));
const CallPage = lazy(() => import('./call-page.tsx'));

export const routes: readonly AreaRoute[] = [
  {
    path: '/ask',
    element: <AskPage />,
    // Officers may enter calls too, but on their own page; insisting is the caller's alone.
    action: 'call.insist',
    nav: { label: 'web:nav.ask', icon: 'campaign', order: 19, homeFor: ['schoolStaff'] },
  },
  { path: '/calls/radio', element: <LogPage />, action: 'call.answer' },
  {
    path: '/calls',
    element: <CallsPage />,
    action: 'call.read',
    nav: { label: 'web:nav.calls', icon: 'notifications_active', order: 20 },
  },
  { path: '/calls/:callId', element: <CallPage />, action: 'call.read' },
];
