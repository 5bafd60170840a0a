import enAccount from './en/account.json' with { type: 'json' };
import enActivities from './en/activities.json' with { type: 'json' };
import enAudit from './en/audit.json' with { type: 'json' };
import enCalls from './en/calls.json' with { type: 'json' };
import enCommon from './en/common.json' with { type: 'json' };
import enCrdc from './en/crdc.json' with { type: 'json' };
import enDisparity from './en/disparity.json' with { type: 'json' };
import enExchange from './en/exchange.json' with { type: 'json' };
import enExplorer from './en/explorer.json' with { type: 'json' };
import enFindings from './en/findings.json' with { type: 'json' };
import enImports from './en/imports.json' with { type: 'json' };
import enIncidents from './en/incidents.json' with { type: 'json' };
import enMeasures from './en/measures.json' with { type: 'json' };
import enNotices from './en/notices.json' with { type: 'json' };
import enNumbers from './en/numbers.json' with { type: 'json' };
import enObligations from './en/obligations.json' with { type: 'json' };
import enPasskeys from './en/passkeys.json' with { type: 'json' };
import enPortal from './en/portal.json' with { type: 'json' };
import enPublishing from './en/publishing.json' with { type: 'json' };
import enReportFile from './en/reportFile.json' with { type: 'json' };
import enReviews from './en/reviews.json' with { type: 'json' };
import enRoster from './en/roster.json' with { type: 'json' };
import enSetup from './en/setup.json' with { type: 'json' };
import enSignIn from './en/signIn.json' with { type: 'json' };
import enSingleSignOn from './en/singleSignOn.json' with { type: 'json' };
import enStatistics from './en/statistics.json' with { type: 'json' };
import enTerms from './en/terms.json' with { type: 'json' };
import enWeb from './en/web.json' with { type: 'json' };
import esAccount from './es/account.json' with { type: 'json' };
import esActivities from './es/activities.json' with { type: 'json' };
import esAudit from './es/audit.json' with { type: 'json' };
import esCalls from './es/calls.json' with { type: 'json' };
import esCommon from './es/common.json' with { type: 'json' };
import esCrdc from './es/crdc.json' with { type: 'json' };
import esDisparity from './es/disparity.json' with { type: 'json' };
import esExchange from './es/exchange.json' with { type: 'json' };
import esExplorer from './es/explorer.json' with { type: 'json' };
import esFindings from './es/findings.json' with { type: 'json' };
import esImports from './es/imports.json' with { type: 'json' };
import esIncidents from './es/incidents.json' with { type: 'json' };
import esMeasures from './es/measures.json' with { type: 'json' };
import esNotices from './es/notices.json' with { type: 'json' };
import esNumbers from './es/numbers.json' with { type: 'json' };
import esObligations from './es/obligations.json' with { type: 'json' };
import esPasskeys from './es/passkeys.json' with { type: 'json' };
import esPortal from './es/portal.json' with { type: 'json' };
import esPublishing from './es/publishing.json' with { type: 'json' };
import esReportFile from './es/reportFile.json' with { type: 'json' };
import esReviews from './es/reviews.json' with { type: 'json' };
import esRoster from './es/roster.json' with { type: 'json' };
import esSetup from './es/setup.json' with { type: 'json' };
import esSignIn from './es/signIn.json' with { type: 'json' };
import esSingleSignOn from './es/singleSignOn.json' with { type: 'json' };
import esStatistics from './es/statistics.json' with { type: 'json' };
import esTerms from './es/terms.json' with { type: 'json' };
import esWeb from './es/web.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** A catalog: texts by key, nested. Plural forms follow i18next (`_one`, `_other`, `_many`). */
export interface Catalog {
  readonly [key: string]: string | Catalog;
}

const resources: Record<Language, Record<string, Catalog>> = {
  en: {
    account: enAccount,
    activities: enActivities,
    calls: enCalls,
    audit: enAudit,
    common: enCommon,
    crdc: enCrdc,
    disparity: enDisparity,
    exchange: enExchange,
    explorer: enExplorer,
    findings: enFindings,
    imports: enImports,
    incidents: enIncidents,
    measures: enMeasures,
    notices: enNotices,
    numbers: enNumbers,
    obligations: enObligations,
    passkeys: enPasskeys,
    portal: enPortal,
    publishing: enPublishing,
    reportFile: enReportFile,
    reviews: enReviews,
    roster: enRoster,
    setup: enSetup,
    singleSignOn: enSingleSignOn,
    signIn: enSignIn,
    statistics: enStatistics,
    terms: enTerms,
    web: enWeb,
  },
  es: {
    account: esAccount,
    activities: esActivities,
    calls: esCalls,
    audit: esAudit,
    common: esCommon,
    crdc: esCrdc,
    disparity: esDisparity,
    exchange: esExchange,
    explorer: esExplorer,
    findings: esFindings,
    imports: esImports,
    incidents: esIncidents,
    measures: esMeasures,
    notices: esNotices,
    numbers: esNumbers,
    obligations: esObligations,
    passkeys: esPasskeys,
    portal: esPortal,
    publishing: esPublishing,
    reportFile: esReportFile,
    reviews: esReviews,
    roster: esRoster,
    setup: esSetup,
    singleSignOn: esSingleSignOn,
    signIn: esSignIn,
    statistics: esStatistics,
    terms: esTerms,
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
