import { sql } from 'kysely';
import type { DisparityPolicy } from '../../../domain/disparities/record.ts';
import type { Grade, Sex, YesNoUnknown } from '../../../domain/shared/people.ts';
import type { Race } from '../../../domain/shared/race.ts';
import {
  codesOf,
  type ReleaseComparison,
  type ReleaseDocument,
  type ReleaseTable,
  shownAt,
} from '../../../portal/release-view.ts';
import { compare, ratioOf } from '../../../statistics/disparity/compare.ts';
import { allOthers, enrolmentsOf, type RosterSnapshot } from '../../../statistics/disparity/enrolment.ts';
import { labelKey, ratioSentence, type Sentence, say } from '../../../statistics/disparity/sentences.ts';
import type { DimensionId } from '../../../statistics/measures/dimensions.ts';
import { type MeasureId, measures } from '../../../statistics/measures/measures.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import { inEveryLanguage } from './words.ts';

/** Dimensions by which the enrolment can be told apart; age is not one of them. */
const compared = ['race', 'sex', 'englishLearner', 'disability'] as const satisfies DimensionId[];

/** Both sides of a yes or no say the same; and nobody is compared for having no plan. */
const notCompared: readonly string[] = ['unknown', 'no', 'none', 'kindNotKnown', 'X'];

const outcomes: readonly { readonly measure: MeasureId; readonly at: Readonly<Record<string, string>> }[] = [
  { measure: 'studentsInvolved', at: {} },
  { measure: 'studentsEnforcement', at: { level: 'enforcement' } },
];

/** The students enrolled on a day, those alike added up. Needs the vault open; no student leaves the database. */
export async function readEnrolled(tx: Tx, asOf: string): Promise<RosterSnapshot> {
  const { rows } = await sql<{
    schoolId: string;
    races: Race[];
    sex: Sex;
    grade: Grade;
    idea: YesNoUnknown;
    section504: YesNoUnknown;
    el: YesNoUnknown;
    students: number;
  }>`
    SELECT school_id AS "schoolId", races, sex, grade, idea, section504, el, count(*) AS students
    FROM roster_student WHERE active GROUP BY 1, 2, 3, 4, 5, 6, 7`.execute(tx);
  return { kind: 'roster', asOf, groups: rows };
}

const inBoth = (sentence: Sentence): ReleaseComparison['sentence'] => ({
  en: say('en', sentence),
  es: say('es', sentence),
});

const nothing: ReleaseComparison['beside'] = { en: '', es: '' };
const withheld = { kind: 'notCalculated', reason: 'countWithheld' } as const;

/** What goes beside every comparison. */
export function comparisonLabel(): ReleaseDocument['comparisonLabel'] {
  return inBoth({ key: labelKey, parts: {} });
}

/**
 * Whether groups are treated alike, from the published table of students alone (P7.7): where a count it needs
 * is withheld, a comparison is not made and says so. `schoolIds` are the ids of all schools whose students are
 * enrolled; `policy` is the state's profile, as inside.
 */
export function comparisonsOf(
  students: ReleaseTable | undefined,
  enrolled: RosterSnapshot,
  schoolIds: readonly string[],
  policy: Omit<DisparityPolicy, 'holdsFrom'>,
): readonly ReleaseComparison[] {
  if (students === undefined) return [];
  return outcomes.flatMap(({ measure, at }) =>
    compared.flatMap((dimension) =>
      codesOf(students, dimension)
        .filter((group) => !notCompared.includes(group))
        .flatMap((group) => {
          const count = (code: string | null): number | null => {
            const shown = shownAt(students, code === null ? at : { ...at, [dimension]: code });
            return shown.status === 'published' ? shown.n : null;
          };
          const [all, events, unknown] = [count(null), count(group), count('unknown')];
          const about = { measure, dimension, group, comparison: allOthers };
          const there = enrolmentsOf(enrolled, about, schoolIds);
          // A group with no student here is nobody's news.
          if (there.group.ok && there.group.value.students === 0) return [];
          const measureName = inEveryLanguage({ namespace: 'measures', key: measures[measure].label });
          if (all === null || events === null || unknown === null) {
            const sentence = inBoth(ratioSentence(about, withheld, 'ratio'));
            return [{ measure, measureName, dimension, group, ratio: null, sentence, beside: nothing }];
          }
          const found = compare(
            {
              about,
              group: { events, enrolled: there.group },
              others: { events: all - events - unknown, enrolled: there.others },
              unknownEvents: unknown,
            },
            policy,
          );
          const ratio = ratioOf(found);
          const calculated = ratio.kind === 'calculated';
          return [
            {
              measure,
              measureName,
              dimension,
              group,
              ratio: calculated ? { value: ratio.value, low: ratio.low, high: ratio.high } : null,
              sentence: inBoth(found.sentence),
              // The number of students enrolled in a very small group is itself a small count.
              beside: calculated ? inBoth(found.beside) : nothing,
            },
          ];
        }),
    ),
  );
}
