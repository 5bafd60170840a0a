import { z } from 'zod';

/** The twelve COPS Guiding Principles (2022), by number. Their titles are in the catalog `terms`, list `principle`. */
export const principles = [
  'localDecision',
  'memorandum',
  'schoolDiscipline',
  'judiciousUse',
  'selection',
  'supervision',
  'tracking',
  'training',
  'engagement',
  'assessment',
  'assignment',
  'communityOfPractice',
] as const;

/** Rows of the project's requirements: D definitions, P<principle>.<n>, S systems the sources name. */
export const requirementIds = [
  ...['D1', 'D2', 'D3', 'D4', 'D5', 'D6'],
  ...['P1.1', 'P1.2', 'P1.3', 'P1.4', 'P1.5', 'P1.6'],
  ...['P2.1', 'P2.2', 'P2.3', 'P2.4', 'P2.5', 'P2.6', 'P2.7', 'P2.8'],
  ...['P3.1', 'P3.2', 'P3.3', 'P3.4'],
  ...['P4.1', 'P4.2', 'P4.3', 'P4.4', 'P4.5', 'P4.6'],
  ...['P5.1', 'P5.2', 'P5.3', 'P5.4'],
  ...['P6.1', 'P6.2', 'P6.3', 'P6.4', 'P6.5', 'P6.6'],
  ...['P7.1', 'P7.2', 'P7.3', 'P7.4', 'P7.5', 'P7.6', 'P7.7', 'P7.8', 'P7.9', 'P7.10', 'P7.11', 'P7.12'],
  ...['P8.1', 'P8.2', 'P8.3', 'P8.4', 'P8.5'],
  ...['P9.1', 'P9.2', 'P9.3', 'P9.4'],
  ...['P10.1', 'P10.2', 'P10.3', 'P10.4', 'P10.5', 'P10.6'],
  ...['P11.1', 'P11.2', 'P11.3', 'P11.4'],
  ...['P12.1', 'P12.2'],
  ...['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8'],
] as const;
const requirementIdSchema = z.string().regex(/^(D[1-6]|P(1[0-2]|[1-9])\.\d{1,2}|S[1-8])$/);
export type RequirementId = `D${number}` | `P${number}.${number}` | `S${number}`;

/** One rule of the product: what it asks, where that is written, and since when. */
export type Rule = {
  /** Dotted, stable, e.g. 'incidents.soleAdministratorDirection'. Texts: catalog of its area, `rules.<name>`. */
  readonly id: string;
  readonly requirement: RequirementId;
  /** The sentence of the source it rests on, by place. */
  readonly citation: string;
  /** The day from which the rule holds. */
  readonly since: string;
  /** 'refuse' stops the record; 'review' lets it through and asks somebody to look. */
  readonly effect: 'refuse' | 'review';
};

const findingSeverities = ['notice', 'review', 'violation'] as const;
const findingSeveritySchema = z.enum(findingSeverities);

/** What a rule found in a record. `path` points into the record ('actions.0.disability'), '' for the whole. */
export const findingSchema = z.object({
  ruleId: z.string(),
  requirement: requirementIdSchema,
  citation: z.string(),
  severity: findingSeveritySchema,
  path: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Finding = z.infer<typeof findingSchema>;

/** Makes the finding of a rule at a place of a record. */
export function finding(
  rule: Rule,
  severity: Finding['severity'],
  path: string,
  params: Finding['params'] = {},
): Finding {
  return { ruleId: rule.id, requirement: rule.requirement, citation: rule.citation, severity, path, params };
}
