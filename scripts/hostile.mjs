// `npm run hostile -- --requests 100000 --seed 1`: hostile requests by everybody against a server of its own, the long
// form of what `npm test` does with a few thousand. Ends with a summary; all of it is in .cache/hostile.json.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap, root } from './bootstrap.mjs';
import { fail, run } from './lib/run.mjs';
import { tool } from './lib/tools.mjs';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '20261' },
    minutes: { type: 'string', default: '30' },
  },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^[1-9]\d{0,8}$/.test(value)) fail(`--${name} is "${value}"; it should be a whole number, such as 100000.`);
}

const node = await bootstrap();
const report = path.join(root, '.cache', 'hostile.json');
await mkdir(path.dirname(report), { recursive: true });
await rm(report, { force: true });
const vitest = tool('vitest') ?? fail('The tool vitest is not installed.\nRemedy: delete node_modules and try again.');
const status = await run(node, [vitest, 'run', '--project', 'server', 'tests/hostile/hostile.test.ts'], {
  cwd: root,
  env: {
    ...process.env,
    HOSTILE_REQUESTS: values.requests,
    HOSTILE_SEED: values.seed,
    HOSTILE_MINUTES: values.minutes,
    HOSTILE_REPORT: report,
  },
});
if (existsSync(report)) {
  const { failures, ...summary } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(JSON.stringify(summary, null, 2));
  console.log(`${failures.length} failures shown in ${path.relative(root, report)}`);
}
process.exitCode = status;
