/** What a corrective action is about, in codes: an outcome, a group, and whom it is compared with. */
interface About {
  readonly measure: string;
  readonly dimension: string;
  readonly group: string;
  readonly comparison: string;
}

/**
 * 'Students arrested: Asian students compared with all other students', for pages and files alike. Takes the lookup of
 * a catalog's text and of a school's name.
 */
export function correctiveSentence(
  t: (key: string, values: Readonly<Record<string, string>>) => string,
  about: About,
  schoolName: (id: string) => string,
): string {
  const group = (member: string): string => {
    if (member === 'allOthers') return t('disparity:groups.allOthers', {});
    if (about.dimension === 'school') return t('disparity:groups.school', { name: schoolName(member) });
    return t(`disparity:groups.${about.dimension}.${member}`, {});
  };
  return t('explorer:corrective.sentence', {
    measure: t(`measures:measures.${about.measure}.name`, {}),
    group: group(about.group),
    comparison: group(about.comparison),
  });
}
