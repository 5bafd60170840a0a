import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainedEntry, canonicalJson, genesis, type LaneHead, linkText, verifyLane } from './chain.ts';

const hash = (previous: string, text: string): string =>
  createHash('sha256').update(Buffer.from(previous, 'hex')).update(text, 'utf8').digest('hex');

function chain(payloads: readonly string[]): { entries: ChainedEntry[]; head: LaneHead } {
  let previous = genesis;
  const entries = payloads.map((payload, index) => {
    previous = hash(previous, linkText(index + 1, payload));
    return { lane: 3, seq: index + 1, payload, hash: previous };
  });
  return { entries, head: { lane: 3, seq: entries.length, hash: previous } };
}

const payloads = fc.array(fc.string(), { minLength: 2, maxLength: 20 });

describe('[P7.8] the audit chain', () => {
  it('holds when nothing was touched', () => {
    fc.assert(
      fc.property(payloads, (texts) => {
        const { entries, head } = chain(texts);
        expect(verifyLane(entries, head, hash)).toBeNull();
      }),
      { seed: 1 },
    );
  });

  it('names the first entry whose text was altered', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (texts, pick) => {
        const { entries, head } = chain(texts);
        const at = pick % entries.length;
        const tampered = entries.map((entry, index) =>
          index === at ? { ...entry, payload: `${entry.payload}!` } : entry,
        );
        expect(verifyLane(tampered, head, hash)).toEqual({ lane: 3, seq: at + 1, fault: 'altered' });
      }),
      { seed: 2 },
    );
  });

  it('notices an entry taken out of the middle and entries cut off at the end', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (texts, pick) => {
        const { entries, head } = chain(texts);
        const at = pick % entries.length;
        const fault = verifyLane(
          entries.filter((_, index) => index !== at),
          head,
          hash,
        );
        expect(fault?.fault).toBe(at === entries.length - 1 ? 'cutOff' : 'missing');
      }),
      { seed: 3 },
    );
  });

  it('writes equal facts as equal text, whatever the order of their members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (facts) => {
        const turned = Object.fromEntries(Object.entries(facts).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(facts));
        expect(JSON.parse(canonicalJson(facts))).toEqual(JSON.parse(JSON.stringify(facts)));
      }),
      { seed: 4 },
    );
  });
});
