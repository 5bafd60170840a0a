import { lazy } from 'react';
import type { AreaRoute } from '../shell/area.ts';

const AccountPage = lazy(() => import('./account-page.tsx'));

/** Everybody's own sign-in, whatever their role. Reached from the Me page. */
export const routes: readonly AreaRoute[] = [{ path: '/account', element: <AccountPage />, outsideProgram: true }];
