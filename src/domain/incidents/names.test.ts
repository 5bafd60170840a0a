import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleAction } from './incident-examples.test-data.ts';
import { markNameLike, nameCheckOf } from './names.ts';
import { otherTexts } from './other-texts.ts';

const marked = (text: string, allowed: string[] = []) => markNameLike(text, allowed).map((span) => span.words);

describe('[P7.8] name-like words', () => {
  it.each([
    ['I spoke with Jamal in the hallway.', ['Jamal']],
    ["Jamal hit another student. The teacher saw O'Brien leave.", ['Jamal', "O'Brien"]],
    ['Mr. Smith called me to room 12.', ['Smith']],
    ['The student J. García-López left with María José Núñez.', ['J. García-López', 'María José Núñez']],
    ['La Sra. Pérez dijo que el alumno salió.', ['Pérez']],
    ['The student calmed down on Monday in the Gym.', []],
    ['Hablé con el estudiante en inglés. Después llamé a su madre.', []],
    ["Deja's phone was on the table.", ["Deja's"]],
    ['Officer Reyes came with me.', ['Reyes']],
  ])('[P7.8] marks %j as %j', (text, expected) => {
    expect(marked(text)).toEqual(expected);
  });

  it('[P7.8] looks at what is written outside the story too', () => {
    const texts = otherTexts({
      origin: { why: 'A teacher saw Jamal run.' },
      actions: [exampleAction('arrest', { outOfPeersView: { answer: 'no', reason: 'Keisha stood at the door.' } })],
    });
    const found = texts.flatMap(({ path, text }) => markNameLike(text).map((span) => [path, span.words]));
    expect(found).toEqual([
      ['origin.why', 'Jamal'],
      ['actions.0.outOfPeersView.reason', 'Keisha'],
    ]);
  });

  it('[P7.8] leaves the words of the program itself alone', () => {
    expect(marked('We walked to Lincoln Middle School with Ana.', ['Lincoln Middle School'])).toEqual(['Ana']);
  });

  it('[P7.8] gives spans in order that lie inside the text and do not overlap', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        let end = 0;
        for (const span of markNameLike(text)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(text.slice(span.start, span.end)).toBe(span.words);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { seed: 7008 },
    );
  });

  it('[P7.8] says unchecked where capitals tell nothing', () => {
    expect(nameCheckOf('THE STUDENT LEFT THE ROOM WITH HIS FRIEND')).toBe('unchecked');
    expect(nameCheckOf('離開了教室 離開了教室')).toBe('unchecked');
    expect(nameCheckOf('The student left.')).toBe('checked');
  });
});
