import { keyOfReleaseCode } from '../../../catalogs/release-codes.ts';
import {
  codesOf,
  type ReleaseDefinition,
  type ReleaseDocument,
  type ReleaseTable,
  total,
} from '../../../portal/release-view.ts';
import type { DimensionId } from '../../../statistics/measures/dimensions.ts';
import { inEveryLanguage } from './words.ts';

/** A word of the files of a release: a table, a column or a code of it, or one of the registry's own (P7.9). */
export type DictionaryWord = Omit<ReleaseDefinition, 'kind'> & {
  readonly kind: ReleaseDefinition['kind'] | 'table' | 'column' | 'code';
};

/** Columns that say the same as a dimension of the registry, and so have its definition. */
const dimensionOf: Readonly<Record<string, DimensionId>> = {
  school: 'school',
  caller: 'callerRole',
  matter: 'matter',
  offense: 'offenseType',
  race: 'race',
  sex: 'sex',
  age: 'age',
  englishLearner: 'englishLearner',
  disability: 'disability',
};

const none = { en: '', es: '' };
const portal = (key: string) => inEveryLanguage({ namespace: 'portal', key });

/**
 * What stands in the files of a release, word by word: its tables, its columns, every code in them (`race.white`), and
 * then the registry's measures and dimensions.
 */
export function dictionaryOf(
  tables: readonly ReleaseTable[],
  schools: ReleaseDocument['schools'],
  definitions: readonly ReleaseDefinition[],
): readonly DictionaryWord[] {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const column = (id: string): DictionaryWord => {
    const dimension = dimensionOf[id];
    const definition =
      dimension === undefined
        ? none
        : inEveryLanguage({ namespace: 'measures', key: `dimensions.${dimension}.definition` });
    return { kind: 'column', id, name: portal(`data.counts.${id}`), definition, source: '' };
  };
  return [
    ...tables.map(({ id }): DictionaryWord => {
      return { kind: 'table', id, name: portal(`school.${id}`), definition: portal(`data.tables.${id}`), source: '' };
    }),
    ...['table', ...columns, 'n', 'status', 'lo', 'hi'].map(column),
    { kind: 'code', id: total, name: portal('release.total'), definition: portal('data.counts.Total'), source: '' },
    ...columns.flatMap((name) =>
      [...new Set(tables.flatMap((table) => (table.columns.includes(name) ? codesOf(table, name) : [])))].map((code) =>
        codeWord(name, code, schools),
      ),
    ),
    ...definitions,
  ];
}

/** A code of a column: a school by its name, all others by the words of the pages. */
function codeWord(column: string, code: string, schools: ReleaseDocument['schools']): DictionaryWord {
  const id = `${column}.${code}`;
  const word = { kind: 'code', id, definition: none, source: '' } as const;
  if (column === 'school') {
    const name = schools.find((school) => school.id === code)?.name ?? code;
    return { ...word, name: { en: name, es: name } };
  }
  const found = keyOfReleaseCode(column, code);
  if (found === null) return { ...word, name: { en: code, es: code } };
  const [namespace = '', key = ''] = found.split(':');
  // A stage of the way from call to outcome is defined where it is named.
  const name = inEveryLanguage({ namespace, key });
  if (namespace !== 'statistics') return { ...word, name };
  return { ...word, name, definition: inEveryLanguage({ namespace, key: key.replace(/name$/, 'definition') }) };
}
