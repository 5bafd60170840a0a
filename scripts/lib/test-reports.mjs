// Reads from the JSON reports of the two test runners how many tests passed, and which failed.

/** @typedef {{ passed: number, failed: number, skipped: number, names: readonly string[] }} Count names: of what failed */
/** @typedef {{ status: string, fullName: string }} VitestTest */
/** @typedef {{ name: string, status: string, assertionResults: VitestTest[] }} VitestFile */
/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: VitestFile[] }} VitestReport */
/** @typedef {{ title: string, file: string, line: number, tests: Array<{ projectName: string, status: string }> }} PlaywrightSpec */
/** @typedef {{ specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite */
/** @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[], suites: PlaywrightSuite[] }} PlaywrightReport */

/**
 * A test file that could not even be loaded names no test; it counts as one failed.
 * @param {VitestReport} report
 * @returns {Count}
 */
export function countVitest(report) {
  const names = [];
  let broken = 0;
  for (const { name, status, assertionResults } of report.testResults) {
    if (status !== 'failed') continue;
    const failed = assertionResults.filter((test) => test.status === 'failed');
    names.push(...(failed.length > 0 ? failed.map((test) => `${name}: ${test.fullName}`) : [name]));
    if (failed.length === 0) broken += 1;
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
    names,
  };
}

/**
 * A test that passed only when tried again counts as failed: it cannot be relied on.
 * @param {PlaywrightReport} report
 * @returns {Count}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failed = unexpected + flaky;
  const names = report.suites
    .flatMap(specsOf)
    .flatMap(({ title, file, line, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ projectName }) => `[${projectName}] ${file}:${line} ${title}`),
    );
  return { passed: expected, failed: failed > 0 ? failed : report.errors.length, skipped, names };
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {PlaywrightSpec[]}
 */
function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}
