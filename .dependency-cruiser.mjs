// Who may import whom. tests/house/dependencies.test.ts plants a violation of each rule and proves that it is found.
// Paths name folders; `$1` in a `to` is what the first bracket of `from` matched (the importing area).

const test = '\\.test\\.tsx?$';
const npm = 'node_modules';

/** @type {Array<import('dependency-cruiser').IForbiddenRuleType>} */
const forbidden = [
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one thing in two places.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nothing uses and that uses nothing is left over.',
    severity: 'error',
    // The service worker is read and emitted by vite.config.ts, by its path.
    from: {
      orphan: true,
      pathNot: [
        test,
        '\\.d\\.ts$',
        '^tests/',
        '^bench/',
        '^src/cli/',
        '^src/catalogs/',
        '^src/web/offline/worker\\.ts$',
      ],
    },
    to: {},
  },
  {
    name: 'no-unresolvable',
    comment: 'An import that leads nowhere.',
    severity: 'error',
    // virtual: modules are made by the web build.
    from: {},
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  },
  {
    name: 'no-undeclared-packages',
    comment: 'Only packages that package.json names: others may vanish with any update.',
    severity: 'error',
    from: { path: '^src' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-test-tools-at-run-time',
    comment: 'What runs at the user needs no development package.',
    severity: 'error',
    from: { path: '^src', pathNot: test },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'src-never-imports-its-surroundings',
    comment:
      'tests, bench and scripts stand on src, not the other way round. Tests beside the code may use tests/support.',
    severity: 'error',
    from: { path: '^src', pathNot: test },
    to: { path: '^(tests|bench|scripts)/' },
  },
  {
    name: 'demo-only-from-the-command-line',
    comment: 'The demonstration is loaded by a command; the product does not know it.',
    severity: 'error',
    from: { path: '^src', pathNot: ['^src/cli/', test] },
    to: { path: '^demo/' },
  },
  {
    name: 'catalogs-import-nothing',
    comment: 'Texts stand alone, so that everybody may use them.',
    severity: 'error',
    from: { path: '^src/catalogs', pathNot: test },
    to: { path: '^src/(?!catalogs)' },
  },
  {
    name: 'pure-parts-do-no-io',
    comment:
      'Rules, statistics and disclosure run on the server and on the phone: no file, no network, no clock of Node.',
    severity: 'error',
    from: { path: '^src/(domain|disclosure|statistics|catalogs)/', pathNot: test },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'domain-uses-zod-only',
    comment: 'zod is the only library of the domain.',
    severity: 'error',
    from: { path: '^src/domain', pathNot: test },
    to: { path: npm, pathNot: `${npm}/zod/` },
  },
  {
    name: 'domain-stands-alone',
    comment: 'The domain imports the domain and the texts.',
    severity: 'error',
    from: { path: '^src/domain' },
    to: { path: '^src/(?!domain|catalogs)' },
  },
  {
    name: 'domain-shared-is-the-ground',
    comment: 'What every area shares knows no area.',
    severity: 'error',
    from: { path: '^src/domain/shared', pathNot: test },
    to: { path: '^src/domain/(?!shared)' },
  },
  {
    name: 'domain-areas-meet-in-records',
    comment:
      "An area imports itself, the common parts and another area's record.ts, never its rules. " +
      'Only the registry of rules gathers them all.',
    severity: 'error',
    from: { path: '^src/domain/([^/]+)/', pathNot: '^src/domain/principles/registry(\\.test)?\\.ts$' },
    to: {
      path: '^src/domain/',
      pathNot: ['^src/domain/($1|shared|principles|access|audit)/', '^src/domain/[^/]+/record\\.ts$'],
    },
  },
  {
    name: 'disclosure-stands-alone',
    comment: 'The disclosure engine knows tables of counts, nothing of the house: it can be judged by itself.',
    severity: 'error',
    from: { path: '^src/disclosure' },
    to: { path: '^src/(?!disclosure)' },
  },
  {
    name: 'statistics-below-the-server',
    comment: 'Statistics import domain and disclosure.',
    severity: 'error',
    from: { path: '^src/statistics' },
    to: { path: '^src/(?!statistics|domain|disclosure|catalogs)' },
  },
  {
    name: 'server-never-imports-its-callers',
    comment: 'The server knows neither the web app nor the command line.',
    severity: 'error',
    from: { path: '^src/server', pathNot: test },
    to: { path: '^src/(web|cli)/' },
  },
  {
    name: 'portal-only-from-publishing',
    comment: 'Public pages are shown by publishing (which reads released tables only) and wired up in src/server/*.ts.',
    severity: 'error',
    from: { path: '^src/server/[^/]+/', pathNot: ['^src/server/(publishing|portal)/', test] },
    to: { path: '^src/portal' },
  },
  {
    name: 'disclosure-only-in-publishing',
    comment:
      'One door to the public: only publishing puts counts through the disclosure engine. Its own commands work on ' +
      "anybody's files and know nothing of the program's.",
    severity: 'error',
    from: { path: '^src/(server|cli|portal|web)/', pathNot: ['^src/server/publishing/', '^src/cli/disclosure/', test] },
    to: { path: '^src/disclosure' },
  },
  {
    name: 'identity-counted-in-two-places',
    comment:
      'Counting over student identity opens the vault without a trail: numbers, explorer and publishing alone may.',
    severity: 'error',
    from: { path: '^src/', pathNot: ['^src/server/(numbers|explorer|publishing)/', test] },
    to: { path: '^src/server/platform/aggregates\\.ts$' },
  },
  {
    name: 'platform-knows-no-area',
    comment: 'The platform carries the areas; it must not lean on one of them.',
    severity: 'error',
    from: { path: '^src/server/platform', pathNot: test },
    to: { path: '^src/server/(?!platform/)' },
  },
  {
    name: 'routes-belong-to-their-area',
    comment:
      "A server area may use another one's commands, queries and helpers, never its routes: those are for the wiring.",
    severity: 'error',
    from: { path: '^src/server/([^/]+)/', pathNot: test },
    to: { path: '^src/server/[^/]+/routes\\.ts$', pathNot: '^src/server/$1/' },
  },
  {
    name: 'one-driver-in-one-place',
    comment: 'Only the platform opens database connections, so that no query runs outside a program.',
    severity: 'error',
    from: { path: '^src/(?!server/platform/)', pathNot: test },
    to: { path: `${npm}/pg/`, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'web-never-imports-the-server',
    comment: 'The app in the browser shares rules and texts with the server, nothing else.',
    severity: 'error',
    from: { path: '^src/web', pathNot: test },
    to: { path: '^src/(?!web|domain|catalogs)' },
  },
  {
    name: 'web-runs-in-a-browser',
    comment: 'No Node module in the browser.',
    severity: 'error',
    from: { path: '^src/web', pathNot: test },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'portal-knows-no-record',
    comment: "Public pages see their own view types, texts and the statistics' labels: no record can slip through.",
    severity: 'error',
    from: { path: '^src/portal', pathNot: test },
    to: { path: '^src/', pathNot: ['^src/(portal|catalogs)/', '^src/statistics/labels'] },
  },
  {
    name: 'command-line-drives-the-server',
    comment:
      'The command line uses the server, as the routes do; the web and the public pages are none of its business.',
    severity: 'error',
    from: { path: '^src/cli', pathNot: ['^src/cli/disclosure/', test] },
    to: { path: '^src/(web|portal|disclosure|statistics)/' },
  },
  {
    name: 'disclosure-commands-know-no-program',
    comment: 'They start without a database and without keys, on files alone.',
    severity: 'error',
    from: { path: '^src/cli/disclosure/', pathNot: test },
    to: { path: '^src/(?!disclosure/|cli/)' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type imports count too: a type of the server in the web app is a dependency on the server.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
