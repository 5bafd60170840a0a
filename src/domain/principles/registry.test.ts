import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCatalogs } from '../../catalogs/index.ts';
import { activityKinds, topics } from '../activities/record.ts';
import { shippedMatters } from '../calls/matters.ts';
import { adviceKeys, callerRoles, gateReasons, matterGroups, places } from '../calls/record.ts';
import { actionKinds } from '../incidents/actions.ts';
import { nibrsCodes } from '../incidents/nibrs.ts';
import { outcomes } from '../incidents/record.ts';
import { races } from '../shared/race.ts';
import { principles, requirementIds } from './record.ts';
import { allRules } from './registry.ts';

const domain = new URL('../', import.meta.url);
const sources = readdirSync(domain, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(activities|calls|incidents|officers|reviews)\/.*\.ts$/.test(name) && !/test/.test(name))
  .map((name) => readFileSync(new URL(name, domain), 'utf8'))
  .join('\n');

function textAt(catalog: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
      catalog,
    );
}

describe('the registry of rules', () => {
  it('[S8] lists every rule once, each with a row of the requirements, a citation and a date', () => {
    expect(new Set(allRules.map((rule) => rule.id)).size).toBe(allRules.length);
    for (const rule of allRules) {
      expect(requirementIds).toContain(rule.requirement);
      expect(rule.citation).toMatch(/Guiding Principles|U\.S\.C\./);
      expect(rule.since).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  it('[S8] knows every rule that a record cites', () => {
    const ids = new Set(allRules.map((rule) => rule.id));
    for (const [, id] of sources.matchAll(/\b(?:rule|ruleId): '([a-z]+\.[A-Za-z]+)'/g)) expect(ids).toContain(id);
  });

  it('[S8] has the twelve principles and the eighty-one rows', () => {
    expect(principles).toHaveLength(12);
    expect(new Set(requirementIds).size).toBe(81);
  });
});

describe.each(['en', 'es'] as const)('the catalogs in %s', (language) => {
  const catalogs = loadCatalogs()[language];

  it('[S8] say each rule in a sentence', () => {
    for (const rule of allRules)
      expect([rule.id, typeof textAt(catalogs.terms, `rule.${rule.id}`)]).toEqual([rule.id, 'string']);
  });

  it('[P4.1] say for every problem what is wrong and how to mend it', () => {
    const codes = [...sources.matchAll(/code(?: =|:) '(activities|calls|incidents|reviews|terms)\.([A-Za-z]+)'/g)];
    const filing = ['completeness', 'needs'].map((name) =>
      readFileSync(new URL(`incidents/${name}.ts`, domain), 'utf8'),
    );
    const needs = [
      ...filing.join('\n').matchAll(/'([a-zA-Z]+(?:Missing|Contradiction|Twice|Alone|Unanswered|WithCall))'/g),
    ];
    const all = [
      ...codes.map(([, area, name]) => `${area}.${name}`),
      ...needs.map(([, name]) => name).map((name) => `incidents.${name}`),
    ];
    expect(all.length).toBeGreaterThan(80);
    const lost = all.filter((code) => {
      const [area = '', name = ''] = code.split('.');
      const problem = textAt(catalogs[area], `problems.${name}`);
      return typeof textAt(problem, 'reason') !== 'string' || typeof textAt(problem, 'remedy') !== 'string';
    });
    expect(lost).toEqual([]);
  });

  it('[P7.4] name every code', () => {
    const lists = {
      activityKind: activityKinds,
      topic: topics,
      matter: shippedMatters.map((matter) => matter.code),
      matterGroup: matterGroups,
      advice: adviceKeys,
      callerRole: callerRoles,
      gateReason: gateReasons,
      place: places,
      actionKind: actionKinds,
      outcome: outcomes,
      race: races,
      nibrs: nibrsCodes,
      principle: principles,
    };
    for (const [list, codes] of Object.entries(lists)) {
      for (const code of codes)
        expect([list, code, typeof textAt(catalogs.terms, `${list}.${code}`)]).toEqual([list, code, 'string']);
    }
  });
});
