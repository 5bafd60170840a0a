import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentDraft } from '../../domain/incidents/record.ts';
import { changedParts, merge, sendable, withAnswer } from './parts.ts';

const story = (text: string): IncidentDraft => ({ narrative: { text } });

describe('a draft on the device', () => {
  it('[P7.1] takes an emptied answer out and keeps “none applies”', () => {
    const draft = withAnswer(withAnswer({}, 'what.place', 'gym'), 'what.offense', null);
    expect(draft).toEqual({ what: { place: 'gym', offense: null } });
    expect(withAnswer(draft, 'what.place', '')).toEqual({ what: { offense: null } });
    expect(withAnswer({ students: [{ key: 'a', races: ['white'] }] }, 'students.0.races', [])).toEqual({
      students: [{ key: 'a' }],
    });
    expect(withAnswer({}, 'actions', [])).toEqual({ actions: [] });
  });

  it('sends what can be kept and names what cannot', () => {
    const gate = { immediateDanger: 'yes' } as NonNullable<NonNullable<IncidentDraft['origin']>['gate']>;
    const { ready, issues } = sendable({
      what: { caseNumber: 'x'.repeat(41) },
      origin: { kind: 'selfInitiated', gate },
      ...story('A story.'),
    });
    expect(ready).toEqual({ origin: { kind: 'selfInitiated' }, narrative: { text: 'A story.' } });
    expect(issues.map((issue) => issue.path.join('.'))).toEqual(['what.caseNumber']);
  });

  it('merges what two devices wrote and loses neither', () => {
    const base: IncidentDraft = { what: { place: 'gym' }, ...story('Begun.') };
    const mine: IncidentDraft = { what: { place: 'library' }, ...story('Begun, and more.') };
    const theirs: IncidentDraft = { what: { place: 'gym' }, ...story('Begun elsewhere.'), noActions: true };
    expect(merge(base, mine, theirs)).toEqual({
      content: { what: { place: 'library' }, ...story('Begun, and more.'), noActions: true },
      conflicts: ['narrative'],
    });
  });

  it('never conflicts with itself, and takes all of the one side that changed', () => {
    const draft = fc.record(
      {
        what: fc.record({ place: fc.constantFrom('gym', 'library'), caseNumber: fc.string({ maxLength: 9 }) }),
        narrative: fc.record({ text: fc.string() }),
        noActions: fc.boolean(),
      },
      { requiredKeys: ['what', 'narrative', 'noActions'] },
    ) as fc.Arbitrary<IncidentDraft>;
    fc.assert(
      fc.property(draft, draft, (base, other) => {
        expect(merge(base, other, other).conflicts).toEqual([]);
        expect(merge(base, other, base)).toEqual({ content: other, conflicts: [] });
        expect(merge(base, base, other)).toEqual({ content: other, conflicts: [] });
        expect(changedParts(base, base)).toEqual([]);
      }),
      { seed: 4 },
    );
  });
});
