import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { measureSegments } from '../../../../outbound/templates/measureSegments';

describe('measureSegments', () => {
  it.each([
    ['an empty text', '', 'GSM-7', 0, 0],
    ['160 GSM-7 characters', 'a'.repeat(160), 'GSM-7', 160, 1],
    ['161 GSM-7 characters', 'a'.repeat(161), 'GSM-7', 161, 2],
    ['306 GSM-7 characters', 'a'.repeat(306), 'GSM-7', 306, 2],
    ['307 GSM-7 characters', 'a'.repeat(307), 'GSM-7', 307, 3],
    ['70 Cyrillic letters', 'я'.repeat(70), 'UCS-2', 70, 1],
    ['71 Cyrillic letters', 'я'.repeat(71), 'UCS-2', 71, 2],
    ['134 Cyrillic letters', 'я'.repeat(134), 'UCS-2', 134, 2],
    ['135 Cyrillic letters', 'я'.repeat(135), 'UCS-2', 135, 3],
    ['80 euro signs, two places each', '€'.repeat(80), 'GSM-7', 160, 1],
    ['81 euro signs', '€'.repeat(81), 'GSM-7', 162, 2],
    ['all extension characters', '^{}\\[~]|€\f', 'GSM-7', 20, 1],
    ['35 emoji, two units each', '😀'.repeat(35), 'UCS-2', 70, 1],
    ['36 emoji', '😀'.repeat(36), 'UCS-2', 72, 2],
    ['an emoji that would be cut at unit 67', 'я'.repeat(66) + '😀' + 'я'.repeat(66), 'UCS-2', 134, 3],
    ['an escape that would be cut at place 153', 'a'.repeat(152) + '€' + 'a'.repeat(152), 'GSM-7', 306, 3],
    ['a lone surrogate', '\ud83d', 'UCS-2', 1, 1],
    ['a grave accent, which GSM-7 lacks', '`', 'UCS-2', 1, 1],
    ['a lower-case c with cedilla, which GSM-7 lacks', 'ç', 'UCS-2', 1, 1],
    ['an upper-case C with cedilla, which GSM-7 has', 'Ç', 'GSM-7', 1, 1],
  ])('measures %s', (_what, text, encoding, units, segments) => {
    expect(measureSegments(text)).toMatchObject({ encoding, units, segments });
  });

  it('says how many places a segment has', () => {
    const sizes = ['a', 'a'.repeat(161), 'я', 'я'.repeat(71)].map((text) => measureSegments(text).unitsPerSegment);
    expect(sizes).toEqual([160, 153, 70, 67]);
  });

  it('names the first character that forces Unicode, with its place', () => {
    expect(measureSegments('Hello “you” 😀').unicodeForcedBy).toEqual({ character: '“', index: 6 });
    expect(measureSegments('ab😀').unicodeForcedBy).toEqual({ character: '😀', index: 2 });
    expect(measureSegments('plain {text} €5').unicodeForcedBy).toBeUndefined();
  });

  it('counts code points as characters', () => {
    expect(measureSegments('a😀b').characters).toBe(3);
  });

  it('agrees with sms-segments-calculator wherever no character is longer than a code point', () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '€', '{', 'я', '中', '😀', ' ', '\n', 'Ω'), { maxLength: 400 })
      .map((characters) => characters.join(''));
    fc.assert(
      fc.property(text, (value) => {
        const kept = new SegmentedMessage(value);
        const ours = measureSegments(value);
        expect(ours.encoding).toBe(kept.encodingName);
        expect(ours.segments).toBe(value === '' ? 0 : kept.segmentsCount);
        expect(ours.units * (ours.encoding === 'GSM-7' ? 7 : 16)).toBe(kept.messageSize);
      }),
    );
  });

  it('cuts a chain of combining marks that is longer than a segment, which the kept counter does not', () => {
    const chain = `e${'\u0301'.repeat(199)}`;
    expect(new SegmentedMessage(chain).segmentsCount).toBeLessThan(3);
    expect(measureSegments(chain)).toMatchObject({ units: 200, segments: 3 });
  });

  it.each(['a', 'я', '{', '😀', '\u0301'])('measures a megabyte of %j in linear time', (part) => {
    expect(measureSegments(part.repeat(1_000_000 / part.length)).segments).toBeGreaterThan(6_000);
  });
});
