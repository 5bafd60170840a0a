import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { createQueryClient } from './api/query-client.ts';
import { keepAppOnDevice } from './offline/register.ts';
import { OutboxProvider } from './outbox/context.tsx';
import { KeptPage } from './outbox/kept-page.tsx';
import { areaRoutes } from './routes.tsx';
import { Cover } from './session/cover.tsx';
import { doorPaths, wantedBefore } from './session/door-paths.ts';
import { SessionProvider, useSession, useSessionState } from './session/session.tsx';
import type { AreaRoute } from './shell/area.ts';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Home } from './shell/home.tsx';
import { MePage } from './shell/me-page.tsx';
import { mayOpen } from './shell/navigation.ts';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { ProblemNotice } from './ui/notice.tsx';
import { LoadingState } from './ui/states.tsx';
import { ToastProvider } from './ui/toast.tsx';

const Doors = lazy(() => import('./session/doors.tsx'));
const WelcomePage = lazy(() => import('./welcome/welcome-page.tsx'));
const RecoveryPage = lazy(() => import('./welcome/recovery-page.tsx'));

/** A page of an area: fetched when first opened, closed to those without its action, kept from breaking the shell. */
function AreaPage({ route }: { readonly route: AreaRoute }) {
  const { can, membership } = useSession();
  const { pathname } = useLocation();
  if (!mayOpen(route, can, membership !== null)) return <NotFound />;
  return (
    <ErrorBoundary resetKey={pathname}>
      <Suspense fallback={<LoadingState />}>{route.element}</Suspense>
    </ErrorBoundary>
  );
}

function SignedIn() {
  const { membership } = useSession();
  useEffect(keepAppOnDevice, []);
  return (
    <Cover>
      <OutboxProvider>
        {/* Another program is another set of records: pages start anew. */}
        <Routes key={membership?.programId}>
          <Route element={<Shell />}>
            <Route index element={<Home />} />
            <Route path="me" element={<MePage />} />
            <Route path="kept" element={<KeptPage />} />
            {areaRoutes.map((route) => (
              <Route key={route.path} path={route.path} element={<AreaPage route={route} />} />
            ))}
            {doorPaths.map((path) => (
              <Route key={path} path={path} element={<Inside />} />
            ))}
            <Route path="*" element={<NotFound />} />
          </Route>
        </Routes>
      </OutboxProvider>
    </Cover>
  );
}

/** After signing in: to where the person wanted to go. */
function Inside() {
  return <Navigate to={wantedBefore(useLocation())} replace />;
}

function Front(): ReactNode {
  const { t } = useTranslation();
  const state = useSessionState();
  const { pathname } = useLocation();
  // Links from a mail are for somebody who cannot sign in, and open whoever else is signed in on this device.
  if (pathname === '/welcome' || pathname === '/invitation') return <WelcomePage />;
  if (pathname === '/recovery') return <RecoveryPage />;
  switch (state.kind) {
    case 'loading':
      return <LoadingState />;
    case 'failed':
      return (
        <main className="osr-main">
          <h1 className="usa-sr-only">{t('web:app.name')}</h1>
          <ProblemNotice error={state.problem} retry={state.retry} />
        </main>
      );
    case 'outside':
      return <Doors door={state.door} />;
    case 'signedIn':
      return <SignedIn />;
  }
}

export function App() {
  const [queries] = useState(createQueryClient);
  return (
    <Suspense fallback={null}>
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <BrowserRouter basename="/app">
            <SessionProvider>
              <ToastProvider>
                <Front />
              </ToastProvider>
            </SessionProvider>
          </BrowserRouter>
        </QueryClientProvider>
      </ErrorBoundary>
    </Suspense>
  );
}
