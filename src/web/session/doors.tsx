import { lazy } from 'react';
import { Navigate, useLocation } from 'react-router';
import { LoadingState } from '../ui/states.tsx';
import CodePage from './code-page.tsx';
import { pathOfDoor, wantedBefore } from './door-paths.ts';
import LockedPage from './locked-page.tsx';
import SignInPage from './sign-in-page.tsx';
import type { Door } from './types.ts';

const EnrolPage = lazy(() => import('../account/enrol-page.tsx'));
const NewPasswordPage = lazy(() => import('../account/new-password-page.tsx'));

/** The step somebody is at who has not come in yet. Each has its address; where they wanted to go is kept with it. */
export default function Doors({ door }: { readonly door: Door }) {
  const location = useLocation();
  const path = pathOfDoor[door.state];
  if (path !== null && location.pathname !== path) {
    return <Navigate to={path} replace state={{ wanted: wantedBefore(location) }} />;
  }
  switch (door.state) {
    case 'signedOut':
      return <SignInPage />;
    case 'secondFactor':
      return <CodePage door={door} />;
    case 'enrol':
      return <EnrolPage />;
    case 'newPassword':
      return <NewPasswordPage />;
    case 'locked':
      return <LockedPage door={door} />;
    case 'open':
      return <LoadingState />;
  }
}
