/** An officer's place at a school, as the program plans it. */
export interface PlannedPlace {
  readonly officerId: string;
  readonly schoolId: string;
  /** Local days, 'YYYY-MM-DD'; null: no end. */
  readonly from: string;
  readonly until: string | null;
  /** 1 Monday to 7 Sunday. */
  readonly weekdays: readonly number[];
  /** 'HH:MM'; null: the whole day. */
  readonly fromTime: string | null;
  readonly untilTime: string | null;
}

const fullDayMinutes = 8 * 60;

/**
 * Full-time equivalents of sworn officers by school on one day, two decimals (CRDC School Support, sworn law enforcement
 * officers). Five whole days a week are 1; hours count as a part of eight. An officer planned for more than a full week is
 * one full-time equivalent, shared among the schools.
 */
export function officerFte(places: readonly PlannedPlace[], day: string): ReadonlyMap<string, number> {
  const inForce = places.filter(({ from, until }) => from <= day && (until === null || until >= day));
  const ofOfficer = new Map<string, number>();
  for (const place of inForce) ofOfficer.set(place.officerId, (ofOfficer.get(place.officerId) ?? 0) + share(place));
  const bySchool = new Map<string, number>();
  for (const place of inForce) {
    const whole = Math.max(1, ofOfficer.get(place.officerId) ?? 1);
    bySchool.set(place.schoolId, (bySchool.get(place.schoolId) ?? 0) + share(place) / whole);
  }
  return new Map([...bySchool].map(([schoolId, fte]) => [schoolId, Math.round(fte * 100) / 100]));
}

function share({ weekdays, fromTime, untilTime }: PlannedPlace): number {
  const day = fromTime === null || untilTime === null ? 1 : minutes(untilTime) - minutes(fromTime);
  const ofDay = fromTime === null || untilTime === null ? day : Math.min(1, Math.max(0, day) / fullDayMinutes);
  return (weekdays.length / 5) * ofDay;
}

function minutes(time: string): number {
  const [hours = '0', rest = '0'] = time.split(':');
  return Number(hours) * 60 + Number(rest);
}

/** The day staff is counted on: 1 October of the school year, or its first day where that is later. */
export function staffDay(year: { readonly firstDay: string; readonly lastDay: string }): string {
  const october = `${year.firstDay.slice(0, 4)}-10-01`;
  return october < year.firstDay || october > year.lastDay ? year.firstDay : october;
}
