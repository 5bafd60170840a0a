import { enableCompileCache } from 'node:module';
import { commandNames, runCommandLine } from './commands.ts';

// Compiled sources are kept between starts; without it every start would strip the types of every file again.
enableCompileCache();
process.exitCode = await runCommandLine(process.argv.slice(2), commandNames);
