import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from './document.ts';
import type { Random } from './random.ts';

/** What is known of the seeded programs, by the name a field or parameter goes by; the first choice of a valid value. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

const strings = new Map<string, readonly string[]>();

/** Some strings a pattern allows, drawn once a pattern. */
function matching(pattern: string): readonly string[] {
  const found = strings.get(pattern);
  if (found !== undefined) return found;
  const drawn = fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: 20_261, numRuns: 30 });
  strings.set(pattern, drawn);
  return drawn;
}

const words = ['Two students argued.', 'Lincoln', 'x', 'Muñoz', 'The hallway, by the lockers', '7', 'ok'];

/** Draws values that fit a schema: what every attack begins with, so that it reaches past the wall of the schemas. */
export class Sampler {
  readonly #random: Random;
  readonly #known: () => Known;
  readonly #now: () => Date;

  constructor(chance: Random, known: () => Known, now: () => Date) {
    this.#random = chance;
    this.#known = known;
    this.#now = now;
  }

  /** A value of the schema; `name` is the field's or parameter's. */
  value(schema: Schema, name: string): unknown {
    const chance = this.#random;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return chance.pick(schema.enum);
    const pool = this.#known()[name];
    if (pool !== undefined && pool.length > 0 && chance.chance(0.93)) return chance.pick(pool);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) {
      const filled = choices.filter((choice) => choice.type !== 'null');
      return this.value(chance.pick(filled.length > 0 && chance.chance(0.75) ? filled : choices), name);
    }
    if (schema.allOf !== undefined)
      return Object.assign({}, ...schema.allOf.map((part) => this.value(part, name))) as unknown;
    const type = typeof schema.type === 'string' ? schema.type : (schema.type?.[0] ?? 'object');
    switch (type) {
      case 'object':
        return this.#object(schema);
      case 'array':
        return this.#array(schema, name);
      case 'integer':
      case 'number':
        return this.#number(schema);
      case 'boolean':
        return chance.chance(0.5);
      case 'null':
        return null;
      default:
        return this.#string(schema, name);
    }
  }

  #object(schema: Schema): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      if (schema.required?.includes(name) || this.#random.chance(0.6)) made[name] = this.value(part, name);
    }
    return made;
  }

  #array(schema: Schema, name: string): unknown[] {
    const least = schema.minItems ?? 0;
    const most = Math.min(schema.maxItems ?? 3, least + 3);
    const length = least + this.#random.below(most - least + 1);
    return Array.from({ length }, () => this.value(schema.items ?? {}, name));
  }

  #number(schema: Schema): number {
    const least = Math.max(schema.minimum ?? 0, -1_000_000);
    const most = Math.min(schema.maximum ?? 100, 1_000_000);
    if (this.#random.chance(0.1)) return this.#random.pick([least, most]);
    return least + this.#random.below(Math.max(1, Math.min(most, least + 60) - least + 1));
  }

  #string(schema: Schema, name: string): string {
    const chance = this.#random;
    const ago = (ms: number): string => new Date(this.#now().getTime() - ms).toISOString();
    if (schema.format === 'uuid') return uuidv7();
    if (schema.format === 'date') return ago(chance.below(40) * 86_400_000).slice(0, 10);
    if (schema.format === 'date-time') return ago(chance.below(72) * 3_600_000 + 60_000);
    if (schema.format === 'email') return `spare${chance.below(50)}@hostile.example`;
    if (schema.format === 'uri') return 'https://example.org/paper.pdf';
    if (schema.pattern !== undefined) return chance.pick(matching(schema.pattern));
    const text = name === 'number' ? String(1_000 + chance.below(900)) : chance.pick(words);
    return text.padEnd(Math.min(schema.minLength ?? 0, 10_000), 'a').slice(0, schema.maxLength ?? 200);
  }
}
