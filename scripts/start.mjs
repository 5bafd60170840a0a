// `npm start [-- options]`: from a fresh clone to a running server. Options go to `opensro serve` (see -- --help).
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { run } from './lib/run.mjs';
import { ensureWebBuilt } from './lib/web.mjs';

const node = await bootstrap();
await ensureWebBuilt(node);
process.exitCode = await run(node, [path.join(root, 'src/cli/main.ts'), 'serve', ...process.argv.slice(2)], {
  cwd: root,
});
