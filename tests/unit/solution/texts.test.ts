/** Room tests. Every text that a person reads exists in English and Indonesian, is translated, and is used. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { allFiles, toContext } from '../../../solution/tools/lint/context';
import { readSource } from '../../../solution/tools/readSource';
import {
  attribute,
  child,
  children,
  childText,
  descendants,
  parseXml,
  type Element,
} from '../../../solution/tools/xml';
import { readResx } from '../../builders/resx';

const ROOT = resolve(__dirname, '../../..');
const ENGLISH = '1033';
const INDONESIAN = '1057';
const LANGUAGES = [ENGLISH, INDONESIAN];

const source = readSource({ folder: join(ROOT, 'solution/src') });
const files = [
  ...allFiles(source),
  ...source.environmentVariables.map(({ path, text }) => ({ path, root: parseXml(text, path) })),
];

const languageOf = (element: Element): string | undefined =>
  attribute(element, 'languagecode') ?? attribute(element, 'LCID');
const textOf = (element: Element): string =>
  attribute(element, 'description') ?? attribute(element, 'Title') ?? attribute(element, 'Text') ?? '';

interface Label {
  readonly place: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** The labels of all files: texts of one parent, apart by their language. */
const labels: readonly Label[] = files.flatMap(({ path, root }) =>
  [root, ...descendants(root)].flatMap((parent) => {
    const texts = children(parent).filter((item) => languageOf(item) !== undefined && item.tagName !== 'Library');
    if (texts.length === 0) return [];
    return [
      {
        place: `${path} ${parent.tagName}`,
        texts: new Map(texts.map((item) => [languageOf(item) ?? '', textOf(item)])),
      },
    ];
  }),
);

describe('the texts of the solution', () => {
  it('are in the two languages of the product', () => {
    expect(toContext(source, undefined).languages).toEqual(LANGUAGES);
    expect(labels.length).toBeGreaterThan(500);
    const odd = labels.filter(({ texts }) => LANGUAGES.some((language) => !texts.get(language)?.trim()));
    expect(odd).toEqual([]);
    expect(labels.filter(({ texts }) => texts.size !== LANGUAGES.length)).toEqual([]);
  });

  it('are translated, apart from words that are the same', () => {
    const same = labels.map(({ texts }) => texts).filter((texts) => texts.get(ENGLISH) === texts.get(INDONESIAN));
    expect([...new Set(same.map((texts) => texts.get(ENGLISH)))].sort()).toEqual(['API', 'Batch', 'Hash', 'Status']);
  });

  /** What a person reads the name of, and the element that has to hold that name. */
  const NAMED: readonly (readonly [element: string, holder: string])[] = [
    ['tab', 'labels'],
    ['section', 'labels'],
    ['attribute', 'displaynames'],
    ['option', 'labels'],
    ['state', 'labels'],
    ['savedquery', 'LocalizedNames'],
    ['systemform', 'LocalizedNames'],
    ['visualization', 'LocalizedNames'],
    ['optionset', 'displaynames'],
    ['LocLabel', 'Titles'],
    ['Area', 'Titles'],
    ['Group', 'Titles'],
    ['AppModule', 'LocalizedNames'],
    ['environmentvariabledefinition', 'displayname'],
  ];

  it.each(NAMED)('name every %s', (name, holder) => {
    // Attributes of a fetch are columns, not definitions of them.
    const isDefinition = (item: Element): boolean =>
      name !== 'attribute' || attribute(item, 'PhysicalName') !== undefined;
    const all = files.flatMap(({ path, root }) =>
      [root, ...descendants(root)]
        .filter((item) => item.tagName === name && isDefinition(item))
        .map((item) => ({ path, item })),
    );
    expect(all.length).toBeGreaterThan(0);
    const nameless = all.filter(({ item }) => {
      const held = child(item, holder);
      return held === undefined || children(held).length === 0;
    });
    expect(nameless.map(({ path }) => path)).toEqual([]);
  });

  it('name every cell that shows something', () => {
    const cells = source.tables.flatMap((table) => table.forms.flatMap(({ form }) => descendants(form, 'cell')));
    const nameless = cells.filter((cell) => child(cell, 'control') && !child(cell, 'labels'));
    expect(nameless.map((cell) => attribute(cell, 'id'))).toEqual([]);
  });

  it('are listed in both languages by every script that loads them', () => {
    const lists = source.webResources
      .map(({ name, root }) => ({ name, texts: childText(root, 'DependencyXml').match(/[\w./]+\.\d+\.resx/g) ?? [] }))
      .filter(({ texts }) => texts.length > 0);
    expect(lists.length).toBeGreaterThan(0);
    for (const { name, texts } of lists) {
      const wanted = LANGUAGES.map((language) => `obm_/strings/outbound.${language}.resx`);
      expect({ name, texts: [...new Set(texts)].sort() }).toEqual({ name, texts: wanted });
    }
  });
});

const controls = readdirSync(join(ROOT, 'pcf'))
  .map((name) => ({ name, folder: join(ROOT, 'pcf', name, name) }))
  .filter(({ folder }) => existsSync(join(folder, 'ControlManifest.Input.xml')));

describe.each(controls)('the texts of the control $name', ({ name, folder }) => {
  const manifest = readFileSync(join(folder, 'ControlManifest.Input.xml'), 'utf8');
  const resx = (language: string): ReadonlyMap<string, string> =>
    readResx(join(folder, `strings/${name}.${language}.resx`));
  const inManifest = [...manifest.matchAll(/(?:display-name|description)-key="([^"]+)"/g)].map(([, key]) => key ?? '');

  it('are packed in both languages', () => {
    const packed = [...manifest.matchAll(/<resx path="strings\/[^"]+\.(\d+)\.resx"/g)].map(([, language]) => language);
    expect(packed).toEqual(LANGUAGES);
  });

  it.each(LANGUAGES)('hold every key of the manifest (%s)', (language) => {
    const texts = resx(language);
    expect(inManifest.length).toBeGreaterThan(0);
    expect(inManifest.filter((key) => !texts.get(key)?.trim())).toEqual([]);
  });

  it('have the same keys in both languages, none of them empty', () => {
    expect([...resx(INDONESIAN).keys()].sort()).toEqual([...resx(ENGLISH).keys()].sort());
    for (const language of LANGUAGES) {
      expect([...resx(language)].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
    }
  });

  it('are all used by the manifest or the code', () => {
    const code = readdirSync(folder)
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const literal = new Set([...code.matchAll(/'([^'\n]+)'/g)].map(([, text]) => text));
    // Keys of a family are put together from a beginning and what the code has at hand.
    const families = [...code.matchAll(/`(\w+_)\$\{/g)].map(([, start]) => start ?? '');
    const unused = [...resx(ENGLISH).keys()].filter(
      (key) =>
        !inManifest.includes(key) &&
        !literal.has(key) &&
        !families.some((start) => start !== '' && key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });
});
