import type { LoggerOptions } from 'pino';

/**
 * What the log may hold of an error. PostgreSQL, JSON.parse and most libraries put the value they stumbled over into
 * quotes; that value may be what a person typed.
 */
export interface ErrorFacts {
  readonly kind: string;
  readonly code?: string;
  /** The error's message with everything quoted taken out. */
  readonly detail: string;
  /** Where it was thrown, without the message. */
  readonly frames?: readonly string[];
  /** Names of the database's own things, never values. */
  readonly table?: string;
  readonly constraint?: string;
}

/** Takes everything between quotes out of a text, an unclosed quotation to its end. */
export function withoutQuoted(text: string): string {
  return text.replace(/"[^"]*("|$)|(?<![A-Za-z])'[^']*('|$)|`[^`]*(`|$)/g, '…');
}

function textField(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}

/** Takes whatever was thrown, returns what of it the log may hold. */
export function errorFacts(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { kind: typeof error, detail: '' };
  const named = Object.fromEntries(
    ['code', 'table', 'constraint'].flatMap((name) => {
      const value = textField(error, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const frames = (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at \S+.*[:)]/.test(line))
    .slice(0, 20);
  // Only the first line: the others of a message are where libraries show the input.
  const detail = withoutQuoted(error.message.split('\n')[0] ?? '').slice(0, 300);
  return { kind: error.name, ...named, detail, ...(frames.length === 0 ? {} : { frames }) };
}

/**
 * How this server logs: one JSON object a line, times in UTC. Takes the level. What Fastify itself would log of a request
 * or an error (addresses with what was searched for, raw packets) is cut down to what the log may hold.
 */
export function logOptions(level: string): LoggerOptions {
  return {
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: {
      err: errorFacts,
      req: (request: { method?: string; routeOptions?: { url?: string } }) => ({
        method: request.method,
        route: request.routeOptions?.url,
      }),
    },
    hooks: {
      logMethod(args, method) {
        const safe = args.map((arg: unknown) => {
          if (typeof arg === 'string') return withoutQuoted(arg);
          return arg instanceof Error ? { err: arg } : arg;
        });
        // Where an error comes without a text, pino would take its message for one.
        const [first] = safe;
        const error: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'err') : undefined;
        if (safe.length === 1 && error instanceof Error) safe.push(errorFacts(error).detail);
        method.apply(this, safe as Parameters<typeof method>);
      },
    },
  };
}
