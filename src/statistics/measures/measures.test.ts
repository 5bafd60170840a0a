import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Catalog, loadCatalogs } from '../../catalogs/index.ts';
import { languages } from '../../catalogs/languages.ts';
import { callRequestSchema } from '../../domain/calls/record.ts';
import { incidentBodySchema } from '../../domain/incidents/record.ts';
import { requirementIds } from '../../domain/principles/record.ts';
import { recordedFactsSchema } from '../../domain/roster/record.ts';
import { races } from '../../domain/shared/race.ts';
import { categoryOf, type Facts, sources } from '../disaggregation.ts';
import { dataDictionary } from './dictionary.ts';
import { dimensionIds, dimensions, fieldOf, isAboutStudents, membersShown, memberText } from './dimensions.ts';
import { type Condition, type Field, type FieldName, fields } from './fields.ts';
import { categories, isCollected, measureIds, measures, principleCategories } from './measures.ts';
import { periodsOf } from './periods.ts';

const tablesFolder = new URL('../../server/platform/database/tables/', import.meta.url);
const tables = readdirSync(tablesFolder)
  .map((name) => readFileSync(new URL(name, tablesFolder), 'utf8'))
  .join('\n');

/** The columns of a table as the database's types have them. */
function columnsOf(table: string): readonly string[] {
  const body = new RegExp(`^  ${table}: \\{\\n([^}]*)\\}`, 'm').exec(tables)?.[1] ?? '';
  return [...body.matchAll(/^\s+(\w+):/gm)].map(([, column]) => column ?? '');
}

const schemas = { call: callRequestSchema, incident: incidentBodySchema, recordedFacts: recordedFactsSchema };

/** Walks a path like 'students[].races' through a schema; true where it leads somewhere. */
function leadsSomewhere(schema: z.ZodType, path: string): boolean {
  return path.split('.').every((part) => {
    let at: unknown = schema;
    while (at instanceof z.ZodOptional || at instanceof z.ZodNullable) at = at.unwrap();
    if (!(at instanceof z.ZodObject)) return false;
    let next: unknown = at.shape[part.replace('[]', '')];
    while (next instanceof z.ZodOptional || next instanceof z.ZodNullable) next = next.unwrap();
    if (part.endsWith('[]')) next = next instanceof z.ZodArray ? next.element : undefined;
    if (!(next instanceof z.ZodType)) return false;
    schema = next;
    return true;
  });
}

function fieldsOf(condition: Condition | null): readonly FieldName[] {
  if (condition === null) return [];
  if ('all' in condition) return condition.all.flatMap(fieldsOf);
  if ('any' in condition) return condition.any.flatMap(fieldsOf);
  return [condition.field];
}

function textAt(catalog: Catalog | undefined, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
      catalog,
    );
}

describe('the registry of measures', () => {
  it('[P7.3] has a measure for every category that principle 7 names, and for what the CRDC and P10.2 ask besides', () => {
    const covered = new Set(measureIds.map((id) => measures[id].category));
    expect([...covered].sort()).toEqual([...categories].sort());
    for (const category of principleCategories) expect(covered).toContain(category);
  });

  it('[P7.3] shows no zero for what nothing records yet', () => {
    expect(measureIds.filter((id) => !isCollected(id))).toEqual(['perceptions', 'feedback']);
  });

  it('[P7.3] gives each measure a unit, a source, a row of the requirements and a denominator that exists', () => {
    for (const id of measureIds) {
      const one = measures[id];
      expect(requirementIds).toContain(one.requirement);
      expect(one.source).toMatch(/Guiding Principles|Civil Rights Data Collection/);
      if (one.denominator.kind === 'measure') {
        const whole = measures[one.denominator.measure];
        expect(whole.numerator?.grain).toBe(one.numerator?.grain);
        expect(whole.unit).toBe(one.unit);
      }
    }
  });

  it('[P7.4] tells every collected measure about students apart by each of the dimensions the principle names', () => {
    const named = ['race', 'ethnicity', 'age', 'sex', 'offenseType', 'englishLearner', 'disability'] as const;
    for (const id of measureIds) {
      const { numerator, dimensions: allowed } = measures[id];
      if (numerator === null || numerator.grain === 'call' || numerator.grain === 'incident') continue;
      for (const dimension of named) expect([id, allowed.includes(dimension)]).toEqual([id, true]);
    }
    // A call names no student, and one incident can have several: both are told apart by what is a fact of theirs.
    expect(measures.calls.dimensions).toEqual(
      dimensionIds.filter((id) => !isAboutStudents(id) && id !== 'offenseType'),
    );
    expect(measures.incidents.dimensions).toEqual(dimensionIds.filter((id) => !isAboutStudents(id)));
  });

  it('[P7.4] reads every field from a column that exists and a record that has it', () => {
    for (const [name, field] of Object.entries(fields) as [FieldName, Field][]) {
      expect([name, columnsOf(field.table)]).toEqual([name, expect.arrayContaining([field.column])]);
      if (field.path !== '') expect([name, leadsSomewhere(schemas[field.record], field.path)]).toEqual([name, true]);
    }
    expect(leadsSomewhere(incidentBodySchema, 'students[].nothing')).toBe(false);
  });

  it('[P7.4] joins no table that a grain does not reach', () => {
    const reach: Record<string, readonly string[]> = {
      call: ['call'],
      incident: ['incident'],
      involvement: ['incident', 'incident_student', 'student_identity'],
      action: ['incident', 'incident_student', 'student_identity', 'enforcement_action'],
    };
    for (const id of measureIds) {
      const { numerator } = measures[id];
      if (numerator === null) continue;
      const read = [
        ...fieldsOf(numerator.where),
        ...measures[id].dimensions.flatMap((dimension) =>
          sources.flatMap((source) => fieldOf(dimension, numerator.grain, source) ?? []),
        ),
      ];
      for (const name of read) expect(reach[numerator.grain]).toContain(fields[name].table);
    }
  });
});

describe('the registry of dimensions', () => {
  it('[P7.4] ends every list with what is not known, found or not', () => {
    for (const id of dimensionIds) {
      expect(membersShown(id, []).at(-1)).toBe('unknown');
      expect(membersShown(id, ['unknown', 'somethingNew']).slice(-2)).toEqual(['somethingNew', 'unknown']);
      expect(dimensions[id].known?.at(-1) ?? 'unknown').toBe('unknown');
    }
  });

  it('[P7.4] puts every value of the records under a member that is shown, and drops none', () => {
    const raw = fc.oneof(
      fc.constant(null),
      fc.constant([]),
      fc.subarray(races.filter((race) => race !== 'unknown')),
      fc.constant(['unknown']),
    );
    fc.assert(
      fc.property(raw, fc.constantFrom(...sources), (value, source) => {
        for (const id of ['race', 'crdcRace', 'ethnicity'] as const) {
          expect(dimensions[id].known).toContain(dimensions[id].memberOf(value, source));
        }
      }),
    );
    for (const id of dimensionIds) {
      const nothing = dimensions[id].memberOf(null, 'recorded');
      expect(membersShown(id, [])).toContain(nothing);
    }
  });

  it('[P7.4] rolls several answers up to Directive 15 and to the CRDC', () => {
    const { race, crdcRace } = dimensions;
    expect(race.memberOf(['hispanicOrLatino', 'white'], 'recorded')).toBe('multiple');
    expect(crdcRace.memberOf(['hispanicOrLatino', 'white'], 'recorded')).toBe('HI');
    expect(crdcRace.memberOf(['middleEasternOrNorthAfrican', 'white'], 'recorded')).toBe('WH');
    expect(crdcRace.memberOf(['asian', 'white'], 'recorded')).toBe('TR');
  });

  it('[P7.4] agrees with the tables by group that are there already', () => {
    const facts: fc.Arbitrary<Facts> = fc.record({
      races: fc.oneof(
        fc.constant(['unknown'] as const),
        fc.subarray(
          races.filter((race) => race !== 'unknown'),
          { minLength: 1 },
        ),
      ),
      sex: fc.constantFrom('F', 'M', 'X', 'unknown'),
      ageBand: fc.constantFrom('10to12', '13to14', 'unknown'),
      englishLearner: fc.constantFrom('yes', 'no', 'unknown'),
      disability: fc.constantFrom('idea', 'section504', 'none', 'unknown'),
    });
    fc.assert(
      fc.property(facts, (recorded) => {
        const group = { perceived: recorded, recorded, offenseType: null, n: 1 };
        const raw = {
          race: recorded.races,
          ethnicity: recorded.races,
          age: recorded.ageBand,
          sex: recorded.sex,
          englishLearner: recorded.englishLearner,
          disability: recorded.disability,
          offenseType: null,
        };
        for (const id of Object.keys(raw) as (keyof typeof raw)[]) {
          expect(dimensions[id].memberOf(raw[id], 'recorded')).toBe(categoryOf(group, id, 'recorded'));
        }
      }),
    );
  });
});

describe('periods', () => {
  const years = [
    { id: '2024-25', firstDay: '2024-08-19', lastDay: '2025-06-06' },
    { id: '2025-26', firstDay: '2025-08-18', lastDay: '2026-06-05' },
  ];
  const day = fc
    .date({ min: new Date('2024-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  it('[P7.7] cover every day asked for once', () => {
    fc.assert(
      fc.property(day, day, fc.constantFrom('month', 'quarter', 'half', 'schoolYear'), (a, b, kind) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const list = periodsOf(kind, from, to, years);
        expect(list[0]?.from).toBe(from);
        expect(list.at(-1)?.to).toBe(to);
        for (const [index, period] of list.entries()) {
          expect(period.from <= period.to).toBe(true);
          const next = list[index + 1];
          if (next === undefined) continue;
          const after = new Date(`${period.to}T00:00:00Z`);
          after.setUTCDate(after.getUTCDate() + 1);
          expect(next.from).toBe(after.toISOString().slice(0, 10));
        }
      }),
    );
  });

  it('[P7.7] are named as people name them', () => {
    expect(periodsOf('month', '2025-12-15', '2026-01-10', years)).toEqual([
      { id: '2025-12', from: '2025-12-15', to: '2025-12-31' },
      { id: '2026-01', from: '2026-01-01', to: '2026-01-10' },
    ]);
    expect(periodsOf('quarter', '2026-03-15', '2026-04-10', years).map(({ id }) => id)).toEqual(['2026-Q1', '2026-Q2']);
    expect(periodsOf('schoolYear', '2025-06-01', '2025-09-01', years)).toEqual([
      { id: '2024-25', from: '2025-06-01', to: '2025-06-06' },
      { id: 'betweenYears', from: '2025-06-07', to: '2025-08-17' },
      { id: '2025-26', from: '2025-08-18', to: '2025-09-01' },
    ]);
    expect(periodsOf('half', '2025-08-18', '2026-08-01', years).map(({ id }) => id)).toEqual([
      '2025-26.1',
      '2025-26.2',
    ]);
    expect(periodsOf('month', '2026-02-01', '2026-01-01', years)).toEqual([]);
  });
});

describe.each(languages)('the data dictionary in %s', (language) => {
  const catalogs: Record<string, Catalog> = loadCatalogs()[language];

  it('[P7.9] names and explains every measure, dimension and member', () => {
    const rows = dataDictionary();
    expect(rows.filter((row) => row.kind === 'measure')).toHaveLength(measureIds.length);
    expect(rows.filter((row) => row.kind === 'dimension')).toHaveLength(dimensionIds.length);
    for (const row of rows) {
      const wanted = [
        row.label,
        ...(row.kind === 'member' ? [] : [row.definition]),
        ...(row.kind === 'measure' ? [row.denominator] : []),
      ];
      for (const { namespace, key } of wanted) {
        expect([namespace, key, typeof textAt(catalogs[namespace], key)]).toEqual([namespace, key, 'string']);
      }
    }
    for (const category of categories) {
      expect([category, typeof textAt(catalogs.measures, `categories.${category}`)]).toEqual([category, 'string']);
    }
    for (const id of dimensionIds) {
      for (const member of dimensions[id].known ?? []) expect([id, member, memberText(id, member)]).not.toContain(null);
    }
  });
});

it('[P7.9] says of every dimension which field of the record it comes from', () => {
  const race = dataDictionary().find((row) => row.kind === 'dimension' && row.id === 'race');
  expect(race).toMatchObject({
    recordFields: [
      { source: 'perceived', field: 'incident.students[].races' },
      { source: 'recorded', field: 'recordedFacts.races' },
    ],
  });
  const school = dataDictionary().find((row) => row.kind === 'dimension' && row.id === 'school');
  expect(school).toMatchObject({ recordFields: [{ source: null, field: 'call.schoolId' }, { source: null }] });
});
