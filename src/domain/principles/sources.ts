/** Places in the sources that rules cite. The document is public; its own words stay there. */
const guidingPrinciples = 'COPS Office, Guiding Principles for School Resource Officer Programs (2022)';

export const sources = {
  statute: '34 U.S.C. 10389(4)',
  definitions: `${guidingPrinciples}, Definitions and Background`,
  note4: `${guidingPrinciples}, note 4`,
  localDecision: `${guidingPrinciples}, principle 1`,
  discipline: `${guidingPrinciples}, principle 3`,
  powers: `${guidingPrinciples}, principle 4`,
  tracking: `${guidingPrinciples}, principle 7`,
  note8: `${guidingPrinciples}, principle 7, note 8`,
  supervision: `${guidingPrinciples}, principle 6`,
  assessment: `${guidingPrinciples}, principle 10`,
} as const;

/** The day the Guiding Principles' rules hold from in this product: the year they were published. */
export const principlesSince = '2022-01-01';
