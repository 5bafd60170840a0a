// Child processes for the scripts: one place for how they are started, how signals reach them and how they end.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program to its end with our own terminal.
 * SIGINT and SIGTERM are handed on, so that stopping the script stops what it started and waits for it.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] quiet: what it prints goes to stderr
 * @returns {Promise<number>} exit status; 128 + number of the signal when a signal ended it
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['inherit', options.quiet ? process.stderr : 'inherit', 'inherit'],
    });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      child.kill(signal);
    };
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    const release = () => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** Ends the script with a reason and a remedy on stderr. @param {string} text @returns {never} */
export function fail(text) {
  console.error(text);
  process.exit(1);
}
