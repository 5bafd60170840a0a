import type { Activity, ActivityBody, HandOffTarget } from '../../domain/activities/record.ts';
import type { DayTotals, DocumentationTime, Favourite } from '../../domain/activities/rules.ts';
import type { Assignment } from '../../domain/officers/record.ts';

type Placed = { readonly at: string; readonly id: string; readonly schoolId: string };

export type DayEntry =
  | { readonly type: 'activity'; readonly at: string; readonly activity: Activity }
  | ({ readonly type: 'call'; readonly matter: string; readonly state: string } & Placed)
  | ({
      readonly type: 'incident';
      readonly matter: string | null;
      readonly state: string;
      /** What a draft still needs; null once it is filed. */
      readonly left: number | null;
    } & Placed)
  | ({ readonly type: 'handOff'; readonly to: HandOffTarget } & Placed);

/** GET /day */
export type OfficerDay = {
  readonly date: string;
  readonly today: string;
  readonly officer: { readonly id: string; readonly name: string } | null;
  readonly closedAt: string | null;
  readonly schoolId: string | null;
  readonly assignments: readonly Assignment[];
  /** By time; the latest of the day. */
  readonly entries: readonly DayEntry[];
  /** Where those before these begin; null where there are none. */
  readonly next: string | null;
  readonly totals: DayTotals;
  readonly documentation: DocumentationTime;
  readonly favourites: readonly Favourite[];
};

type ActivityVersion = {
  readonly version: number;
  readonly at: string;
  readonly author: string | null;
  readonly reason: string | null;
  readonly withdrawn: boolean;
  readonly body: ActivityBody;
};

/** GET /activities/:activityId */
export type ActivityDetail = {
  readonly activity: Activity;
  readonly officerName: string;
  readonly own: boolean;
  readonly dayClosed: boolean;
  readonly versions: readonly ActivityVersion[];
};

/** GET /activities */
export type ActivityList = {
  readonly items: readonly (Activity & { readonly officerName: string })[];
  readonly next: string | null;
  readonly totals: DayTotals;
  readonly officers: readonly { readonly id: string; readonly name: string }[];
};
