import type { AreaRoute } from '../shell/area.ts';

export const routes: readonly AreaRoute[] = [];
