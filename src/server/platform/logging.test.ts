import fc from 'fast-check';
import { type Logger, pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { errorFacts, logOptions, withoutQuoted } from './logging.ts';

function captured(): { lines: string[]; log: Logger } {
  const lines: string[] = [];
  return { lines, log: pino(logOptions('trace'), { write: (line) => void lines.push(line) }) };
}

const name = 'Zebulon Quackenbush';

describe('[P7.8] what the log holds of an error', () => {
  it('is its kind, its code and where it came from, never the value it quotes', () => {
    let thrown: unknown;
    try {
      JSON.parse(`{"name": ${name}}`);
    } catch (error) {
      thrown = error;
    }
    const facts = errorFacts(thrown);
    expect(facts).toMatchObject({
      kind: 'SyntaxError',
      frames: expect.arrayContaining([expect.stringContaining('at ')]),
    });
    expect(JSON.stringify(facts)).not.toContain('Quackenbush');
    const ofDatabase = Object.assign(new Error(`invalid input syntax for type uuid: "${name}"`), {
      code: '22P02',
      detail: `Key (name)=(${name}) exists`,
      where: name,
      constraint: 'school_pkey',
    });
    expect(errorFacts(ofDatabase)).toMatchObject({
      code: '22P02',
      constraint: 'school_pkey',
      detail: 'invalid input syntax for type uuid: …',
    });
    expect(JSON.stringify(errorFacts(ofDatabase))).not.toContain('Quackenbush');
  });

  it('holds nothing of what stands in quotes, whatever it is', () => {
    const plain = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/["'`]/.test(text));
    fc.assert(
      fc.property(fc.constantFrom('"', "'", '`'), plain, fc.boolean(), (quote, value, closed) => {
        expect(withoutQuoted(`is wrong: ${quote}${value}${closed ? quote : ''}`)).toBe('is wrong: …');
      }),
      { seed: 1, numRuns: 300 },
    );
    expect(withoutQuoted("the server's answer didn't come")).toBe("the server's answer didn't come");
  });

  it('stays so however the error gets into the log', () => {
    const { lines, log } = captured();
    const error = Object.assign(new Error(`no such "${name}"`), { rawPacket: name, detail: name });
    log.error(error);
    log.error({ err: error }, `Reply of "/api/${name}" was already sent`);
    log.warn({ err: error });
    log.warn(`Route "${name}"`);
    log.info({ req: { method: 'GET', url: `/${name}`, headers: { cookie: name }, routeOptions: { url: '/*' } } }, 'x');
    expect(lines).toHaveLength(5);
    expect(lines.join()).not.toContain('Quackenbush');
    expect(lines.join()).toContain('no such …');
  });
});
