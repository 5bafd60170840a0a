import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import {
  categories,
  categoryOf,
  type Dimension,
  disaggregate,
  type FactGroup,
  type Source,
} from '../../statistics/disaggregation.ts';
import { formalSteps, highestStep } from '../../statistics/stages.ts';
import { countStudentsIn } from '../platform/aggregates.ts';
import { inProgram } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { releasedFacts } from '../publishing/releases.ts';
import type { GroupsAnswer } from './answers.ts';
import { type CountedFacts, perceivedFacts, recordedFacts, studentFacts } from './facts.ts';
import type { Selection } from './filter.ts';
import { type NumbersQuery, reachOfNumbers, seesRecordedInFull } from './overview.ts';
import { periodOf } from './period.ts';

export interface GroupsQuery extends NumbersQuery {
  readonly dimension: Dimension;
  readonly source: Source;
}

/**
 * Students involved, told apart by one of the seven dimensions (P7.4), by one source. An offence is a fact of the
 * incident, the same for both sources. The police side gets recorded facts only as released (decision 0006).
 */
export async function readGroups(service: Service, caller: Caller, query: GroupsQuery): Promise<Result<GroupsAnswer>> {
  const extent = reachOfNumbers(caller.actor);
  if (!extent.ok) return extent;
  const { programId } = caller.actor;
  const source: Source = query.dimension === 'offenseType' ? 'perceived' : query.source;
  const head = { dimension: query.dimension, source };
  const period = await inProgram(service, { programId }, async (tx) => {
    const frame = await requireFrame(tx, programId);
    return periodOf(frame, query, frame.dayOf(service.clock()))?.now ?? null;
  });
  if (period === null) return err(notFound);
  const selection: Selection = { ...period, schoolId: query.schoolId, officerId: query.officerId, reach: extent.value };
  if (source === 'perceived') {
    const groups = await inProgram(service, { programId }, (tx) => perceivedFacts(tx, selection));
    return ok(inFull(head, groups, null));
  }
  if (seesRecordedInFull(caller.actor)) {
    return countStudentsIn(service, programId, async (tx) => {
      const groups = await recordedFacts(tx, selection);
      const students = await studentFacts(tx, selection);
      return ok(inFull(head, groups, students));
    });
  }
  const hidden = (reason: 'yearNotPublished' | 'onlyWholeProgramYears' | 'seeRace'): Result<GroupsAnswer> =>
    ok({ kind: 'hidden', ...head, reason });
  if (query.dimension === 'ethnicity' || query.dimension === 'offenseType') return hidden('seeRace');
  if (period.year === null || query.schoolId !== undefined || query.officerId !== undefined) {
    return hidden('onlyWholeProgramYears');
  }
  const table = await releasedFacts(service, programId, period.year, query.dimension);
  if (table === null) return hidden('yearNotPublished');
  return ok({
    kind: 'released',
    ...head,
    year: period.year,
    total: table.total,
    // The database keeps no order of its own; the categories have theirs.
    rows: categories[query.dimension].flatMap((category) => {
      const students = table.rows[category];
      return students === undefined ? [] : [{ category, students }];
    }),
  });
}

/** A table in full. Every category is there, nobody is dropped for being unknown. */
function inFull(
  head: { readonly dimension: Dimension; readonly source: Source },
  groups: readonly CountedFacts[],
  students: readonly FactGroup[] | null,
): GroupsAnswer {
  const { dimension, source } = head;
  const different = students === null ? null : disaggregate(students, dimension, source);
  const rows = [...disaggregate(groups, dimension, source)].map(([category, involved]) => {
    const those = groups.filter((group) => categoryOf(group, dimension, source) === category);
    const withStep = (wanted: (group: CountedFacts) => boolean): number =>
      those.filter(wanted).reduce((sum, group) => sum + group.n, 0);
    return {
      category,
      involved,
      enforcement: withStep((group) => group.enforcement || isFormal(group)),
      diverted: withStep((group) => group.outcomes.includes('diversion')),
      formal: withStep(isFormal),
      students: different === null ? null : (different.get(category) ?? 0),
    };
  });
  return {
    kind: 'full',
    ...head,
    total: groups.reduce((sum, group) => sum + group.n, 0),
    unattached:
      source === 'perceived'
        ? null
        : groups.filter((group) => group.recorded === null).reduce((sum, group) => sum + group.n, 0),
    rows,
  };
}

const formal: readonly string[] = formalSteps;
const isFormal = (group: CountedFacts): boolean => formal.includes(highestStep(group.outcomes, group.enforcement));
