import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import type { ChannelType } from '../../../../outbound/dataverse/names';
import { fillableSlugs, RECIPIENT_SOURCES } from '../../../../outbound/recipients/recipientSources';
import { toContentVariables } from '../../../../outbound/templates/contentTemplate';
import type { LintPlace } from '../../../../outbound/templates/lintFinding';
import { lintOneText, lintTemplate } from '../../../../outbound/templates/lintTemplate';
import { measureSegments, SEGMENT_SIZES } from '../../../../outbound/templates/measureSegments';
import { parseTemplate, slugNames } from '../../../../outbound/templates/parseTemplate';
import { renderTemplate } from '../../../../outbound/templates/renderTemplate';
import { slugKey, slugName, toSlugText } from '../../../../outbound/templates/slugName';
import { slugs } from '../../../builders/recipients';

const fillable = fillableSlugs(RECIPIENT_SOURCES.incident);
const sid = `HX${'0123456789abcdef'.repeat(2)}`;
const channels: readonly ChannelType[] = ['SMS', 'WhatsApp'];

/** Texts as people and attackers write them: slugs, near misses, loose braces, line ends, and anything else. */
const pieces = [
  ...['{CaseName}', '{casename}', '{CustomreName}', '{Case Name}', '{FullName{Customer}}', '{FullName{Agent}}'],
  ...['{Order}', '{__proto__}', '{OCContext.a}', '{{CaseName}}', '{{1}}', '{{3}}', '{{01}}', '{}', '{ }'],
  ...['{', '}', '{{', '}}', '\n', '\r\n', ' ', 'a', '’', '€', '😀', '\ud83d', '\u0000', '\u2028'],
] as const;
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string(), fc.string({ unit: 'binary' })), { maxLength: 30 })
  .map((parts) => parts.join(''));
const anyChannel = fc.constantFrom(...channels);
const anyName = fc.constantFrom(undefined, 'order', sid);

describe('parseTemplate, whatever the text is', () => {
  it('gives every token the very characters of its place, and the places tile the text', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, contentVariables) => {
        let end = 0;
        for (const token of parseTemplate(text, { contentVariables }).tokens) {
          expect(token.start).toBe(end);
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.kind === 'text' ? token.text : token.raw).toBe(text.slice(token.start, token.end));
          if (token.kind === 'slug') expect(toSlugText(token.name)).toBe(token.raw);
          end = token.end;
        }
        expect(end).toBe(text.length);
      }),
    );
  });

  it('gives every problem and variable characters that begin or end with a brace, in order, without overlap', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, contentVariables) => {
        const { problems, contentVariables: variables } = parseTemplate(text, { contentVariables });
        for (const { number, start, end } of variables) expect(text.slice(start, end)).toBe(`{{${number}}}`);
        if (!contentVariables) expect(variables).toEqual([]);
        const places = [...problems, ...variables].sort((one, other) => one.start - other.start);
        let behind = 0;
        for (const { start, end } of places) {
          expect(start).toBeGreaterThanOrEqual(behind);
          expect(text.slice(start, end)).toMatch(/^(?:\{[^]*\}|\{|\})$/);
          behind = end;
        }
        expect(problems.map(({ start }) => start)).toEqual(
          [...problems.map(({ start }) => start)].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('reads the lines of a text by themselves: what is wrong in one changes nothing in another', () => {
    const line = fc.array(fc.constantFrom('{', '}', 'a', '{A}', '{B{', '{Customer}'), { maxLength: 5 });
    fc.assert(
      fc.property(line, line, fc.constantFrom('\n', '\r', '\r\n'), (one, other, lineEnd) => {
        const slugsOf = (text: string) =>
          parseTemplate(text).tokens.flatMap((token) => (token.kind === 'slug' ? [token.raw] : []));
        const apart = [...slugsOf(one.join('')), ...slugsOf(other.join(''))];
        expect(slugsOf([...one, lineEnd, ...other].join(''))).toEqual(apart);
      }),
    );
  });
});

describe('renderTemplate, whatever the values are', () => {
  /** A text of known parts, so that what has to come out is known without reading it. */
  const part = fc.oneof(
    fc.constantFrom('A', 'a', 'CaseName', 'CASENAME', 'FullName{Customer}', 'Unknown', '__proto__').map((name) => ({
      raw: toSlugText(slugName(name)),
      name,
    })),
    fc.string().map((text) => ({ raw: text.replace(/[{}]/g, ''), name: undefined })),
  );
  const values = fc.uniqueArray(
    fc.tuple(fc.constantFrom('a', 'casename', 'FULLNAME{CUSTOMER}', '__PROTO__'), fc.string()),
    { selector: ([name]) => name },
  );

  it('replaces all and only the slugs there is a value for', () => {
    fc.assert(
      fc.property(fc.array(part), values, (parts, entries) => {
        const byKey = new Map(entries.map(([name, value]) => [slugKey(name), value]));
        const expected = parts.map(({ raw, name }) => (name === undefined ? raw : (byKey.get(slugKey(name)) ?? raw)));
        const rendered = renderTemplate(parseTemplate(parts.map(({ raw }) => raw).join('')), new Map(entries));
        expect(rendered.text).toBe(expected.join(''));
      }),
    );
  });

  it('changes nothing when there is no value, and leaves nothing of a text whose every slug is empty', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseTemplate(text);
        expect(renderTemplate(parsed, new Map()).text).toBe(text);
        const empty = new Map(slugNames(parsed).map((name) => [name, '']));
        const fixed = parsed.tokens.map((token) => (token.kind === 'text' ? token.text : ''));
        expect(renderTemplate(parsed, empty).text).toBe(fixed.join(''));
      }),
    );
  });
});

describe('measureSegments, whatever the text is', () => {
  /** Every character GSM-7 has, and some it lacks; none that the kept counter would join with its neighbour. */
  const gsm = Array.from({ length: 0x20ad }, (_, code) => String.fromCharCode(code)).filter(
    (character) => new SegmentedMessage(character).encodingName === 'GSM-7' && character !== '\r',
  );

  it('counts as the kept library does, above all where a segment ends', () => {
    expect(gsm.length).toBeGreaterThan(130);
    const begins = fc.array(fc.constantFrom(...gsm, '{', '€', 'я', '😀', '“', '`'), { maxLength: 8 });
    const ends = fc.tuple(fc.constantFrom(0, 1, 2, 3), fc.integer({ min: -3, max: 3 }), fc.constantFrom('', '€', '中'));
    fc.assert(
      fc.property(begins, ends, (characters, [full, beside, last]) => {
        const begin = characters.join('');
        const { encoding: before } = measureSegments(begin + last);
        const { single, joined } = SEGMENT_SIZES[before];
        const length = Math.max(0, (full === 1 ? single : full * joined) + beside - begin.length);
        const text = begin + 'a'.repeat(length) + last;
        const kept = new SegmentedMessage(text);
        const { encoding, segments, units } = measureSegments(text);
        expect([encoding, segments]).toEqual([kept.encodingName, text === '' ? 0 : kept.segmentsCount]);
        expect(units * (encoding === 'GSM-7' ? 7 : 16)).toBe(kept.messageSize);
      }),
    );
  });

  it('never takes fewer segments for a longer text, and always enough places', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const whole = measureSegments(one + other);
        expect(whole.segments).toBeGreaterThanOrEqual(measureSegments(one).segments);
        expect(whole.units).toBeLessThanOrEqual(whole.segments * whole.unitsPerSegment);
      }),
    );
  });
});

/** Line and column as an editor counts them. */
function lineAndColumn(text: string, position: number) {
  const lines = text.slice(0, position).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function expectInside(text: string, { start, end, line, column }: LintPlace): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
  expect({ line, column }).toEqual(lineAndColumn(text, start));
}

describe('the linter, whatever the texts, values and names are', () => {
  it('never throws, and places every finding inside the text it names', () => {
    const values = fc.array(fc.record({ lcid: fc.constantFrom(undefined, 1033, 1057, 1031), value: fc.string() }));
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyChannel,
        anyName,
        values,
        (one, other, channelType, templateName, recipients) => {
          const texts = new Map<LintPlace['text'], string>([
            ['default', one],
            [1057, other],
          ]);
          const found = lintTemplate({
            template: { defaultText: one, defaultLcid: 1033, localizedTexts: new Map([[1057, other]]) },
            channelType,
            templateName,
            fillable,
            wantedLcids: [1033, 1031],
            recipients: recipients.map(({ lcid, value }) => ({ lcid, slugs: slugs({ CaseName: value }) })),
            contentVariables: toContentVariables([['1', { kind: 'slug', slug: slugName('CaseName') }]]),
          });
          for (const { place } of found) expectInside(texts.get(place.text) ?? '', place);
        },
      ),
    );
  });

  it('marks the very characters: a slug with its braces, a character by itself, what is over the column’s length', () => {
    fc.assert(
      fc.property(anyText, anyChannel, anyName, fc.nat(40), (source, channelType, templateName, maxLength) => {
        const { findings } = lintOneText({ source, channelType, templateName, fillable, maxLength });
        for (const { code, place, slug, character, variable, limit } of findings) {
          expectInside(source, place);
          const marked = source.slice(place.start, place.end);
          if (limit) expect(marked).toBe(source.slice(maxLength));
          if (code.startsWith('slug-')) expect(marked).toBe(`{${slug}}`);
          if (code === 'unicode-in-text') expect(marked).toBe(character);
          if (variable !== undefined) expect(marked).toBe(`{{${variable}}}`);
        }
      }),
    );
  });

  it('says of one text by itself what it says of it in a template', () => {
    fc.assert(
      fc.property(anyText, anyChannel, anyName, (source, channelType, templateName) => {
        const rules = { channelType, templateName, fillable };
        const { parsed, findings } = lintOneText({ source, ...rules });
        const template = { defaultText: source, localizedTexts: new Map<number, string>() };
        expect(findings).toEqual(lintTemplate({ template, ...rules }));
        expect(parsed.source).toBe(source);
      }),
    );
  });

  it('knows the slug whose name it suggested, once that stands in the text', () => {
    const unknown = ['slug-unknown', 'slug-misspelt', 'nested-slug', 'blank-in-slug', 'slug-reserved'];
    fc.assert(
      fc.property(anyText, anyChannel, (source, channelType) => {
        const lint = (text: string) => lintOneText({ source: text, channelType, fillable }).findings;
        for (const { suggestion, place } of lint(source)) {
          if (suggestion === undefined) continue;
          const after = lint(source.slice(0, place.start) + toSlugText(suggestion) + source.slice(place.end));
          const there = after.filter((finding) => finding.place.start === place.start).map(({ code }) => code);
          expect(there.filter((code) => unknown.includes(code))).toEqual([]);
        }
      }),
    );
  });
});
