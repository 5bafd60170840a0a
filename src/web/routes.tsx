import { routes as account } from './account/routes.tsx';
import { routes as activities } from './activities/routes.tsx';
import { routes as audit } from './audit/routes.tsx';
import { routes as calls } from './calls/routes.tsx';
import { routes as crdc } from './crdc/routes.tsx';
import { routes as explorer } from './explorer/routes.tsx';
import { routes as findings } from './findings/routes.tsx';
import { routes as incidents } from './incidents/routes.tsx';
import { routes as numbers } from './numbers/routes.tsx';
import { routes as obligations } from './obligations/routes.tsx';
import { routes as releases } from './releases/routes.tsx';
import { routes as reviews } from './reviews/routes.tsx';
import { routes as setup } from './setup/routes.tsx';
import type { AreaRoute } from './shell/area.ts';

/** Every page of every area. The pages themselves are fetched when they are first opened. */
export const areaRoutes: readonly AreaRoute[] = [
  ...activities,
  ...calls,
  ...incidents,
  ...reviews,
  ...findings,
  ...numbers,
  ...explorer,
  ...crdc,
  ...releases,
  ...obligations,
  ...setup,
  ...audit,
  ...account,
];
