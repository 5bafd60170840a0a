/** A signal that aborts on Ctrl-C or SIGTERM, so that what was begun can be cleared away; `done` gives both back. */
export function interruption(): { readonly signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Interrupted());
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  return {
    signal: controller.signal,
    done: () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
    },
  };
}

/** The person at the keyboard stopped the command. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() {
    super('Stopped. Nothing was left behind.');
  }
}
