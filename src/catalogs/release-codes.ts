/** Where the words for the codes of a release's columns stand; a code of another column is not known. */
const lists: Readonly<Record<string, string>> = {
  result: 'statistics:stages',
  origin: 'statistics:stages',
  level: 'statistics:stages',
  part: 'statistics:stages',
  step: 'statistics:stages',
  caller: 'terms:callerRole',
  behavior: 'terms:matterGroup',
  matter: 'terms:matter',
  kind: 'terms:actionKind',
  offense: 'terms:nibrs',
  race: 'terms:race',
  sex: 'terms:sex',
  age: 'terms:ageBand',
  englishLearner: 'terms:yesNo',
  disability: 'terms:disability',
};

/** The catalog key with the words for a code of a column of a release; null where there are none. */
export function keyOfReleaseCode(column: string, code: string): string | null {
  if (code === 'unknown' || code === 'kindNotKnown') return `measures:members.${code}`;
  if (column === 'part' && code === 'informal') return 'statistics:stages.light.name';
  if (code === 'own') return 'measures:members.ownBehavior';
  if (column === 'offense' && code === 'none') return 'measures:members.noOffense';
  const list = lists[column];
  if (list === undefined) return null;
  return list === 'statistics:stages' ? `${list}.${code}.name` : `${list}.${code}`;
}
