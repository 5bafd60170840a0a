#!/usr/bin/env node
// The command line: `npm run --silent opensro -- <command>` in a checkout, or the program `opensro`.
// Only what the command itself prints reaches stdout.
import { bootstrap } from './bootstrap.mjs';
import { run } from './lib/run.mjs';
import { ownEnvironment, ownProgram } from './lib/server-process.mjs';

const node = await bootstrap();
// Relative paths on the command line mean the folder the person is in; npm moves to the package's folder.
const cwd = process.env.npm_lifecycle_event === 'opensro' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();
process.exitCode = await run(node, ownProgram(process.argv.slice(2)), { cwd, env: ownEnvironment(process.env) });
