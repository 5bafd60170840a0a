import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Vitals } from './server.ts';

/** The server in its own process, with what it logs as an error kept for the report. */
export class Besieged {
  readonly #child: ChildProcess;
  readonly log: string[] = [];
  port = 0;

  constructor(adminUrl: string, now: Date) {
    this.#child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, HOSTILE_DATABASE: adminUrl, HOSTILE_NOW: now.toISOString() },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log.push(...text.split('\n').filter((line) => line !== ''));
      if (this.log.length > 400) this.log.splice(0, this.log.length - 400);
    });
  }

  async #message<T>(): Promise<T> {
    const gone = once(this.#child, 'exit').then(() => {
      throw new Error(`The server is gone.\n${this.log.slice(-20).join('\n')}`);
    });
    const [message] = await Promise.race([once(this.#child, 'message'), gone]);
    return message as T;
  }

  async ready(): Promise<void> {
    this.port = (await this.#message<{ port: number }>()).port;
  }

  vitals(): Promise<Vitals> {
    const told = this.#message<Vitals>();
    this.#child.send('vitals');
    return told;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.send('stop');
    await gone;
  }
}
