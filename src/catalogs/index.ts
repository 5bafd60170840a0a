import enActivities from './en/activities.json' with { type: 'json' };
import enCalls from './en/calls.json' with { type: 'json' };
import enCommon from './en/common.json' with { type: 'json' };
import enIncidents from './en/incidents.json' with { type: 'json' };
import enPortal from './en/portal.json' with { type: 'json' };
import enReviews from './en/reviews.json' with { type: 'json' };
import enStatistics from './en/statistics.json' with { type: 'json' };
import enSetup from './en/setup.json' with { type: 'json' };
import enTerms from './en/terms.json' with { type: 'json' };
import enWeb from './en/web.json' with { type: 'json' };
import esActivities from './es/activities.json' with { type: 'json' };
import esCalls from './es/calls.json' with { type: 'json' };
import esCommon from './es/common.json' with { type: 'json' };
import esIncidents from './es/incidents.json' with { type: 'json' };
import esPortal from './es/portal.json' with { type: 'json' };
import esReviews from './es/reviews.json' with { type: 'json' };
import esStatistics from './es/statistics.json' with { type: 'json' };
import esSetup from './es/setup.json' with { type: 'json' };
import esTerms from './es/terms.json' with { type: 'json' };
import esWeb from './es/web.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** A catalog: texts by key, nested. Plural forms follow i18next (`_one`, `_other`, `_many`). */
export interface Catalog {
  readonly [key: string]: string | Catalog;
}

const resources: Record<Language, Record<string, Catalog>> = {
  en: {
    terms: enTerms,
    setup: enSetup,
    reviews: enReviews,
    portal: enPortal,
    statistics: enStatistics,
    incidents: enIncidents,
    calls: enCalls,
    activities: enActivities,
    common: enCommon,
    web: enWeb,
  },
  es: {
    terms: esTerms,
    setup: esSetup,
    reviews: esReviews,
    portal: esPortal,
    statistics: esStatistics,
    incidents: esIncidents,
    calls: esCalls,
    activities: esActivities,
    common: esCommon,
    web: esWeb,
  },
};

/**
 * Every catalog, by language and namespace (= area), ready as `resources` of an i18next instance on the server.
 * The web app loads the same files one by one as it needs them (src/web/i18n).
 */
export function loadCatalogs(): Record<Language, Record<string, Catalog>> {
  return resources;
}
