/** Room tests. The English texts of the product and of the sandbox, to find leftovers on an Indonesian screen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { FORM_TEXTS } from '../../sandbox/app/form/strings';
import { PAGE_TEXTS } from '../../sandbox/app/server/pageTexts';
import { TEXTS } from '../../sandbox/app/shell/strings';
import type { ViewFile } from '../../sandbox/dataverse/platform/viewFile';
import { FLOWS_TEXTS } from '../../sandbox/flows/pages/strings';
import { LAB_TEXTS } from '../../sandbox/lab/page/strings';
import { PHONES_TEXTS } from '../../sandbox/omnichannel/phones/strings';
import { readResx } from '../builders/resx';

const ROOT = resolve(__dirname, '../..');
const RESX = [
  'webresources/strings/outbound',
  'pcf/MessageTemplateEditor/MessageTemplateEditor/strings/MessageTemplateEditor',
];
const ENGLISH = '1033';
const INDONESIAN = '1057';

interface Pair {
  readonly english: string;
  readonly indonesian: string;
}

/** Texts of scripts, pages and the control, by key. */
export const textsOf = (lcid: number): ReadonlyMap<string, string> =>
  readResx(join(ROOT, `webresources/strings/outbound.${lcid}.resx`));

function resxPairs(): Pair[] {
  return RESX.flatMap((path) => {
    const indonesian = readResx(join(ROOT, `${path}.${INDONESIAN}.resx`));
    return [...readResx(join(ROOT, `${path}.${ENGLISH}.resx`))].map(([key, english]) => ({
      english,
      indonesian: indonesian.get(key) ?? '',
    }));
  });
}

type Texts = Readonly<Record<string, string>>;
const SANDBOX_TEXTS: ReadonlyArray<readonly [english: Texts | undefined, indonesian: Texts | undefined]> = [
  ...[TEXTS, FORM_TEXTS, PAGE_TEXTS].map((texts) => [texts[1033], texts[1057]] as const),
  [PHONES_TEXTS['en-US'], PHONES_TEXTS['id-ID']],
  [LAB_TEXTS['en-US'], LAB_TEXTS['id-ID']],
  [FLOWS_TEXTS['en-US'], FLOWS_TEXTS['id-ID']],
];

const sandboxPairs = (): Pair[] =>
  SANDBOX_TEXTS.flatMap(([english = {}, indonesian = {}]) =>
    Object.entries(english).map(([key, text]) => ({ english: text, indonesian: indonesian[key] ?? '' })),
  );

/** Names of Microsoft's views, as the sandbox has them. */
function stockViewPairs(): Pair[] {
  const folder = join(ROOT, 'sandbox/dataverse/platform/views');
  return readdirSync(folder).flatMap((file) =>
    (JSON.parse(readFileSync(join(folder, file), 'utf8')) as ViewFile[]).map(({ name: [english, indonesian] }) => ({
      english,
      indonesian,
    })),
  );
}

/** Labels of the solution: elements of one parent, apart by their language. */
function solutionPairs(): Pair[] {
  const files = readdirSync(join(ROOT, 'solution/src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.xml'))
    .flatMap((file) => {
      const document = new DOMParser().parseFromString(
        readFileSync(join(ROOT, 'solution/src', file), 'utf8'),
        'text/xml',
      );
      const labels = Array.from(document.getElementsByTagName('*'));
      return labels
        .filter((label) => languageOf(label) === ENGLISH)
        .map((label) => ({ english: textOf(label), indonesian: textOf(siblingIn(label, INDONESIAN)) }));
    });
}

const languageOf = (label: Element): string => label.getAttribute('languagecode') ?? label.getAttribute('LCID') ?? '';
const textOf = (label: Element | undefined): string =>
  label?.getAttribute('description') ?? label?.getAttribute('Title') ?? '';
const siblingIn = (label: Element, language: string): Element | undefined =>
  Array.from((label.parentNode as Element).getElementsByTagName(label.tagName)).find(
    (other) => languageOf(other) === language,
  );

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A text with places matches whatever stands in them. */
const toPattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split(/\{\d+\}/)
      .map(escaped)
      .join('.+')}$`,
    's',
  );

/** Tells which of the texts are English ones of the product or the sandbox. Words that both languages share are no leftovers. */
export function englishLeftovers(texts: readonly string[]): string[] {
  const pairs = [...resxPairs(), ...solutionPairs(), ...stockViewPairs(), ...sandboxPairs()];
  const indonesian = new Set(pairs.map((pair) => pair.indonesian));
  const patterns = pairs
    .filter(({ english }) => !indonesian.has(english) && /\p{L}{3}/u.test(english.replace(/\{\d+\}/g, '')))
    .map(({ english }) => toPattern(english));
  return texts.filter((text) => patterns.some((pattern) => pattern.test(text)));
}
