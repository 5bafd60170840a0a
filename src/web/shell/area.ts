import type { ReactElement } from 'react';
import type { Action } from '../../domain/access/permissions.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { IconName } from '../ui/icon-names.ts';

/** What an area's routes.tsx exports a list of. */
export type AreaRoute = {
  /** Under /app, with a leading slash and react-router's `:params`: '/incidents/:incidentId'. */
  readonly path: string;
  /** A lazy page: `lazy(() => import('./day-page.tsx'))`, rendered. */
  readonly element: ReactElement;
  /** Needed to see it; of several, any one is enough. Left out: everyone signed in may. */
  readonly action?: Action | readonly Action[];
  /** The page works without a program in hand (creating the first one). */
  readonly outsideProgram?: boolean;
  /** Makes it an entry of the navigation. */
  readonly nav?: {
    /** Key with namespace: 'web:nav.day'. */
    readonly label: string;
    /** Key of a shorter word for the phone's bar, where the label has no room: a fifth of a phone's width. */
    readonly short?: string;
    readonly icon: IconName;
    /** Smaller comes first. */
    readonly order: number;
    /** The roles whose most frequent task this page is: /app leads them here. */
    readonly homeFor?: readonly Role[];
  };
};
