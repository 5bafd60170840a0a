// Runs a TypeScript file or an installed tool on the project's Node 24:
//   node scripts/with-node.mjs src/cli/main.ts --help
//   node scripts/with-node.mjs vitest run src/domain
//   node scripts/with-node.mjs -e 'console.log(process.version)'
import { bootstrap } from './bootstrap.mjs';
import { run } from './lib/run.mjs';
import { commandLine } from './lib/tools.mjs';

const [first, ...rest] = process.argv.slice(2);
const node = await bootstrap();
process.exitCode = await run(node, commandLine(first, rest));
