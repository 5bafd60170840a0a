import type { RequirementId } from '../../domain/principles/record.ts';
import { type Source, sources } from '../disaggregation.ts';
import { type DimensionId, dimensionIds, dimensions, fieldOf, memberText, type TextRef } from './dimensions.ts';
import { type Field, type FieldName, fields, grains } from './fields.ts';
import { type Category, type Measure, measureIds, measures } from './measures.ts';

/** One row of the data dictionary: what a column or a code of a download means and where it comes from. */
export type DictionaryRow =
  | {
      readonly kind: 'measure';
      readonly id: string;
      readonly category: Category;
      readonly label: TextRef;
      readonly definition: TextRef;
      readonly unit: Measure['unit'];
      readonly denominator: TextRef;
      readonly dimensions: readonly DimensionId[];
      readonly collected: boolean;
      readonly source: string;
      readonly requirement: RequirementId;
    }
  | {
      readonly kind: 'dimension';
      readonly id: DimensionId;
      readonly label: TextRef;
      readonly definition: TextRef;
      /** Record fields, such as 'incident.students[].races', by who says so where that matters. */
      readonly recordFields: readonly { readonly source: Source | null; readonly field: string }[];
      readonly enrolment: 'crdc' | 'roster' | 'none';
      readonly requirement: RequirementId;
    }
  | {
      readonly kind: 'member';
      readonly dimension: DimensionId;
      readonly id: string;
      readonly label: TextRef;
    };

const own = (key: string): TextRef => ({ namespace: 'measures', key });

/** Where a field stands, for people: 'incident.students[].races', or the database's own where no record has it. */
function nameOf(name: FieldName): string {
  const field: Field = fields[name];
  return field.path === '' ? `${field.table}.${field.column}` : `${field.record}.${field.path}`;
}

function recordFields(id: DimensionId): { source: Source | null; field: string }[] {
  const aboutStudents = typeof dimensions[id].from.involvement === 'object';
  const found = grains.flatMap((grain) =>
    sources.flatMap((source) => {
      const name = fieldOf(id, grain, source);
      return name === null ? [] : [{ source: aboutStudents ? source : null, field: nameOf(name) }];
    }),
  );
  return found.filter((one, index) => found.findIndex((other) => other.field === one.field) === index);
}

/**
 * The data dictionary, made from the registry itself: every measure, every dimension and every member that has a text
 * of its own. Schools, officers, periods and a program's own behaviours name themselves.
 */
export function dataDictionary(): readonly DictionaryRow[] {
  return [
    ...measureIds.map((id): DictionaryRow => {
      const { category, unit, denominator, source, requirement, numerator, label, definition, ...rest } = measures[id];
      return {
        kind: 'measure',
        id,
        category,
        label: own(label),
        definition: own(definition),
        unit,
        denominator:
          denominator.kind === 'measure'
            ? own(measures[denominator.measure].label)
            : own(`denominators.${denominator.kind}`),
        dimensions: rest.dimensions,
        collected: numerator !== null,
        source,
        requirement,
      };
    }),
    ...dimensionIds.map(
      (id): DictionaryRow => ({
        kind: 'dimension',
        id,
        label: own(`dimensions.${id}.name`),
        definition: own(`dimensions.${id}.definition`),
        recordFields: recordFields(id),
        enrolment: dimensions[id].enrolment,
        requirement: dimensions[id].requirement,
      }),
    ),
    ...dimensionIds.flatMap((id) =>
      (dimensions[id].known ?? []).flatMap((member): DictionaryRow[] => {
        const label = memberText(id, member);
        return label === null ? [] : [{ kind: 'member', dimension: id, id: member, label }];
      }),
    ),
  ];
}
