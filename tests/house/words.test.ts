import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Catalog, loadCatalogs } from '../../src/catalogs/index.ts';
import { languages } from '../../src/catalogs/languages.ts';
import { actions } from '../../src/domain/access/permissions.ts';
import { roles } from '../../src/domain/access/roles.ts';
import * as activities from '../../src/domain/activities/record.ts';
import { auditEventNames } from '../../src/domain/audit/events.ts';
import * as calls from '../../src/domain/calls/record.ts';
import * as acts from '../../src/domain/incidents/actions.ts';
import * as incidents from '../../src/domain/incidents/record.ts';
import { personKinds } from '../../src/domain/officers/record.ts';
import { agencyKinds } from '../../src/domain/partnerships/record.ts';
import { allRules } from '../../src/domain/principles/registry.ts';
import * as reviews from '../../src/domain/reviews/record.ts';
import { semiAnnualReasons } from '../../src/domain/reviews/rules.ts';
import { disabilityStatuses, lookPurposes } from '../../src/domain/roster/record.ts';
import * as people from '../../src/domain/shared/people.ts';
import { crdcRaces, races } from '../../src/domain/shared/race.ts';
import { dutyKinds } from '../../src/server/duties/order.ts';
import { noticeKinds } from '../../src/server/platform/notices.ts';

// A code without its words reaches a person as a code. What the types cannot tie together is tied together here: every
// code that is written somewhere in src/ has its words in each language.

type Texts = Record<string, Catalog>;

const catalogs: Record<string, Texts> = loadCatalogs();
const namespaces = Object.keys(catalogs.en ?? {});

function textAt(catalog: Catalog | undefined, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
      catalog,
    );
}

const source = new URL('../../src/', import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test(-data)?\.tsx?$|\/testing\//.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, source), 'utf8') }));

interface Named {
  readonly code: string;
  readonly file: string;
}

/** A step of a workflow and the area (or the part of one) whose words its refusals take. */
const workflow = /\badvance\(\w+, '([A-Za-z.]+)'/g;

/** Codes that stand where only a refusal's code can stand, whatever their namespace. */
function inPlaceOfCodes(name: string, text: string): Named[] {
  const places = /\b(?:code|message)\??\s*[:=]\s*(?:[\w.?\s]+\?\?\s*)?'([a-z][A-Za-z]*\.[A-Za-z.]+)'/g;
  return [...text.matchAll(places)].flatMap(([, code]) => (code === undefined ? [] : [{ code, file: name }]));
}

/** Any other text that looks like one: `area.name`, unless it names a rule, an action or an event. */
function elsewhere(name: string, text: string): Named[] {
  const known = new Set<string>([...allRules.map(({ id }) => id), ...actions, ...auditEventNames]);
  const looks = new RegExp(`(?<![\\w:])'((?:${namespaces.join('|')})\\.[A-Za-z][A-Za-z.]*)'`, 'g');
  return [...text.replace(workflow, '').matchAll(looks)].flatMap(([, code]) =>
    code === undefined || known.has(code) ? [] : [{ code, file: name }],
  );
}

/** Codes put together at run time: the refusals of each workflow (domain/shared/workflow.ts). */
const composed: Named[] = files.flatMap(({ name, text }) =>
  [...text.matchAll(workflow)].flatMap(([, area]) =>
    ['transitionState', 'transitionRole', 'reasonMissing'].map((what) => ({ code: `${area}.${what}`, file: name })),
  ),
);

/** Refuses nothing; names there like `incidents.called` are published series. */
const numbersOnly = /^(portal|statistics)\//;
const refused = files.flatMap(({ name, text }) => [
  ...inPlaceOfCodes(name, text),
  ...(numbersOnly.test(name) ? [] : elsewhere(name, text)),
]);

function wordless(texts: Texts, named: readonly Named[]): string[] {
  const lost = named.filter(({ code }) => {
    const [area = '', ...rest] = code.split('.');
    const problem = `problems.${rest.join('.')}`;
    return ['reason', 'remedy'].some((part) => typeof textAt(texts[area], `${problem}.${part}`) !== 'string');
  });
  return [...new Set(lost.map(({ code, file }) => `${code} in ${file}`))];
}

const terms: Record<string, readonly string[]> = {
  agencyKind: agencyKinds,
  personKind: personKinds,
  activityKind: activities.activityKinds,
  copsRole: activities.copsRoles,
  triad: activities.triadRoles,
  statutoryFunction: activities.statutoryFunctions,
  functionOtherReason: activities.functionOtherReasons,
  audience: activities.audiences,
  handOffTarget: activities.handOffTargets,
  enteredVia: calls.enteredViaSchema.options,
  matterClass: calls.matterClasses,
  gateQuestion: calls.gateQuestions,
  gateAnswer: calls.gateResultSchema.options,
  callState: calls.callStates,
  callResult: calls.callResults,
  involvementSource: calls.involvementSourceSchema.options,
  involvementState: calls.involvementStateSchema.options,
  involvementOutcome: calls.involvementOutcomes,
  incidentStep: incidents.incidentSteps,
  incidentState: incidents.incidentStates,
  setting: incidents.settings,
  originKind: incidents.originKinds,
  selfInitiatedReason: incidents.selfInitiatedReasons,
  studentRole: incidents.studentRoles,
  orientation: incidents.orientations,
  genderIdentity: incidents.genderIdentities,
  deEscalation: acts.deEscalationSteps,
  basis: acts.bases,
  probableCause: acts.probableCauseFactors,
  alternative: acts.alternatives,
  restraintType: acts.restraintTypes,
  forceType: acts.forceTypes,
  injury: acts.injuries,
  searchBasis: acts.searchBases,
  searchScope: acts.searchScopes,
  foundItem: acts.foundItems,
  seizureDisposition: acts.seizureDispositions,
  offenseLevel: acts.offenseLevels,
  modificationsMade: acts.modificationsMade,
  noticeTime: acts.noticeTimes,
  rights: acts.rightsAnswers,
  ending: acts.endings,
  yesNo: [...people.yesNoUnknown, ...people.yesNoUnsure, ...acts.viewAnswers, ...incidents.contactAnswers],
  reviewSide: reviews.reviewSides,
  reviewAnswer: reviews.actionAnswers,
  reviewState: reviews.reviewStateSchema.options,
  semiAnnualReason: semiAnnualReasons,
  lookPurpose: lookPurposes,
  disability: disabilityStatuses,
  sex: people.sexes,
  grade: people.grades,
  ageBand: people.ageBands,
  race: races,
  crdcRace: crdcRaces,
};

/** Every other text that a code of ours chooses, as `namespace:key`. */
const chosen: readonly string[] = [
  ...roles.map((role) => `common:roles.${role}`),
  ...auditEventNames.map((event) => `audit:event.${event}`),
  ...dutyKinds.map((kind) => `obligations:kind.${kind}`),
  ...noticeKinds.flatMap((kind) => ['title', 'body', 'subject', 'mail'].map((part) => `notices:${kind}.${part}`)),
  ...allRules.map(({ id }) => `terms:rule.${id}`),
  ...Object.entries(terms).flatMap(([list, codes]) => codes.map((code) => `terms:${list}.${code}`)),
  ...files.flatMap(({ name, text }) =>
    name.startsWith('server/')
      ? [...text.matchAll(/\brecordType: '([A-Za-z]+)'/g)].map(([, type]) => `audit:recordType.${type}`)
      : [],
  ),
];

describe.each(languages)('in %s', (language) => {
  const texts = catalogs[language] ?? {};

  test('every refusal says what is wrong and what to do', () => {
    expect(new Set(refused.map(({ code }) => code)).size).toBeGreaterThan(120);
    expect(composed.length).toBeGreaterThan(6);
    expect(wordless(texts, [...refused, ...composed])).toEqual([]);
  });

  test('every code that people read has its words', () => {
    const lost = chosen.filter((key) => {
      const [namespace = '', path = ''] = key.split(':');
      return typeof textAt(texts[namespace], path) !== 'string';
    });
    expect([...new Set(lost)]).toEqual([]);
  });

  test('a planted refusal without words is found', () => {
    const planted = "return err({ code: 'calls.nobodyWroteThis', status: 422 });\nrefuse('path', 'setup.norThis');";
    const found = [...inPlaceOfCodes('a.ts', planted), ...elsewhere('a.ts', planted)];
    expect(wordless(texts, found)).toEqual(['calls.nobodyWroteThis in a.ts', 'setup.norThis in a.ts']);
  });
});
