import { lazy } from 'react';
import type { Action } from '../../domain/access/permissions.ts';
import type { AreaRoute } from '../shell/area.ts';

const ImportCrdcPage = lazy(() => import('./import-crdc-page.tsx'));
const ImportRosterPage = lazy(() => import('./import-roster-page.tsx'));
const HubPage = lazy(() => import('./hub-page.tsx'));
const ProgramsPage = lazy(() => import('./programs-page.tsx'));
const NewProgramPage = lazy(() => import('./new-program-page.tsx'));
const ProgramPage = lazy(() => import('./program-page.tsx'));
const CalendarPage = lazy(() => import('./calendar-page.tsx'));
const YearPage = lazy(() => import('./year-page.tsx'));
const SchoolsPage = lazy(() => import('./schools-page.tsx'));
const SchoolPage = lazy(() => import('./school-page.tsx'));
const OfficersPage = lazy(() => import('./officers-page.tsx'));
const OfficerPage = lazy(() => import('./officer-page.tsx'));
const PartnerPage = lazy(() => import('./partner-page.tsx'));
const AssignmentPage = lazy(() => import('./assignment-page.tsx'));
const PeoplePage = lazy(() => import('./people-page.tsx'));
const PersonPage = lazy(() => import('./person-page.tsx'));
const PolicyPage = lazy(() => import('./policy-page.tsx'));
const DisparityPage = lazy(() => import('./disparity-page.tsx'));
const MattersPage = lazy(() => import('./matters-page.tsx'));
const SignInSetupPage = lazy(() => import('./sign-in-page.tsx'));
const ProviderPage = lazy(() => import('./provider-page.tsx'));
const MatterPage = lazy(() => import('./matter-page.tsx'));

const anySetup: readonly Action[] = ['program.edit', 'people.edit', 'officer.edit', 'matter.edit', 'roster.import'];

export const routes: readonly AreaRoute[] = [
  {
    path: '/programs',
    element: <ProgramsPage />,
    action: 'program.create',
    outsideProgram: true,
    nav: { label: 'setup:programs.title', icon: 'settings', order: 95, homeFor: ['systemAdmin'] },
  },
  { path: '/programs/new', element: <NewProgramPage />, action: 'program.create', outsideProgram: true },
  {
    path: '/setup',
    element: <HubPage />,
    action: anySetup,
    nav: { label: 'setup:hub.title', icon: 'settings', order: 80, homeFor: ['programAdmin'] },
  },
  { path: '/setup/program', element: <ProgramPage />, action: 'program.edit' },
  { path: '/setup/calendar', element: <CalendarPage />, action: 'program.edit' },
  { path: '/setup/calendar/:yearId', element: <YearPage />, action: 'program.edit' },
  { path: '/setup/schools', element: <SchoolsPage />, action: 'program.edit' },
  { path: '/setup/schools/:schoolId', element: <SchoolPage />, action: 'program.edit' },
  { path: '/setup/import/crdc', element: <ImportCrdcPage />, action: 'school.import' },
  { path: '/setup/import/roster', element: <ImportRosterPage />, action: 'roster.import' },
  { path: '/setup/officers', element: <OfficersPage />, action: ['officer.edit', 'assignment.edit'] },
  { path: '/setup/officers/:officerId', element: <OfficerPage />, action: 'officer.edit' },
  { path: '/setup/partners/:partnerId', element: <PartnerPage />, action: 'officer.edit' },
  { path: '/setup/assignments/:assignmentId', element: <AssignmentPage />, action: 'assignment.edit' },
  { path: '/setup/people', element: <PeoplePage />, action: 'people.read' },
  { path: '/setup/people/:personId', element: <PersonPage />, action: 'people.edit' },
  { path: '/setup/policy', element: <PolicyPage />, action: 'program.edit' },
  { path: '/setup/disparity', element: <DisparityPage />, action: 'disparity.configure' },
  { path: '/setup/matters', element: <MattersPage />, action: 'matter.edit' },
  { path: '/setup/matters/:code', element: <MatterPage />, action: 'matter.edit' },
  { path: '/setup/sign-in', element: <SignInSetupPage />, action: 'signIn.configure' },
  { path: '/setup/sign-in/providers/:providerId', element: <ProviderPage />, action: 'signIn.configure' },
];
