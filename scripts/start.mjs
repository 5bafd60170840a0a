// `npm start [-- options]`: from a fresh clone to a running server. Options go to `opensro serve` (see -- --help).
import { bootstrap, root } from './bootstrap.mjs';
import { run } from './lib/run.mjs';
import { ownEnvironment, ownProgram } from './lib/server-process.mjs';
import { ensureWebBuilt } from './lib/web.mjs';

const node = await bootstrap();
await ensureWebBuilt(node);
process.exitCode = await run(node, ownProgram(['serve', ...process.argv.slice(2)]), {
  cwd: root,
  env: ownEnvironment(process.env),
});
